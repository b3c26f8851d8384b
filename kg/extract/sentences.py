"""Sentences: where one ends in the prose of abstracts, and the component ``kg_sentences``.

A full stop ends a sentence when white space and a capital, a digit or an opening bracket follow, unless
what stands before it is an abbreviation of scholarly prose ("e.g.", "et al.") or a single capital.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import IDX, SENT_START
from spacy.language import Language

from kg.extract.documents import GAP, words_and_text

if TYPE_CHECKING:
    from spacy.tokens import Doc

_START, _INSIDE = 1, 2**64 - 1
"""spaCy's values of ``SENT_START``: 1, and -1 as it is stored."""
_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9$\\])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|al|cf|vs|viz|etc|resp|approx|w\.r\.t|i\.i\.d|a\.k\.a|Figs?|Eqs?|Secs?|Refs?|Tab"
    r"|Thm|Dr|Prof|No|Vol)|(?:^|[\s(])[A-Z])\.$"
)


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of ``text`` in characters, without the white space around it."""
    bounds = []
    start = 0
    for match in _END.finditer(text):
        if text[match.start()] == "." and _ABBREVIATION.search(text, start, match.start() + 1):
            continue
        bounds.append((start, match.end()))
        start = match.end()
    bounds.append((start, len(text)))
    return [b for b in (_trimmed(text, start, end) for start, end in bounds) if b[0] < b[1]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@Language.factory("kg_sentences")
class Sentencizer:
    """Marks the first token of each sentence; a title is one sentence, whatever stops it holds."""

    def __init__(self, nlp: Language, name: str = "kg_sentences") -> None:  # noqa: ARG002 (spaCy's protocol)
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set ``is_sent_start`` on every token of ``doc``."""
        title, gap, rest = words_and_text(doc)[1].partition(GAP)
        offset = len(title) + len(gap) if gap else 0
        starts = {0, len(title), *(start + offset for start, _ in sentence_bounds(rest if gap else title))}
        places = doc.to_array([IDX]).tolist()
        values = np.array([_START if place in starts else _INSIDE for place in places], dtype=np.uint64)
        doc.from_array([SENT_START], values)  # type: ignore[arg-type]
        return doc
