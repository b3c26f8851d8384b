"""Misspelt words, told by a frequent word one edit away."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

RARE = 2
"""Names with a word at most, for it to be taken for a misspelling."""
FREQUENT = 20
"""Names with a word at least, for it to be what was meant."""
SHORTEST = 8
"""Letters of the shortest word that is corrected: shorter ones have true neighbours ("text", "test")."""


def corrections(names: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return misspelt words with their corrections, from names as folded words.

    A rare word is a misspelling of a frequent one when one letter was left out, put in, changed, or two
    neighbours swapped, other than at the start. Candidates come from an index of deletions (the SymSpell
    method of Garbe 2012), so the time grows with the number of words, not of pairs.
    """
    count: Counter[str] = Counter()
    for words in names:
        count.update({w for w in words if len(w) >= SHORTEST - 1 and w.isalpha()})
    index: dict[str, list[str]] = defaultdict(list)
    for word in sorted(count):
        if count[word] >= FREQUENT:
            for form in (word, *_deletions(word)):
                index[form].append(word)
    found = {}
    for word in sorted(count):
        if count[word] > RARE or len(word) < SHORTEST:
            continue
        near = {c for form in (word, *_deletions(word)) for c in index.get(form, ()) if _one_edit(word, c)}
        if near:
            found[word] = max(near, key=lambda c: (count[c], c))
    return found


def _deletions(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(1, len(word))}


def _one_edit(one: str, other: str) -> bool:
    """Whether two different words are one insertion, deletion, change or swap of neighbours apart.

    An edit at the last letter is inflection or another word, so it does not count.
    """
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    a, b = one[start:], other[start:]
    if start == 0 or not a or not b:
        return False
    if a[1:] == b or a == b[1:]:
        return True
    return len(a) == len(b) > 1 and (a[1:] == b[1:] or (a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]))
