"""What the tagger sees of a token: the word itself (once for each lexeme) and its place in the document."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.documents import abstract_start
from kg.extract.terms import CLASSES
from kg.extract.typed import hash_string

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.extract.terms import Lexicon

WORD_COLUMNS = 6
"""Features of a lexeme: norm, prefixes of 3 and 5, suffixes of 3 and 4, shape."""
MASKED = (0, 5)
"""Columns that name the word almost wholly: hidden at random in training, so that context counts."""
PLACE_COLUMNS = 3
"""Features of a token in its document: term of the lexicon, repetition and title, brackets."""


@lru_cache(maxsize=100_000)
def word_shape(word: str) -> str:
    """Return the shape of a word, runs cut to four: ``ResNet-50`` gives ``XxxXxx-dd``."""
    shape = ""
    for character in word:
        kind = (
            "X"
            if character.isupper()
            else "x"
            if character.islower()
            else "d"
            if character.isdigit()
            else character
        )
        if not shape.endswith(kind * 4):
            shape += kind
    return shape


def word_features(word: str) -> list[int]:
    """Return the hashes of the features of a lexeme."""
    lower = word.lower()
    texts = (
        f"n{lower}",
        f"p{lower[:3]}",
        f"s{lower[-3:]}",
        f"S{lower[-4:]}",
        f"h{word_shape(word)}",
        f"q{lower[:5]}",
    )
    return [hash_string(text) for text in texts]


class LexemeTable:
    """Numbers lexemes as they come and keeps the features of each."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._rows: list[list[int]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def ids(self, words: list[str]) -> NDArray[np.int64]:
        """Return the number of each word, shape (words,)."""
        index = self._index
        for word in words:
            if word not in index:
                index[word] = len(self._rows)
                self._rows.append(word_features(word))
        return np.fromiter(map(index.__getitem__, words), dtype=np.int64, count=len(words))

    @property
    def words(self) -> list[str]:
        """The lexemes in the order of their numbers."""
        return list(self._index)

    def features(self, start: int = 0) -> NDArray[np.uint64]:
        """Return the features of the lexemes from number ``start`` on, shape (lexemes, WORD_COLUMNS)."""
        return np.array(self._rows[start:], dtype=np.uint64).reshape(-1, WORD_COLUMNS)


def place_features(words: list[str], lexicon: Lexicon) -> NDArray[np.uint64]:
    """Return the features of each token's place, shape (tokens, PLACE_COLUMNS); small whole numbers."""
    features = np.zeros((len(words), PLACE_COLUMNS), dtype=np.uint64)
    terms = [0] * len(words)
    for start, end, kind in lexicon.matches(words):
        first = 1 + 4 * CLASSES.index(kind)
        if end - start == 1:
            terms[start] = first + 3
        else:
            terms[start:end] = [first, *[first + 1] * (end - start - 2), first + 2]
    features[:, 0] = terms
    lower = [word.lower() for word in words]
    gap = abstract_start(words) - 1
    in_title = set(lower[:gap])
    repeated = {word: 1 + min(n, 4) + 5 * (word in in_title) for word, n in Counter(lower).items()}
    features[:, 1] = [repeated[word] for word in lower]
    features[:gap, 1] += np.uint64(10)
    features[:, 2] = 1
    opened = [i for i, word in enumerate(words) if word == "("]
    for i in opened:
        if i:
            features[i - 1, 2] = 3
    for i in opened:
        if words[i + 2 : i + 3] == [")"]:
            features[i + 1, 2] = 2
    return features
