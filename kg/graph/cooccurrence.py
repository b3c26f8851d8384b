"""Which concepts occur in the same papers more often than chance would have it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.records import Knowledge


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """Two concepts in the same papers."""

    one: str
    other: str
    """Concept ids, the smaller first."""
    papers: int
    """Papers that hold both."""
    npmi: float
    """Normalised pointwise mutual information, -1 to 1; 0 is chance (Bouma 2009)."""
    log_likelihood: float
    """Dunning's G² (1993), signed: negative where they meet less often than by chance."""


def cooccurrences(knowledge: Knowledge, *, least_papers: int = 2) -> list[Cooccurrence]:
    """Return the pairs of concepts that share at least ``least_papers`` papers, strongest first.

    The order is by log-likelihood, which unlike mutual information does not favour the rarest pairs;
    ties go by id. Time grows with the sum over papers of the square of their concepts.
    """
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for concepts in knowledge.links.values():
        alone.update(concepts)
        together.update(itertools.combinations(sorted(concepts), 2))
    total = len(knowledge.links)
    found = [
        Cooccurrence(
            a, b, n, npmi(n, alone[a], alone[b], total), log_likelihood(n, alone[a], alone[b], total)
        )
        for (a, b), n in together.items()
        if n >= least_papers
    ]
    return sorted(found, key=lambda c: (-c.log_likelihood, c.one, c.other))


def npmi(both: int, one: int, other: int, total: int) -> float:
    """Return the normalised pointwise mutual information of two concepts (Bouma 2009), -1 to 1.

    Args:
        both: papers that hold both concepts.
        one: papers that hold the first.
        other: papers that hold the second.
        total: all papers.
    """
    if both == 0:
        return -1.0
    if both == total:
        return 1.0
    return round(math.log(both * total / (one * other)) / -math.log(both / total), 6)


def log_likelihood(both: int, one: int, other: int, total: int) -> float:
    """Return Dunning's signed log-likelihood ratio G² of two concepts; arguments as for `npmi`."""
    table = (
        (both, one * other / total),
        (one - both, one * (total - other) / total),
        (other - both, (total - one) * other / total),
        (total - one - other + both, (total - one) * (total - other) / total),
    )
    ratio = 2.0 * sum(seen * math.log(seen / expected) for seen, expected in table if seen and expected)
    return round(math.copysign(max(ratio, 0.0), both - one * other / total), 6)
