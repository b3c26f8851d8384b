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


def _legal() -> NDArray[np.bool_]:
    legal = np.zeros((len(TAGS), len(TAGS)), dtype=bool)
    for a, before in enumerate(TAGS):
        for b, after in enumerate(TAGS):
            inside = before[0] in "BI"
            if inside:
                legal[a, b] = after[0] in "IL" and after[2:] == before[2:]
            else:
                legal[a, b] = after[0] in "OBU"
    return legal


_LEGAL = _legal()
_FIRST = np.array([tag[0] in "OBU" for tag in TAGS])
_LAST = np.array([tag[0] in "OLU" for tag in TAGS])
_NEVER = np.float32(-1e9)


def decode(scores: Sequence[NDArray[np.float32]]) -> list[NDArray[np.int64]]:
    """Return the best legal tags for each document.

    Args:
        scores: log probabilities, one array (tokens, tags) a document.
    """
    if not scores:
        return []
    order = sorted(range(len(scores)), key=lambda i: -len(scores[i]))
    lengths = np.array([len(scores[i]) for i in order])
    batch, longest, width = len(scores), int(lengths[0]), len(TAGS)
    best = [np.zeros(0, dtype=np.int64)] * batch
    if longest == 0:
        return best
    padded = np.full((longest, batch, width), 0.0, dtype=np.float32)
    for row, i in enumerate(order):
        padded[: lengths[row], row] = scores[i]
    penalty = np.where(_LEGAL, np.float32(0), _NEVER)
    back = np.zeros((longest, batch, width), dtype=np.int8)
    state = padded[0] + np.where(_FIRST, np.float32(0), _NEVER)
    final = np.zeros((batch, width), dtype=np.float32)
    for t in range(longest):
        alive = int(np.searchsorted(-lengths, -t, side="left"))  # documents longer than t tokens
        if t:
            step = state[:alive, :, None] + penalty
            back[t, :alive] = step.argmax(axis=1)
            state[:alive] = step.max(axis=1) + padded[t, :alive]
        ended = lengths[:alive] == t + 1
        final[:alive][ended] = state[:alive][ended]
    tag = (final + np.where(_LAST, np.float32(0), _NEVER)).argmax(axis=1)
    paths = np.zeros((longest, batch), dtype=np.int64)
    for t in range(longest - 1, -1, -1):
        alive = int(np.searchsorted(-lengths, -t, side="left"))
        paths[t, :alive] = tag[:alive]
        if t:
            tag[:alive] = np.take_along_axis(back[t, :alive], tag[:alive, None], axis=1)[:, 0]
    for row, i in enumerate(order):
        best[i] = paths[: lengths[row], row]
    return best


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
