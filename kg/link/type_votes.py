"""Settles the type of names that papers tag differently ("ImageNet" once taken for a method)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.link.evidence import Node
    from kg.link.vocabulary import Vocabulary
    from kg.records import ConceptType

PROPER_RATIO = 3
"""How many times more papers must speak for a type, for a name written as a proper name."""
COMMON_RATIO = 8
"""The same for common nouns: "clustering" is a task to some papers and a method to others."""
LEAST_PAPERS = 4
"""Papers that the stronger type must have."""


def agreed_types(
    papers: Mapping[Node, int], vocabulary: Vocabulary, proper: frozenset[str]
) -> dict[Node, ConceptType]:
    """Return the type to use for each node whose own type is outvoted.

    Args:
        papers: papers of each concept, by the node that stands for it.
        vocabulary: a name that it knows under one type alone counts as `LEAST_PAPERS` papers for it.
        proper: keys that are mostly written as proper names.
    """
    types: dict[str, dict[ConceptType, int]] = defaultdict(dict)
    for (type_, key), count in papers.items():
        types[key][type_] = count
    agreed: dict[Node, ConceptType] = {}
    for key, counts in types.items():
        if len(counts) < 2:
            continue
        known = [t for t in counts if vocabulary.find(t, key)]
        votes = {t: n + (LEAST_PAPERS if known == [t] else 0) for t, n in counts.items()}
        best = min(votes, key=lambda t: (-votes[t], t))
        ratio = PROPER_RATIO if key in proper else COMMON_RATIO
        for type_, count in counts.items():
            if type_ != best and votes[best] >= max(LEAST_PAPERS, ratio * count) and type_ not in known:
                agreed[type_, key] = best
    return agreed
