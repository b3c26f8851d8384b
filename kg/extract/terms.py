"""A lexicon of terms of the field: how a careful reader would class a phrase seen out of context.

A term is looked up by its key: lower case, no hyphens, no plural s. Its class is a letter: M, D, T for
Method, Dataset, Task; X for a phrase that is no concept; small letters where it depends on the paper.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kg.extract.tags import TokenSpan

CLASSES = "MDTXmdtx"
LONGEST = 7
"""Words of the longest phrase that is looked up."""
HYPHENS = frozenset("-–—‐‑")


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Return ``word`` (lower case) without a plural s."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def term_key(words: Sequence[str]) -> str:
    """Return the key of a phrase given as tokens; hyphens are tokens of their own and name nothing.

    >>> term_key(["State", "-", "Space", "Models"])
    'state space model'
    """
    kept = [word.lower() for word in words if word not in HYPHENS and not word.isspace()]
    if kept:
        kept[-1] = singular(kept[-1])
    return " ".join(kept)


class Lexicon:
    """Classes of terms by key."""

    def __init__(self, classes: Mapping[str, str] | None = None) -> None:
        self._classes = dict(classes or {})
        self._beginnings: set[str] = set()  # of terms of several words, with the space that follows
        for key in self._classes:
            words = key.split(" ")[:LONGEST]
            self._beginnings.update(" ".join(words[:n]) + " " for n in range(1, len(words)))
        first = {key.split(" ", 1)[0] for key in self._classes}
        self._first = first | {f"{word}s" for word in first}  # no other word starts a term

    def __len__(self) -> int:
        return len(self._classes)

    def get(self, key: str) -> str:
        """Return the class of a key, or an empty string."""
        return self._classes.get(key, "")

    def matches(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return (first token, end token, class) of terms in ``words``; of two that overlap, the longer."""
        lower = [word.lower() for word in words]
        found = []
        for start, first in enumerate(lower):
            if first not in self._first or first in HYPHENS:
                continue
            before = ""
            for end in range(start, len(lower)):
                word = lower[end]
                if word in HYPHENS:
                    continue
                kind = self._classes.get(before + singular(word))
                if kind:
                    found.append((start, end + 1, kind))
                before += word + " "
                if before not in self._beginnings:
                    break
        return longest_first(found)

    def to_disk(self, path: Path) -> None:
        """Write the lexicon to a file, the same bytes for the same terms."""
        data = msgspec.json.encode(dict(sorted(self._classes.items())))
        path.write_bytes(zstandard.ZstdCompressor(level=19).compress(data))

    @classmethod
    def from_disk(cls, path: Path) -> Lexicon:
        """Read what ``to_disk`` wrote."""
        data = zstandard.ZstdDecompressor().decompress(path.read_bytes())
        return cls(msgspec.json.decode(data, type=dict[str, str]))


def longest_first(spans: Iterable[TokenSpan]) -> list[TokenSpan]:
    """Return the spans left when the longer of two that overlap wins (the earlier, where alike), in order."""
    taken: set[int] = set()
    kept = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if taken.isdisjoint(range(span[0], span[1])):
            taken.update(range(span[0], span[1]))
            kept.append(span)
    return sorted(kept)
