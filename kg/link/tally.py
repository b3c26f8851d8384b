"""Counts what a concept's label, type and papers are decided by."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.link.uses import Use


class Tally(NamedTuple):
    """What is counted over some uses."""

    papers: int = 0
    """Papers that hold one of them."""
    spellings: Mapping[str, int] = MappingProxyType({})
    """Surface forms, each with the number of papers that use it."""
    named: int = 0
    """Uses written with a capital inside or a digit, as names are."""
    uses: int = 0


def tallies(sets: Sequence[Sequence[Use]]) -> list[Tally]:
    """Count each set of uses."""
    return [
        Tally(
            papers=len({u.paper for u in uses}),
            spellings=Counter(s for _, s in {(u.paper, s) for u in uses for s in u.surfaces}),
            named=sum(any(c.isdigit() or c.isupper() for s in u.surfaces for c in s[1:]) for u in uses),
            uses=len(uses),
        )
        for uses in sets
    ]


Census: TypeAlias = "Callable[[Sequence[Sequence[Use]]], list[Tally]]"
"""Counts sets of uses, as `tallies` does."""
