"""What the concept classifier sees of a candidate: scores, lexicon, place and words around its mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.extract.features import word_shape
from kg.extract.tags import TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.extract.candidates import Candidate
    from kg.extract.encoder import Encoding
    from kg.extract.terms import Lexicon

NUMBERS = 22


class TagSums:
    """Running sums over the tag probabilities of a document, shape (tokens, tags), to ask about any span."""

    def __init__(self, tags: NDArray[np.float32]) -> None:
        by_tag = tags[:, 1:].reshape(len(tags), len(TYPES), 4)
        logs = np.log(by_tag + 1e-6)
        self._mass = _running(by_tag.sum(axis=2))
        self._begin, self._inside, self._last = logs[:, :, 0], _running(logs[:, :, 1]), logs[:, :, 2]
        self._unit = by_tag[:, :, 3]

    def of(self, spans: Sequence[tuple[int, int]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return two arrays of shape (spans, types).

        The first is how much of a type the tokens of each span are, on average; the second the chance of
        exactly this span, as the geometric mean of the probabilities of its tags.
        """
        start, end = np.array(spans).T
        length = (end - start)[:, None]
        mass = (self._mass[end] - self._mass[start]) / length
        middle = np.minimum(start + 1, end - 1)
        logs = self._begin[start] + self._last[end - 1] + self._inside[end - 1] - self._inside[middle]
        return mass, np.where(length == 1, self._unit[start], np.exp(logs / length))


def _running(values: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])


def candidate_features(
    candidate: Candidate, encoding: Encoding, sums: TagSums, lexicon: Lexicon, gap: int
) -> tuple[list[str], list[float]]:
    """Return the features of a candidate as text, and as ``NUMBERS`` numbers.

    Args:
        candidate: the candidate.
        encoding: what the network said of its document.
        sums: of the tags of its document.
        lexicon: terms of the field.
        gap: index of the token between title and abstract.
    """
    words = encoding.words
    by_type, whole = sums.of(candidate.mentions)
    masses = by_type.sum(axis=1).tolist()
    first, first_end = candidate.mentions[0]
    in_title = [m for m in candidate.mentions if m[1] <= gap]
    numbers = [
        *_over_mentions(by_type),
        *_over_mentions(whole),
        min(masses),
        max(masses),
        min(len(candidate.mentions), 6),
        candidate.sure / len(candidate.mentions),
        candidate.found / len(candidate.mentions),
        float(bool(candidate.sure)),
        float(bool(in_title)),
        min(len(candidate.key.split()), 6),
        float(candidate.defined),
        first / max(len(words), 1),
    ]
    features = _own(candidate, words, lexicon)
    for start, end in candidate.mentions[:5]:
        features += _around(encoding.lower, start, end)
    if in_title:
        start, end = in_title[0]
        features.append(f"title:{start == 0}:{end < gap and words[end] == ':'}")
    features.append(f"n:{min(len(candidate.mentions), 4)}:{bool(in_title)}:{bool(candidate.sure)}")
    features.append(f"first:{words[first:first_end][0][:1].isupper()}:{first_end - first == 1}")
    return features, numbers


def _over_mentions(values: NDArray[np.float64]) -> list[float]:
    """Return mean and largest of each column."""
    if len(values) == 1:
        one: list[float] = values[0].tolist()
        return one + one
    means: list[float] = values.mean(axis=0).tolist()
    largest: list[float] = values.max(axis=0).tolist()
    return means + largest


def _own(candidate: Candidate, words: Sequence[str], lexicon: Lexicon) -> list[str]:
    key = candidate.key.split()
    known = lexicon.get(candidate.key) or "-"
    tail = next(
        (f"{c}{len(key) - i}" for i in range(1, len(key)) if (c := lexicon.get(" ".join(key[i:])))), "-"
    )
    start, end = candidate.mentions[0]
    shapes = {word_shape(words[i]) for s, e in candidate.mentions[:3] for i in range(s, e)}
    return [
        f"lex:{known}",
        f"tail:{tail}",
        f"lex:{known}:{tail}:{len(key) > 1}",
        f"head:{key[-1]}",
        f"head2:{' '.join(key[-2:])}",
        f"word:{key[0]}",
        f"suffix:{key[-1][-3:]}",
        f"suffix:{key[-1][-4:]}",
        f"key:{candidate.key}",
        f"length:{min(len(key), 6)}",
        f"one:{end - start == 1}",
        *(f"in:{k}" for k in key[:-1]),
        *(f"shape:{s}" for s in sorted(shapes)),
    ]


def _around(words: list[str], start: int, end: int) -> list[str]:
    before = words[max(0, start - 3) : start]
    after = words[end : end + 3]
    return [
        f"b1:{' '.join(before[-1:])}",
        f"b2:{' '.join(before[-2:])}",
        f"b3:{' '.join(before)}",
        f"a1:{' '.join(after[:1])}",
        f"a2:{' '.join(after[:2])}",
        *(f"near:{w}" for w in before + after),
    ]
