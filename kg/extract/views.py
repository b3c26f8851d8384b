"""What the role head sees of each concept: means and maxima of the vectors of tokens around its mentions."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Range = tuple[int, int]

MEANS = (
    "first mention",
    "all mentions",
    "sentences",
    "title",
    "document",
    "before",
    "after",
    "first in text",
)
NUMBERS = 6
_SENTENCES = 3
"""Sentences with mentions that are looked at."""
_NEAR = 3
"""Tokens before and after the first mention in the text."""


def inputs(width: int) -> int:
    """Return how many numbers ``ConceptViews.pooled`` has for a concept, for token vectors of ``width``."""
    return (len(MEANS) + 1) * width + NUMBERS


@dataclass
class _Document:
    """The ranges of tokens that the concepts of one document are seen by."""

    start: int
    """First token of the document, in the batch."""
    end: int
    sentences: list[Range]
    """Tokens within the document."""
    first: int
    """First concept of the document, in the batch."""
    concepts: list[list[int]] = field(default_factory=list)
    """For each concept, the sentences whose maximum is taken."""
    means: list[Sequence[Range]] = field(default_factory=list)
    """The ranges of each mean of each concept, one concept after the other."""

    def add(self, mentions: Sequence[Range]) -> list[float]:
        """Take in a concept; return its numbers, but for the number of concepts."""
        tokens = self.end - self.start
        title = self.sentences[0][0] if self.sentences else tokens
        body = [mention for mention in mentions if mention[0] >= title]
        own = sorted({i for first, _ in mentions if (i := self._sentence(first)) is not None})
        start, end = body[0] if body else mentions[0]
        near = [self.sentences[i] for i in own[:_SENTENCES]]
        self.means += (
            mentions[:1],
            mentions,
            near,
            [(0, title)],
            [(0, tokens)],
            [(max(0, start - _NEAR), start)],
            [(end, min(tokens, end + _NEAR))],
            [(start, end)],
        )
        self.concepts.append(own[:_SENTENCES])
        return [
            len(mentions) / 5,
            mentions[0][0] / max(tokens, 1),
            float(bool(body)),
            float(len(body) < len(mentions)),
            (len(self.concepts) - 1) / 10,
        ]

    def _sentence(self, token: int) -> int | None:
        """Return the sentence that a token is in."""
        i = bisect_right(self.sentences, token, key=itemgetter(0)) - 1
        return i if i >= 0 and token < self.sentences[i][1] else None

    def weights(self) -> NDArray[np.float64]:
        """Return what each token counts for in each mean, shape (concepts * means, tokens)."""
        weights = np.zeros((len(self.means), self.end - self.start))
        for own, ranges in zip(weights, self.means, strict=True):
            size = sum([end - start for start, end in ranges])
            for start, end in ranges:
                if end > start:
                    own[start:end] += 1 / size
        return weights


class ConceptViews:
    """The views of all concepts of a batch.

    Args:
        lengths: tokens of each document.
        sentences: first and end token of each sentence, for each document.
        concepts: first and end token of the mentions of each concept, for each document.
    """

    def __init__(
        self,
        lengths: Sequence[int],
        sentences: Sequence[Sequence[Range]],
        concepts: Sequence[Sequence[Sequence[Range]]],
    ) -> None:
        self._documents = []
        numbers = []
        start = first = 0
        for length, bounds, own in zip(lengths, sentences, concepts, strict=True):
            document = _Document(start, start + length, list(bounds), first)
            numbers += [[*document.add(mentions), len(own) / 10] for mentions in own]
            self._documents.append(document)
            start, first = start + length, first + len(own)
        self.sizes = [len(own) for own in concepts]
        """Concepts of each document."""
        self._numbers = np.array(numbers, dtype=np.float32).reshape(-1, NUMBERS)

    def __len__(self) -> int:
        return len(self._numbers)

    def pooled(self, hidden: Floats) -> Floats:
        """Return the views, shape (concepts, `inputs`), of token vectors of shape (tokens, width)."""
        width = hidden.shape[1]
        means = len(MEANS) * width
        pooled = np.zeros((len(self), inputs(width)), dtype=np.float32)
        pooled[:, means + width :] = self._numbers
        for document in self._documents:
            count = len(document.concepts)
            if not count:
                continue
            rows = slice(document.first, document.first + count)
            tokens = hidden[document.start : document.end]
            pooled[rows, :means] = (document.weights() @ tokens).reshape(count, means)
            largest = np.empty((len(document.sentences), width), dtype=np.float32)
            for i, (s, e) in enumerate(document.sentences):
                np.maximum.reduce(tokens[s:e], axis=0, out=largest[i])
            for row, own in enumerate(document.concepts, start=document.first):
                if own:
                    np.maximum.reduce(largest[own], axis=0, out=pooled[row, means : means + width])
        return pooled

    def backward(self, hidden: Floats, d_pooled: Floats) -> Floats:
        """Return the gradient of the token vectors, given that of the views."""
        width = hidden.shape[1]
        means = len(MEANS) * width
        d_hidden = np.zeros_like(hidden)
        columns = np.arange(width)
        for document in self._documents:
            count = len(document.concepts)
            if not count:
                continue
            tokens = hidden[document.start : document.end]
            d_tokens = d_hidden[document.start : document.end]
            d_means = d_pooled[document.first : document.first + count, :means].reshape(-1, width)
            d_tokens += document.weights().T @ d_means
            for row, own in enumerate(document.concepts, start=document.first):
                if own:
                    seen = np.concatenate([np.arange(*document.sentences[i]) for i in own])
                    winners = seen[tokens[seen].argmax(axis=0)]
                    d_tokens[winners, columns] += d_pooled[row, means : means + width]
        return d_hidden
