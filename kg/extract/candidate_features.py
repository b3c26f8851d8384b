"""What the concept classifier sees of a candidate: scores, lexicon, place and words around its mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.extract.features import word_shape
from kg.extract.tags import TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.candidates import Candidate
    from kg.extract.encoder import Encoding
    from kg.extract.terms import Lexicon

NUMBERS = 22


def candidate_features(
    candidate: Candidate, encoding: Encoding, lexicon: Lexicon, gap: int
) -> tuple[list[str], list[float]]:
    """Return the features of a candidate as text, and as ``NUMBERS`` numbers.

    Args:
        candidate: the candidate.
        encoding: what the network said of its document.
        lexicon: terms of the field.
        gap: index of the token between title and abstract.
    """
    words, tags = encoding.words, encoding.tags
    kinds = len(TYPES)
    by_type = np.array(
        [tags[s:e, 1:].sum(axis=0).reshape(kinds, 4).sum(axis=1) / (e - s) for s, e in candidate.mentions]
    )
    whole = np.array([_whole(tags, s, e) for s, e in candidate.mentions])
    first, first_end = candidate.mentions[0]
    in_title = [m for m in candidate.mentions if m[1] <= gap]
    numbers = [
        *by_type.mean(axis=0),
        *by_type.max(axis=0),
        *whole.mean(axis=0),
        *whole.max(axis=0),
        float(by_type.sum(axis=1).min()),
        float(by_type.sum(axis=1).max()),
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
        features += _around(words, start, end)
    if in_title:
        start, end = in_title[0]
        features.append(f"title:{start == 0}:{end < gap and words[end] == ':'}")
    features.append(f"n:{min(len(candidate.mentions), 4)}:{bool(in_title)}:{bool(candidate.sure)}")
    features.append(f"first:{words[first:first_end][0][:1].isupper()}:{first_end - first == 1}")
    return features, numbers


def _whole(tags: np.ndarray, start: int, end: int) -> list[float]:
    """Return the chance of exactly this span, for each type, as the mean log probability of its tags."""
    scores = []
    for kind in range(len(TYPES)):
        column = 1 + 4 * kind
        if end - start == 1:
            p = tags[start, column + 3]
        else:
            logs = np.log(tags[start:end, column + 1] + 1e-6)
            logs[0], logs[-1] = np.log(tags[start, column] + 1e-6), np.log(tags[end - 1, column + 2] + 1e-6)
            p = np.exp(logs.mean())
        scores.append(float(p))
    return scores


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


def _around(words: Sequence[str], start: int, end: int) -> list[str]:
    before = [w.lower() for w in words[max(0, start - 3) : start]]
    after = [w.lower() for w in words[end : end + 3]]
    return [
        f"b1:{' '.join(before[-1:])}",
        f"b2:{' '.join(before[-2:])}",
        f"b3:{' '.join(before)}",
        f"a1:{' '.join(after[:1])}",
        f"a2:{' '.join(after[:2])}",
        *(f"near:{w}" for w in before + after),
    ]
