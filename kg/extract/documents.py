"""Papers as spaCy documents: one Doc holds the title, a blank line and the abstract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.attrs import ORTH, SPACY

from kg.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.records import Paper

_WORDS = "kg_words"
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


def words_and_text(doc: Doc) -> tuple[list[str], str]:
    """Return the tokens and the whole text of a document, several times faster than its own properties."""
    known = doc.user_data.get(_WORDS)
    if known is None:
        strings = doc.vocab.strings
        words = [strings[key] for key in doc.to_array([ORTH]).tolist()]
        spaces = doc.to_array([SPACY]).tolist()
        text = "".join([word + " " if space else word for word, space in zip(words, spaces, strict=True)])
        known = doc.user_data[_WORDS] = (words, text)
    found: tuple[list[str], str] = known
    return found


def abstract_start(words: list[str]) -> int:
    """Return the index of the first token of the abstract (the number of tokens where there is none)."""
    return words.index(GAP) + 1 if GAP in words else len(words)
