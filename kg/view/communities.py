"""Which neighbourhood of the literature each concept and each paper belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.graph.measures import Community
    from kg.view.corpus import Corpus


def memberships(corpus: Corpus, communities: Sequence[Community]) -> tuple[list[int], list[int]]:
    """Return the community of each concept and of each paper, as numbers into ``communities``; -1 for none.

    A paper belongs where most of its concepts do; a concept that is in no community, too rare to be seen
    with others, where most of its papers do.
    """
    known = {
        corpus.number[concept]: i
        for i, community in enumerate(communities)
        for concept in community.concepts
        if concept in corpus.number
    }
    of_paper = [_majority(known.get(c, -1) for c in concepts) for concepts in corpus.roles]
    votes: dict[int, list[int]] = defaultdict(list)
    for paper, concepts in zip(of_paper, corpus.roles, strict=True):
        for concept in concepts:
            if concept not in known:
                votes[concept].append(paper)
    of_concept = [known[c] if c in known else _majority(votes[c]) for c in range(len(corpus.support))]
    return of_concept, of_paper


def _majority(votes: Iterable[int]) -> int:
    counts = Counter(v for v in votes if v >= 0)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else -1
