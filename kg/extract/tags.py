"""BILUO tags as matrices: encoding of spans and the best legal sequence of tags.

Decoding is the Viterbi algorithm (Viterbi 1967) over the tags that may follow one another, for all
documents of a batch at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from kg.records import ConceptType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

TokenSpan = tuple[int, int, Any]
"""First token, end token (exclusive), and what the span is."""
TYPES: tuple[ConceptType, ...] = get_args(ConceptType)
TAGS: tuple[str, ...] = ("O", *(f"{prefix}-{kind}" for kind in TYPES for prefix in "BILU"))
_B, _I, _L, _U = range(4)


def tag_index(prefix: int, kind: int) -> int:
    """Return the column of prefix B, I, L, U (0 to 3) for the type at index ``kind``."""
    return 1 + 4 * kind + prefix


def encode(length: int, spans: Iterable[tuple[int, int, int]]) -> NDArray[np.int64]:
    """Return the tag of each of ``length`` tokens for spans (first token, end token, index of type)."""
    tags = np.zeros(length, dtype=np.int64)
    for start, end, kind in spans:
        if end - start == 1:
            tags[start] = tag_index(_U, kind)
        else:
            tags[start] = tag_index(_B, kind)
            tags[start + 1 : end - 1] = tag_index(_I, kind)
            tags[end - 1] = tag_index(_L, kind)
    return tags


_CLOSED = np.array([i for i, tag in enumerate(TAGS) if tag[0] in "OLU"])
"""Tags with which a document may end, and after which O, B and U of any type may follow."""
_OPENING, _GOING_ON, _CLOSING, _ALONE = (slice(tag_index(prefix, 0), None, 4) for prefix in (_B, _I, _L, _U))
"""The tags of a prefix, a type each: only B and I of its type stand before I and L."""
_IS_CLOSING = np.array([tag[0] == "L" for tag in TAGS])
_NEVER = np.float32(-1e9)


def decode(scores: Sequence[NDArray[np.float32]]) -> list[NDArray[np.int64]]:
    """Return the best legal tags for each document.

    Args:
        scores: log probabilities, one array (tokens, tags) a document.
    """
    best = [np.zeros(0, dtype=np.int64)] * len(scores)
    order = sorted((i for i in range(len(scores)) if len(scores[i])), key=lambda i: -len(scores[i]))
    if order:
        closed, inside = _forward([scores[i] for i in order])
        for column, i in enumerate(order):
            tokens = len(scores[i])
            best[i] = _backward(closed[:tokens, column], inside[:tokens, :, column])
    return best


def _forward(scores: Sequence[NDArray[np.float32]]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return how the best sequence up to each token ends, for documents sorted by length, the longest first.

    Returns:
        The last tag of the best sequence that may end there, shape (tokens, documents); and whether it is I,
        not B, for the best that may not, shape (tokens, types, documents).
    """
    lengths = np.array([len(score) for score in scores])
    longest, documents = int(lengths[0]), len(scores)
    padded = np.zeros((longest, len(TAGS), documents), dtype=np.float32)
    for column, score in enumerate(scores):
        padded[: len(score), :, column] = score
    alive = np.searchsorted(-lengths, -np.arange(longest), side="left").tolist()  # longer than t tokens
    closed = np.zeros((longest, documents), dtype=np.int64)
    inside = np.zeros((longest, len(TYPES), documents), dtype=np.bool_)
    after = np.zeros(documents, dtype=np.float32)  # scores of the best sequences of both kinds so far
    within = np.full((len(TYPES), documents), _NEVER)
    for t, count in enumerate(alive):
        state = padded[t, :, :count]
        state[0] += after[:count]
        state[_OPENING] += after[:count]
        state[_ALONE] += after[:count]
        state[_GOING_ON] += within[:, :count]
        state[_CLOSING] += within[:, :count]
        ends = state[_CLOSED]
        closed[t, :count] = _CLOSED[ends.argmax(axis=0)]
        after = ends.max(axis=0)
        np.greater(state[_GOING_ON], state[_OPENING], out=inside[t, :, :count])
        within = np.maximum(state[_OPENING], state[_GOING_ON])
    return closed, inside


def _backward(closed: NDArray[np.int64], inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the best tags of a document, of which ``_forward`` gave this."""
    path = closed.copy()
    first = len(path)  # of the spans found, from the last to the first
    for last in np.flatnonzero(_IS_CLOSING[closed])[::-1].tolist():
        if last >= first:
            continue
        kind = (int(closed[last]) - 1) // 4
        first = last - 1
        while inside[first, kind]:
            first -= 1
        path[first] = tag_index(_B, kind)
        path[first + 1 : last] = tag_index(_I, kind)
    return path


def spans(tags: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return the spans (first token, end token, index of type) of a legal sequence of tags."""
    found = []
    start = 0
    for i, tag in enumerate(tags.tolist()):
        if tag == 0:
            continue
        kind, prefix = divmod(tag - 1, 4)
        if prefix in (_B, _U):
            start = i
        if prefix in (_L, _U):
            found.append((start, i + 1, kind))
    return found
