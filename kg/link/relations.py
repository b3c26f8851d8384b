"""Relations between concepts over the corpus, each with every sentence that states it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.link.hierarchy import broader_relations, combined
from kg.records import ConceptRelation, Evidence, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.link.concepts import Group
    from kg.link.vocabulary import Vocabulary
    from kg.records import Extraction

Triple = tuple[str, RelationKind, str]
SYMMETRIC = frozenset({RelationKind.COMPARED_WITH})
"""Kinds that hold both ways; kept once, the smaller id first."""


def concept_relations(
    extractions: Sequence[Extraction],
    links: Mapping[str, Sequence[str]],
    groups: Sequence[Group],
    vocabulary: Vocabulary,
) -> tuple[ConceptRelation, ...]:
    """Return all relations between concepts, sorted by subject, kind and object.

    One sentence counts once for a relation, with its highest confidence.
    """
    found = gathered(s for e in extractions for s in sentences(e, links[e.paper.id]))
    stated = {(s, o): evidence for (s, kind, o), evidence in found.items() if kind is RelationKind.BROADER}
    relations = [*supported(found), *broader_relations(groups, stated, vocabulary)]
    return tuple(sorted(relations, key=lambda r: (r.subject, r.kind, r.object)))


def sentences(extraction: Extraction, ids: Sequence[str]) -> Iterator[tuple[Triple, Evidence]]:
    """Yield what the sentences of a paper say of its concepts, given the concept id of each entity."""
    for relation in extraction.relations:
        subject, kind, object_ = ids[relation.head], relation.kind, ids[relation.tail]
        if subject == object_:
            continue
        if kind in SYMMETRIC and object_ < subject:
            subject, object_ = object_, subject
        yield (
            (subject, kind, object_),
            Evidence(extraction.paper.id, relation.sentence, relation.confidence),
        )


def gathered(said: Iterable[tuple[Triple, Evidence]]) -> dict[Triple, tuple[Evidence, ...]]:
    """Return the evidence for each triple by place, each sentence once, with its highest confidence."""
    found: dict[Triple, dict[tuple[str, str, int, int], Evidence]] = defaultdict(dict)
    for triple, evidence in said:
        span = evidence.span
        place = (evidence.paper, span.field, span.start, span.end)
        known = found[triple].get(place)
        if known is None or known.confidence < evidence.confidence:
            found[triple][place] = evidence
    return {triple: tuple(e for _, e in sorted(places.items())) for triple, places in found.items()}


def supported(found: Mapping[Triple, tuple[Evidence, ...]]) -> list[ConceptRelation]:
    """Return the relations that rest on sentences alone: all but ``broader``."""
    return [
        ConceptRelation(subject, kind, object_, evidence, combined(evidence))
        for (subject, kind, object_), evidence in found.items()
        if kind is not RelationKind.BROADER
    ]
