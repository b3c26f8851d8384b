"""Links papers to the concepts that were found, sorts by concept what they say, and writes it as RDF."""

from __future__ import annotations

import gzip
import hashlib
import io
from typing import TYPE_CHECKING

import msgspec

from kg.engine import shards
from kg.engine.linking import places_of
from kg.engine.step import RECORDS, Question, Settings, Step, extractions
from kg.link.merging import merged
from kg.link.relations import Triple, gathered, sentences, supported
from kg.rdf.concepts import ConceptIndex
from kg.rdf.ntriples import NQuads, NTriples
from kg.rdf.statements import Statements, concept_parts, graph_parts, named, named_parts, paper_parts
from kg.rdf.writer import write
from kg.records import Concept, ConceptRelation, ConceptType, Evidence, Extraction, RelationKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

Linked = tuple[Extraction, tuple[str, ...]]
"""An extraction with its entities merged, and the concept id of each."""
_TYPES: dict[str, ConceptType] = {"method": "Method", "dataset": "Dataset", "task": "Task"}


class Rows(msgspec.Struct):
    """What one shard says of the concepts, people and venues in one partition."""

    together: list[tuple[str, ...]] = []
    """The concepts of each paper that concerns one of the partition's."""
    relations: list[tuple[Triple, Evidence]] = []
    people: list[str] = []
    venues: list[str] = []


class LinkCounts(msgspec.Struct):
    """What a shard of linked papers holds."""

    papers: int
    claims: int
    results: int
    blocks: list[tuple[int, int]]
    """Start and end, in the shard's ``.rows``, of the rows for each partition."""
    broader: list[tuple[str, str, Evidence]]
    """What sentences say of broader concepts."""
    best: list[tuple[int, str]]
    """Papers with most of the leading concepts: how many, negated, and id; in order."""


class Partition(msgspec.Struct):
    """Concepts to write, and where the rows are that concern them."""

    concepts: list[Concept]
    broader: list[ConceptRelation]
    rows: list[tuple[str, int, int]]


class Written(msgspec.Struct, frozen=True):
    """One shard of RDF."""

    file: str
    triples: int
    bytes: int
    sha256: str
    relations: int = 0
    """Relations between concepts that it states."""


def link(step: Step, settings: Settings, question: str, stem: str) -> LinkCounts:
    """Link the extractions of a shard to the concepts, and sort what they say by concept."""
    asked = shards.get(question, Question)
    places, _ = places_of(asked.shard)
    concepts = {id_: Concept(id_, _TYPES[id_.partition("/")[0]], "") for id_ in asked.ids if id_}
    leading = frozenset(shards.get(step.shared, list[str]))
    size = settings.partitions
    linked: list[Linked] = []
    rows = [Rows() for _ in range(size)]
    broader, best = [], []
    for extraction, own in zip(extractions(asked.extracted, settings), places, strict=True):
        changed, order = merged(extraction, [asked.ids[place] or None for place in own], concepts)
        linked.append((changed, order))
        for partition in {partition_of(concept, size) for concept in order}:
            rows[partition].together.append(order)
        for triple, evidence in sentences(changed, order):
            if triple[1] is RelationKind.BROADER:
                broader.append((triple[0], triple[2], evidence))
                continue
            rows[partition_of(triple[0], size)].relations.append((triple, evidence))
        best.append((-len(leading.intersection(order)), extraction.paper.id))
    people, venues = named(e.paper for e, _ in linked)
    for person in sorted(people):
        rows[partition_of(person, size)].people.append(person)
    for venue in sorted(venues):
        rows[partition_of(venue, size)].venues.append(venue)
    shards.put(stem + RECORDS, linked)
    return LinkCounts(
        papers=len(linked),
        claims=sum(len({c.span for c in e.claims}) for e, _ in linked),
        results=sum(len(e.results) for e, _ in linked),
        blocks=_put_blocks(stem + ".rows", rows),
        broader=broader,
        best=sorted(best)[: settings.top],
    )


def write_papers(step: Step, settings: Settings, question: str, _: str) -> Written:
    """Write the RDF of a shard of linked papers."""
    asked = shards.get(question, Question)
    linked = shards.get(asked.shard + RECORDS, list[Linked])
    kept = set(asked.broader)
    evidence: dict[str, set[Span]] = {}
    for extraction, order in linked:
        for (subject, kind, object_), said in sentences(extraction, order):
            if kind is not RelationKind.BROADER or (subject, object_) in kept:
                evidence.setdefault(said.paper, set()).add(said.span)
    links = {extraction.paper.id: order for extraction, order in linked}
    parts = paper_parts(settings.base, (e for e, _ in linked), links, evidence)
    return write_rdf(step.room, settings, Statements(settings.base, parts))


def write_partition(step: Step, settings: Settings, plan: str, _: str) -> Written:
    """Write the RDF of a partition of the concepts, people and venues."""
    asked = shards.get(plan, Partition)
    rows = [shards.unpacked(shards.read(place, start, end), Rows) for place, start, end in asked.rows]
    found = gathered(statement for row in rows for statement in row.relations)
    relations = sorted([*supported(found), *asked.broader], key=lambda r: (r.subject, r.kind, r.object))
    together = (order for row in rows for order in row.together)
    index = ConceptIndex(settings.base, {str(n): order for n, order in enumerate(together)}, relations)
    parts = [
        *concept_parts(settings.base, asked.concepts, index),
        *named_parts(
            settings.base,
            {person for row in rows for person in row.people},
            {venue for row in rows for venue in row.venues},
        ),
    ]
    written = write_rdf(step.room, settings, Statements(settings.base, parts))
    return msgspec.structs.replace(written, relations=len(relations))


def write_graph(room: str, settings: Settings, classes: dict[str, int]) -> Written:
    """Write what is said of the graph itself."""
    parts = graph_parts(settings.base, settings.provenance, classes)
    return write_rdf(room, settings, Statements(settings.base, parts))


def pick(step: Step, settings: Settings, question: str, stem: str) -> int:
    """Take the chosen papers out of a shard, as extracted and as linked."""
    asked = shards.get(question, Question)
    chosen = frozenset(shards.get(step.shared, list[str]))
    before = extractions(asked.extracted, settings)
    after = shards.get(asked.shard + RECORDS, list[Linked])
    pairs = [(e, linked) for e, linked in zip(before, after, strict=True) if e.paper.id in chosen]
    shards.put(stem + RECORDS, pairs)
    return len(pairs)


def partition_of(text: str, partitions: int) -> int:
    """Return the partition of a concept, person or venue: the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:4]) % partitions


def write_rdf(room: str, settings: Settings, statements: Statements) -> Written:
    """Write statements as a compressed file that is named by its content."""
    stream = io.BytesIO()
    write(statements, [(NQuads() if settings.quads else NTriples(), stream)])
    content = stream.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    suffix = "nq" if settings.quads else "nt"
    file = f"part-{digest[:24]}.{suffix}.gz"
    packed = gzip.compress(content, compresslevel=4, mtime=0)
    shards.write(f"{room}/rdf/{file}", packed)
    return Written(file, content.count(b"\n"), len(packed), hashlib.sha256(packed).hexdigest())


def _put_blocks(address: str, rows: Iterable[Rows]) -> list[tuple[int, int]]:
    """Write rows one after the other; return where those of each partition start and end."""
    content, places = b"", []
    for block in map(shards.packed, rows):
        places.append((len(content), len(content) + len(block)))
        content += block
    shards.write(address, content)
    return places
