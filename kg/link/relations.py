"""Relations between concepts over the corpus, each with every sentence that states it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.link.hierarchy import broader_relations, combined
from kg.records import ConceptRelation, Evidence, RelationKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.link.concepts import Group
    from kg.link.vocabulary import Vocabulary
    from kg.records import Extraction

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
    found: dict[tuple[str, RelationKind, str], dict[tuple[str, str, int, int], Evidence]] = defaultdict(dict)
    for extraction in extractions:
        ids, paper = links[extraction.paper.id], extraction.paper.id
        for relation in extraction.relations:
            subject, kind, object_ = ids[relation.head], relation.kind, ids[relation.tail]
            if subject == object_:
                continue
            if kind in SYMMETRIC and object_ < subject:
                subject, object_ = object_, subject
            place = (paper, relation.sentence.field, relation.sentence.start, relation.sentence.end)
            evidence = Evidence(paper, relation.sentence, relation.confidence)
            known = found[subject, kind, object_].get(place)
            if known is None or known.confidence < evidence.confidence:
                found[subject, kind, object_][place] = evidence
    ordered = {key: tuple(e for _, e in sorted(places.items())) for key, places in found.items()}
    stated = {(s, o): e for (s, kind, o), e in ordered.items() if kind is RelationKind.BROADER}
    relations = [
        ConceptRelation(subject, kind, object_, evidence, combined(evidence))
        for (subject, kind, object_), evidence in ordered.items()
        if kind is not RelationKind.BROADER
    ]
    relations.extend(broader_relations(groups, stated, vocabulary))
    return tuple(sorted(relations, key=lambda r: (r.subject, r.kind, r.object)))
