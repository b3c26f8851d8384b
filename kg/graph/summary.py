"""Counts for the report at the end of a build."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.records import Knowledge


class Summary(msgspec.Struct, frozen=True):
    """What a graph holds, in numbers; keys in a fixed order."""

    papers: int
    concepts: dict[str, int]
    """Type to number of concepts."""
    mentions: int
    roles: dict[str, int]
    """Role to number of paper-concept pairs."""
    claims: dict[str, int]
    """Kind to number of claims."""
    results: int
    relations: dict[str, int]
    """Kind to number of concept-concept relations."""
    most_connected: tuple[tuple[str, str, int], ...]
    """(label, type, papers) of the concepts in most papers."""


def summary(knowledge: Knowledge, *, top: int = 10) -> Summary:
    """Return the counts of a linked corpus, with the ``top`` concepts by papers."""
    extractions = knowledge.extractions
    best = sorted(knowledge.concepts, key=lambda c: (-c.paper_count, c.id))[:top]
    return Summary(
        papers=len(extractions),
        concepts=_counts(c.type for c in knowledge.concepts),
        mentions=sum(len(e.mentions) for e in extractions),
        roles=_counts(entity.role.value for e in extractions for entity in e.entities),
        claims=_counts(claim.kind.value for e in extractions for claim in e.claims),
        results=sum(len(e.results) for e in extractions),
        relations=_counts(r.kind.value for r in knowledge.relations),
        most_connected=tuple((c.label, c.type, c.paper_count) for c in best),
    )


def _counts(values: Iterable[str]) -> dict[str, int]:
    """Count values, most frequent first, ties by name."""
    return dict(sorted(Counter(values).items(), key=lambda c: (-c[1], c[0])))
