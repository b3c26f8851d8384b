"""Links a corpus: the whole walk from extractions to knowledge, as plain calls."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.link import curation
from kg.link import vocabulary as vocabularies
from kg.link.cluster import Clusters, cluster
from kg.link.concepts import Group, groups_of
from kg.link.coordination import separated
from kg.link.evidence import NameTable
from kg.link.keys import assign
from kg.link.labels import Casing
from kg.link.merging import merged
from kg.link.relations import concept_relations
from kg.link.uses import PaperUses, collect
from kg.records import Extraction, Knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.link.abbreviations import Senses
    from kg.link.curation import Correction
    from kg.link.vocabulary import Vocabulary
    from kg.records import Concept


@dataclass(frozen=True, slots=True)
class Linkage:
    """The concepts of a corpus and how they came about."""

    extractions: tuple[Extraction, ...]
    """Sorted by paper id, as extracted, lists of names apart (`kg.link.coordination`)."""
    papers: list[PaperUses]
    senses: Senses
    clusters: Clusters
    groups: list[Group]
    """Sorted by id."""
    vocabulary: Vocabulary
    without_effect: tuple[tuple[Correction, str], ...] = ()
    """Corrections of the links file that changed nothing, each with the reason."""


def link(
    extractions: Iterable[Extraction],
    *,
    links: Path | str | None = None,
    vocabulary: Path | str | None = None,
) -> Knowledge:
    """Link what was found in the papers of a corpus into concepts and relations.

    The result depends on the set of papers alone, not on their order. Entities of one paper that turn
    out to be one concept are merged, so a concept occurs in an extraction once.

    Args:
        extractions: one for each paper; paper ids are distinct.
        links: file of a person's corrections (`kg.link.curation`).
        vocabulary: file of further known concepts, which take precedence over the bundled ones.

    Raises:
        KgError: ``links`` or ``vocabulary`` cannot be read.
    """
    return knowledge(linkage(extractions, links=links, vocabulary=vocabulary))


def linkage(
    extractions: Iterable[Extraction],
    *,
    links: Path | str | None = None,
    vocabulary: Path | str | None = None,
) -> Linkage:
    """Return the concepts of a corpus with the evidence for each; arguments as for `link`."""
    corrections = curation.read(Path(links)) if links is not None else ()
    known = vocabularies.bundled()
    if vocabulary is not None:
        known = vocabularies.joined(vocabularies.read(Path(vocabulary)), known)
    ordered = tuple(separated(e) for e in sorted(extractions, key=lambda e: e.paper.id))
    papers = collect(ordered)
    senses = assign(papers, known)
    clusters = cluster(NameTable(papers), senses, known)
    uses = (use for paper in papers for use in paper.uses)
    groups, without_effect = groups_of(uses, clusters, known, Casing(ordered), corrections)
    return Linkage(ordered, papers, senses, clusters, groups, known, tuple(without_effect))


def knowledge(linked: Linkage) -> Knowledge:
    """Return the records of a linked corpus."""
    ids: list[list[str | None]] = [[None] * len(e.entities) for e in linked.extractions]
    concepts: dict[str, Concept] = {}
    for group in linked.groups:
        for use in group.uses:
            ids[use.paper][use.entity] = group.id
        concepts[group.id] = group.concept()
    extractions, links = [], {}
    for extraction, of_entities in zip(linked.extractions, ids, strict=True):
        changed, order = merged(extraction, of_entities, concepts)
        extractions.append(changed)
        links[extraction.paper.id] = order
    return Knowledge(
        extractions=tuple(extractions),
        concepts=tuple(concepts.values()),
        links=links,
        relations=concept_relations(extractions, links, linked.groups, linked.vocabulary),
    )
