"""Plain text as pasted from a web page: title, abstract, title, abstract, with residue of the page between.

Nothing marks what a line is, so the lines are labelled together: a dynamic programme finds the division
into titles, abstracts and residue that scores best as a whole (segmentation as in Bellman 1961; the
scores, in ``listing_lines``, are set by hand and weigh what a reader would: length, closing full stop,
sentences, words of interfaces, repetition). A line alone may look like a title or a menu; between two
abstracts it can hardly be anything but the one or the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KgError
from kg.sources import listing_lines as score
from kg.sources.raw import RawPaper, RawSkip
from kg.sources.registry import Format
from kg.sources.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.sources.listing_lines import Line
    from kg.sources.source import Source

_MOST_TITLE_LINES = 3
_MOST_ABSTRACT_LINES = 80
_NONE = float("-inf")


class Block(NamedTuple):
    """One paper, or one line of residue, as a range of the lines."""

    title: range
    abstract: range
    residue: range
    """Lines that are neither: between title and abstract, or the one line where there is no paper."""


def divide(lines: Sequence[Line]) -> list[Block]:
    """Divide lines into papers and residue so that the sum of the scores is highest.

    Two states follow the lines: ``free``, where a paper is complete, and ``open``, where a title waits for
    its abstract. Time grows with the number of lines times the length of the longest abstract in lines.
    """
    n = len(lines)
    free, open_ = [_NONE] * (n + 1), [_NONE] * (n + 1)
    free[0] = 0.0
    free_from: list[tuple[str, int]] = [("start", 0)] * (n + 1)
    open_from: list[tuple[str, int]] = [("start", 0)] * (n + 1)
    for j in range(1, n + 1):
        # open: a title ends here, or residue follows a title
        for i in range(j - 1, max(-1, j - 1 - _MOST_TITLE_LINES), -1):
            value = free[i] + score.title(lines[i:j])
            if value > open_[j]:
                open_[j], open_from[j] = value, ("title", i)
        value = open_[j - 1] + score.between(lines[j - 1])
        if value > open_[j]:
            open_[j], open_from[j] = value, ("residue", j - 1)
        # free: residue, a title without abstract, or an abstract ends here
        value = free[j - 1] + score.residue(lines[j - 1])
        if value > free[j]:
            free[j], free_from[j] = value, ("residue", j - 1)
        value = open_[j] + score.NO_ABSTRACT
        if value > free[j]:
            free[j], free_from[j] = value, ("bare", j)
        for i, gain in _abstracts(lines, j):
            if (value := open_[i] + gain) > free[j]:
                free[j], free_from[j] = value, ("abstract", i)
    return _traced(n, free_from, open_from)


def _abstracts(lines: Sequence[Line], end: int) -> Iterator[tuple[int, float]]:
    """Yield the start of each abstract that can end before line ``end``, with its score."""
    breaks = 0.0
    length = 0
    for i in range(end - 1, max(-1, end - 1 - _MOST_ABSTRACT_LINES), -1):
        length += lines[i].length
        if i < end - 1:
            breaks += score.broken(lines[i], lines[i + 1])
            if breaks < score.UNTHINKABLE:
                return
        yield i, breaks + score.abstract(lines[i], lines[end - 1], length)


def _traced(n: int, free_from: list[tuple[str, int]], open_from: list[tuple[str, int]]) -> list[Block]:
    blocks: list[Block] = []
    j = n
    while j > 0:
        how, i = free_from[j]
        if how == "residue":
            blocks.append(Block(range(0), range(0), range(i, j)))
            j = i
            continue
        abstract = range(i, j) if how == "abstract" else range(0)
        end = j = i
        while open_from[j][0] == "residue":
            j -= 1
        start = open_from[j][1]
        blocks.append(Block(range(start, j), abstract, range(j, end)))
        j = start
    return blocks[::-1]


def sniff(head: str) -> float:
    """Return how certain ``head`` is a listing: what share of its text the best division explains."""
    lines = score.lines(list(enumerate(head.split("\n")[:400], start=1)))
    if len(lines) < 2 or not head.strip() or head.lstrip()[0] in "{[<@":
        return 0.0
    whole = [b.abstract for b in divide(lines) if b.abstract and lines[b.abstract[-1]].stops]
    explained = sum(lines[i].length for abstract in whole for i in abstract)
    share = explained / sum(line.length for line in lines)
    return 0.55 * share if share > 0.6 else 0.3 * share


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each title, and every line that is part of none.

    Raises:
        KgError: there is one line only, or no line that can be a title.
    """
    lines = score.lines([(number, tidy(line)) for number, line in source.lines()])
    if len(lines) < 2:
        raise KgError(
            f"{source.where}: one line of text is no listing: it needs a title, then its abstract below"
        )
    blocks = divide(lines)
    if not any(b.title for b in blocks):
        raise KgError(f"{source.where}: no line looks like the title of a paper: is it a listing of papers?")
    for block in blocks:
        for i in block.residue:
            yield RawSkip(f"line {lines[i].number}", f"neither title nor abstract: {_short(lines[i].text)}")
        if block.title:
            yield from _paper(lines, block)


def _paper(lines: Sequence[Line], block: Block) -> Iterator[RawPaper | RawSkip]:
    title = " ".join(lines[i].text for i in block.title)
    abstract = _joined([lines[i].text for i in block.abstract])
    place = f"line {lines[block.title[0]].number}"
    bare, glued = score.unglued(title, abstract)
    if glued:
        yield RawSkip(place, f"{glued!r} taken off the title, it belongs to the page")
    yield RawPaper(place=place, title=bare, abstract=abstract)


def _joined(parts: list[str]) -> str:
    """Join the lines of an abstract; a word divided at the end of a line is put together."""
    text = " ".join(parts)
    if len(parts) == 1:
        return text
    whole = set(re.findall(r"[a-z]+", text))
    return re.sub(
        r"\b([A-Za-z]+)- ([a-z]+)\b",
        lambda m: m[1] + m[2] if (m[1] + m[2]).lower() in whole else f"{m[1]}-{m[2]}",
        text,
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


FORMAT = Format(
    name="listing",
    description="plain text as pasted from a web page: a title, its abstract below, and again",
    suffixes=(".txt", ".text"),
    sniff=sniff,
    read=read,
)
