"""Papers as spaCy documents: one Doc holds the title, a blank line and the abstract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.records import Span

if TYPE_CHECKING:
    from kg.records import Paper

GAP = "\n\n"
"""Stands between title and abstract; the tokenizer makes it one token of white space."""


def text_of(paper: Paper) -> str:
    """Return the text that a Doc is made of."""
    return f"{paper.title}{GAP}{paper.abstract}" if paper.abstract else paper.title


def abstract_offset(paper: Paper) -> int:
    """Return the character of the Doc at which the abstract starts."""
    return len(paper.title) + len(GAP)


def to_span(paper: Paper, start: int, end: int) -> Span:
    """Turn characters of the Doc into a span of the paper's title or abstract."""
    if end <= len(paper.title):
        return Span("title", start, end)
    offset = abstract_offset(paper)
    return Span("abstract", start - offset, end - offset)


def from_span(paper: Paper, span: Span) -> tuple[int, int]:
    """Turn a span of the paper's title or abstract into characters of the Doc."""
    offset = 0 if span.field == "title" else abstract_offset(paper)
    return span.start + offset, span.end + offset


def abstract_start(words: list[str]) -> int:
    """Return the index of the first token of the abstract (the number of tokens where there is none)."""
    return words.index(GAP) + 1 if GAP in words else len(words)
