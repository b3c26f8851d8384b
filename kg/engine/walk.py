"""The walk of `kg.build` over shards: the same rooms, each called on parts of the corpus by an engine.

The machine that leads the walk holds the papers while it reads them, and later the names of concepts with
their counts; texts, mentions and statements stay in the shards.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kg.engine import linking, shards, writing
from kg.engine.step import COUNTS, RECORDS, Extract, Question, Settings, Step
from kg.link import sharded
from kg.link.cluster import cluster
from kg.link.concepts import groups_of
from kg.link.hierarchy import broader_relations
from kg.link.relations import gathered
from kg.records import Extraction, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.engine import Engine
    from kg.engine.writing import LinkCounts
    from kg.link.concepts import Group
    from kg.link.curation import Correction
    from kg.link.tally import Tally
    from kg.link.uses import Use
    from kg.records import Concept, ConceptRelation, Paper

LEADING = 1000
"""Concepts in most papers, of which a paper must hold many to be among those that are shown."""
MANIFEST = "manifest.json"


class Manifest(msgspec.Struct, frozen=True):
    """What the shards of RDF hold together."""

    software: str
    model: str
    model_sha256: str
    base: str
    min_confidence: float
    classes: dict[str, int]
    """Local name of a class of the ontology to its number of instances."""
    triples: int
    shards: list[writing.Written]

    def to_text(self) -> bytes:
        """Return the manifest as indented JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


class Whole(NamedTuple):
    """A corpus that was walked through."""

    manifest: Manifest
    concepts: list[Concept]
    """Sorted by id."""
    broader: list[ConceptRelation]
    papers: list[tuple[Extraction, writing.Linked]]
    """The papers of the graph that is shown, as extracted and as linked; sorted by id."""
    without_effect: list[tuple[Correction, str]]


class Walk:
    """One build over shards."""

    def __init__(self, engine: Engine, room: str, settings: Settings) -> None:
        """Bind what stays the same.

        Args:
            engine: calls steps on shards.
            room: folder of the shards, as `kg.engine.shards.folder` returns it.
            settings: of the build.
        """
        self._engine = engine
        self._room = room
        shards.folder(f"{room}/rdf")
        self._settings = settings
        self._address = shards.put_once(room, "settings", settings)
        self._vocabulary = settings.vocabulary()
        self._kept: set[str] = set()

    def extract(self, parts: Iterable[list[Paper]], fingerprint: str, model: str | None) -> list[str]:
        """Extract parts of the papers; return the shards, which stay for a next build."""
        found = extract(self._engine, self._room, parts, fingerprint, model)
        self._kept.update((shard + RECORDS).rpartition("/")[2] for shard in found)
        return found

    def link(self, extracted: Sequence[str], corrections: Sequence[Correction]) -> Whole:
        """Link what was extracted and write it all as RDF."""
        groups, without_effect, ids = self._concepts(extracted, corrections)
        concepts = [group.concept() for group in groups]
        leading = sorted(concepts, key=lambda c: (-c.paper_count, c.id))[:LEADING]
        linked = self._map(writing.link, ids, shared=[c.id for c in leading])
        counts = list(self._counts(linked, writing.LinkCounts))
        stated = gathered(
            ((s, RelationKind.BROADER, o), evidence) for c in counts for s, o, evidence in c.broader
        )
        broader = broader_relations(groups, {(s, o): e for (s, _, o), e in stated.items()}, self._vocabulary)
        manifest = self._write(linked, counts, concepts, broader)
        chosen = sorted(best for c in counts for best in c.best)[: self._settings.top]
        asked = [Question(one, extracted=e) for one, e in zip(linked, extracted, strict=True)]
        picked = self._map(writing.pick, asked, shared=sorted(id_ for _, id_ in chosen))
        kind = list[tuple[Extraction, writing.Linked]]
        papers = [pair for address in picked for pair in shards.get(address + RECORDS, kind)]
        papers.sort(key=lambda pair: pair[0].paper.id)
        return Whole(manifest, concepts, broader, papers, without_effect)

    def tidy(self, manifest: Manifest) -> None:
        """Remove what neither a next build nor a reader needs; publish the manifest."""
        stale = [n for n in shards.listed(self._room) if n not in self._kept and n != "rdf"]
        shards.remove(f"{self._room}/{n}" for n in stale)
        shards.write(f"{self._room}/rdf/{MANIFEST}", manifest.to_text())
        current = {MANIFEST, *(one.file for one in manifest.shards)}
        stale = [n for n in shards.listed(f"{self._room}/rdf") if n not in current]
        shards.remove(f"{self._room}/rdf/{n}" for n in stale)

    def _concepts(
        self, extracted: Sequence[str], corrections: Sequence[Correction]
    ) -> tuple[list[Group], list[tuple[Correction, str]], list[Question]]:
        """Return the concepts, the corrections without effect, and for each shard its concept ids."""
        uses = self._map(linking.define, extracted)
        senses, casing = sharded.defined(self._counts(uses, sharded.Definitions), self._vocabulary)
        spelt = self._map(linking.spell, uses, shared=senses)
        named = self._map(linking.name, self._frequencies(spelt), shared=senses)
        resolved = self._map(linking.resolve, self._undefined(named), shared=senses)
        names = sharded.AllNames()
        places = [array("l", names.add(part)) for part in self._counts(resolved, sharded.Names)]

        def count(sets: Sequence[Sequence[Use]]) -> list[Tally]:
            group_of = array("l", [-1]) * len(names.uses)
            for number, members in enumerate(sets):
                for use in members:
                    group_of[use.entity] = number
            asked = [
                Question(shard, groups=[group_of[place] for place in own])
                for shard, own in zip(resolved, places, strict=True)
            ]
            counted = self._map(linking.count, asked)
            return sharded.counted(self._counts(counted, dict[int, sharded.Count]), len(sets))

        clusters = cluster(names.table, senses.namer(self._vocabulary).senses, self._vocabulary)
        groups, without_effect = groups_of(
            names.uses, clusters, self._vocabulary, casing, corrections, count=count
        )
        ids = [""] * len(names.uses)
        for group in groups:
            for use in group.uses:
                ids[use.entity] = group.id
        return (
            groups,
            without_effect,
            [
                Question(shard, extracted=e, ids=[ids[place] for place in own])
                for shard, e, own in zip(resolved, extracted, places, strict=True)
            ],
        )

    def _frequencies(self, spelt: Sequence[str]) -> Iterator[Question]:
        total: Counter[sharded.Name] = Counter()
        for counts in self._counts(spelt, dict[sharded.Name, int]):
            total.update(counts)
        for shard, own in zip(spelt, self._counts(spelt, dict[sharded.Name, int]), strict=True):
            yield Question(shard, frequency={name: total[name] for name in own})

    def _undefined(self, named: Sequence[str]) -> Iterator[Question]:
        total = sharded.undefined(self._counts(named, sharded.Undefined))
        senses: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for sense in total.seen:
            senses[sense[0]].append(sense)
        for shard, own in zip(named, self._counts(named, sharded.Undefined), strict=True):
            seen = {sense: total.seen[sense] for short in own.alone for sense in senses[short]}
            known = sharded.Undefined({short: total.alone[short] for short in own.alone}, seen)
            yield Question(shard, undefined=known)

    def _write(
        self,
        linked: Sequence[str],
        counts: Sequence[LinkCounts],
        concepts: Sequence[Concept],
        broader: Sequence[ConceptRelation],
    ) -> Manifest:
        settings = self._settings
        held = {(r.subject, r.object) for r in broader if r.evidence}
        asked = [
            Question(shard, broader=sorted({(s, o) for s, o, _ in c.broader} & held))
            for shard, c in zip(linked, counts, strict=True)
        ]
        of_papers = self._map(writing.write_papers, asked)
        plans = [writing.Partition([], [], []) for _ in range(settings.partitions)]
        for concept in concepts:
            plans[writing.partition_of(concept.id, settings.partitions)].concepts.append(concept)
        for relation in broader:
            plans[writing.partition_of(relation.subject, settings.partitions)].broader.append(relation)
        for shard, c in zip(linked, counts, strict=True):
            for plan, (start, end) in zip(plans, c.blocks, strict=True):
                plan.rows.append((f"{shard}.rows", start, end))
        of_concepts = self._map(writing.write_partition, plans)
        written = list(self._counts([*of_papers, *of_concepts], writing.Written))
        types = Counter(concept.type for concept in concepts)
        classes = {
            "Paper": sum(c.papers for c in counts),
            **{kind: types[kind] for kind in ("Method", "Dataset", "Task")},
            "Claim": sum(c.claims for c in counts),
            "Result": sum(c.results for c in counts),
            "Relation": sum(one.relations for one in written),
        }
        written.append(writing.write_graph(self._room, settings, classes))
        provenance = settings.provenance
        return Manifest(
            software=f"{provenance.software} {provenance.version}",
            model=provenance.model_name,
            model_sha256=provenance.model_hash.removeprefix("sha256:"),
            base=settings.base,
            min_confidence=settings.min_confidence,
            classes=classes,
            triples=sum(one.triples for one in written),
            shards=sorted({one.file: one for one in written if one.triples}.values(), key=lambda w: w.file),
        )

    def _map(self, work: Any, asked: Iterable[Any], *, shared: object = None) -> list[str]:
        """Do some work with shards, given by their addresses or by what is to be written to new ones."""
        given = "" if shared is None else shards.put_once(self._room, "shared", shared)
        addresses = [
            one if isinstance(one, str) else shards.put_once(self._room, "asked", one) for one in asked
        ]
        return list(self._engine.map_shards(Step(self._room, work, self._address, given), addresses))

    def _counts(self, made: Iterable[str], kind: Any) -> Iterator[Any]:
        return (shards.get(address + COUNTS, kind) for address in made)


def extract(
    engine: Engine, room: str, parts: Iterable[list[Paper]], fingerprint: str, model: str | None
) -> list[str]:
    """Write parts of the papers to shards and extract those that are not; return the shards made."""
    written = [shards.put_once(room, "papers", part) for part in parts]
    return list(engine.map_shards(Extract(room, fingerprint, model), written))


def papers_in(papers: Iterable[Paper], size: int) -> Iterator[list[Paper]]:
    """Yield papers, which are sorted by id, in parts of about ``size``.

    Where a part ends is told by the paper's id, so that one paper more or less changes one part.
    """
    part: list[Paper] = []
    for paper in papers:
        part.append(paper)
        mark = int.from_bytes(hashlib.sha256(paper.id.encode()).digest()[:4])
        if mark % size == 0 or len(part) >= 4 * size:
            yield part
            part = []
    if part:
        yield part
