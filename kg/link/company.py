"""Tells the senses of an abbreviation apart by the other concepts of a paper."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kg.link.abbreviations import is_short
from kg.link.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from kg.link.uses import PaperUses

MARGIN = math.log(20)
"""How much likelier (as a log ratio) the best sense must be than the next."""
_SMOOTHING = 0.1


class Company:
    """Naive Bayes over the concepts that occur with each sense of an ambiguous short form.

    Learnt from the papers that explain the short form. A concept that no such paper has says nothing
    for or against a sense beyond the smoothing.
    """

    def __init__(self, papers: Sequence[PaperUses] = (), shorts: AbstractSet[str] = frozenset()) -> None:
        """Learn the company of the short forms in ``shorts``; uses of those papers have their keys."""
        self.seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        """Short form and key of its use to the papers that hold each other key beside it."""
        for paper in papers:
            if shorts.isdisjoint(paper.definitions):
                continue
            keys = {use.key for use in paper.uses if use.key}
            for use in paper.uses:
                for short in (
                    {fold(s) for s in use.surfaces if is_short(s)} & shorts & paper.definitions.keys()
                ):
                    self.seen[short, use.key].update(keys - {use.key})

    def favoured(self, paper: PaperUses, short: str, senses: Sequence[tuple[str, int]]) -> str | None:
        """Return the sense that the paper's other concepts speak for, or None where none stands out.

        Args:
            paper: the paper, with the keys of its uses that have one.
            short: folded short form.
            senses: long keys, each with the number of papers that give it.
        """
        keys = sorted({use.key for use in paper.uses if use.key and use.key != short})
        scores = []
        for long, count in senses:
            seen = self.seen.get((short, long), Counter())
            company = sum(math.log((seen[key] + _SMOOTHING) / (count + 2 * _SMOOTHING)) for key in keys)
            scores.append((math.log(count) + company, long))
        scores.sort(key=lambda s: (-s[0], s[1]))
        best = self.seen.get((short, scores[0][1]), Counter())
        met = any(best[key] for key in keys)
        return scores[0][1] if met and scores[0][0] - scores[1][0] >= MARGIN else None
