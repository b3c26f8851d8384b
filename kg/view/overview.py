"""What the page draws first: the best supported concepts, the strongest ties between them, their places."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from kg.view.communities import memberships
from kg.view.layout import islands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph.measures import Community
    from kg.view.corpus import Corpus

LIMIT = 400
"""Nodes drawn at once, at most."""
TIES = 3
"""Ties that each concept keeps, the strongest."""
ENOUGH = 60
"""With so many concepts in two papers or more, the view starts with those."""


@dataclass(frozen=True)
class Tie:
    """Two concepts drawn as joined: lower number first, papers that hold both, whether a relation says so."""

    a: int
    b: int
    papers: int
    related: bool


@dataclass(frozen=True)
class Overview:
    """The first view."""

    corpus: Corpus
    shown: list[int]
    """Concept numbers, best supported first."""
    ties: list[Tie]
    places: dict[int, tuple[int, int]]
    """Concept number to x and y, in the drawing's units (a node's radius is 8 to 36)."""
    concept_community: list[int]
    paper_community: list[int]
    community_labels: list[str]
    minimum: int
    """Papers that a concept needs to be shown at the start."""


def overview(corpus: Corpus, communities: Sequence[Community]) -> Overview:
    """Choose, join and place what is shown first."""
    support = corpus.support
    ranked = sorted(range(len(support)), key=lambda c: (-support[c], c))
    minimum = 2 if sum(n > 1 for n in support) >= ENOUGH else 1
    shown = [c for c in ranked if support[c] >= minimum][:LIMIT]
    ties = strongest_ties(corpus, shown)
    of_concept, of_paper = memberships(corpus, communities)
    places = islands(
        groups={c: of_concept[c] for c in shown},
        radii={c: radius(support[c], max(support, default=1)) for c in shown},
        edges=[(tie.a, tie.b, float(tie.papers + tie.related)) for tie in ties],
    )
    labels = [community.label for community in communities]
    return Overview(corpus, shown, ties, places, of_concept, of_paper, labels, minimum)


def strongest_ties(corpus: Corpus, shown: list[int]) -> list[Tie]:
    """Return the ties that are among the ``TIES`` strongest of either end.

    Strength is the cosine of the two concepts' papers (Ochiai), damped where it rests on few papers; a
    relation stated in a text counts more than any number of papers. The page's ``ties.js`` does the same.
    """
    among = set(shown)
    together = corpus.together(among)
    related = {pair for pair in corpus.related if among.issuperset(pair)}
    for pair in related:
        together.setdefault(pair, 0)
    support = corpus.support
    by_end: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for (a, b), papers in together.items():
        cosine = papers / sqrt(support[a] * support[b])
        strength = cosine * papers / (papers + 1) + ((a, b) in related)
        by_end[a].append((-strength, a, b))
        by_end[b].append((-strength, a, b))
    kept = {(a, b) for ends in by_end.values() for _, a, b in sorted(ends)[:TIES]}
    return [Tie(a, b, together[a, b], (a, b) in related) for a, b in sorted(kept)]


def radius(papers: int, most: int) -> float:
    """Return a node's radius: its area grows with the papers."""
    return round(8 + 28 * sqrt(papers / max(most, 1)), 1)
