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

TAG_NUMBERS = 4 * len(TYPES) + 2
NUMBERS = TAG_NUMBERS + 8


def tag_numbers(
    tags: NDArray[np.float32], mentions: Sequence[Sequence[tuple[int, int]]]
) -> list[list[float]]:
    """Return what the tags say of each candidate of a document, ``TAG_NUMBERS`` numbers for each.

    How much of each type the tokens of a mention are (mean and largest over the mentions), and how likely
    exactly these tokens are a concept of the type (mean and largest); then the least and the largest share
    of a mention that is of any type.

    Args:
        tags: probability of each tag, shape (tokens, tags).
        mentions: first and end token of the mentions of each candidate.
    """
    if not mentions:
        return []
    mass, whole = _of_spans(tags, [span for own in mentions for span in own])
    counts = np.array([len(own) for own in mentions])
    firsts = np.cumsum(counts) - counts
    shares = mass.sum(axis=1)
    columns = [
        np.add.reduceat(mass, firsts) / counts[:, None],
        np.maximum.reduceat(mass, firsts),
        np.add.reduceat(whole, firsts) / counts[:, None],
        np.maximum.reduceat(whole, firsts),
        np.minimum.reduceat(shares, firsts)[:, None],
        np.maximum.reduceat(shares, firsts)[:, None],
    ]
    numbers: list[list[float]] = np.hstack(columns).tolist()
    return numbers


def _of_spans(
    tags: NDArray[np.float32], spans: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return two arrays of shape (spans, types).

    The first is how much of a type the tokens of each span are, on average; the second the chance of exactly
    this span, as the geometric mean of the probabilities of its tags.
    """
    by_tag = tags[:, 1:].reshape(len(tags), len(TYPES), 4)
    logs = np.log(by_tag + 1e-6)
    sums, inside = _running(by_tag.sum(axis=2)), _running(logs[:, :, 1])
    start, end = np.array(spans).T
    length = (end - start)[:, None]
    mass = (sums[end] - sums[start]) / length
    middle = np.minimum(start + 1, end - 1)
    chance = logs[start, :, 0] + logs[end - 1, :, 2] + inside[end - 1] - inside[middle]
    return mass, np.where(length == 1, by_tag[start, :, 3], np.exp(chance / length))


def _running(values: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])


def candidate_features(
    candidate: Candidate, encoding: Encoding, tags: Sequence[float], lexicon: Lexicon, gap: int
) -> tuple[list[str], list[float]]:
    """Return the features of a candidate as text, and as ``NUMBERS`` numbers.

    Args:
        candidate: the candidate.
        encoding: what the network said of its document.
        tags: what ``tag_numbers`` says of it.
        lexicon: terms of the field.
        gap: index of the token between title and abstract.
    """
    words = encoding.words
    first, first_end = candidate.mentions[0]
    in_title = [m for m in candidate.mentions if m[1] <= gap]
    numbers = [
        *tags,
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
