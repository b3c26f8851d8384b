"""Hashes of words and of runs of words, many at a time: features of a bag without their texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.typed import hash_string

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

_DIGIT = re.compile(r"\d")
_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER_ODD = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)


@lru_cache(maxsize=200_000)
def _word_hash(word: str) -> int:
    return hash_string(_DIGIT.sub("0", word.lower()))


def word_hashes(words: Iterable[str]) -> Hashes:
    """Return the hash of each word, whatever its case and its digits, shape (words,)."""
    return np.array([_word_hash(word) for word in words], dtype=np.uint64)


def mixed(first: Hashes | np.uint64, second: Hashes | np.uint64) -> Hashes:
    """Return the hashes of pairs, element by element; the order of a pair counts.

    Multiplication and shift as in splitmix64 (Steele, Lea and Flood 2014).
    """
    value = np.multiply(first, _ODD) ^ second  # np.multiply, unlike *, warns of no overflow of scalars
    value = np.multiply(value ^ (value >> _SHIFT), _OTHER_ODD)
    return np.asarray(value ^ (value >> _SHIFT))


def salt(name: str) -> np.uint64:
    """Return the hash of a kind of feature, to mix with what it is about."""
    return np.uint64(hash_string(name))
