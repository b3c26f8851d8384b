"""As many papers as a benchmark wants, of those that there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.records import Paper

_NAME = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z][\w-]*\b")
"""A word with two capitals: mostly the name or abbreviation of a method or a data set."""


def enough(papers: Sequence[Paper], count: int) -> Iterator[Paper]:
    """Yield ``count`` papers: some of the given where there are more, else all of them, again and again.

    The given are taken at even distances, so that every part of them is there. A copy has a title and names
    of its own (``ResNet`` becomes ``ResNet2`` in the second), so that the graph grows as with new papers.

    Args:
        papers: at least one.
        count: how many.
    """
    if count <= len(papers):
        yield from (papers[place * len(papers) // count] for place in range(count))
        return
    for number in range(count):
        copy, place = divmod(number, len(papers))
        yield _renamed(papers[place], copy + 1) if copy else papers[place]


def _renamed(paper: Paper, copy: int) -> Paper:
    def named(text: str) -> str:
        return _NAME.sub(lambda match: f"{match.group()}{copy}", text)

    return replace(
        paper,
        id=f"{paper.id}-{copy}",
        title=f"{named(paper.title)}, part {copy}",
        abstract=named(paper.abstract),
        doi="",
        arxiv="",
        url="",
        source_ids=(),
    )
