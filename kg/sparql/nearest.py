"""Finds the known names that someone may have meant by one that is not known."""

from __future__ import annotations

import difflib
import heapq
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEAREST = 5
"""How many names are suggested."""
_SHORTLIST = 200
_LEAST = 0.55
"""Likeness from which a name is worth a suggestion: below, names share letters by chance."""
_FARTHER = 0.25
"""By how much a suggestion may be less like the name than the first: a typing error has one answer."""
_WORDS_IN_COMMON = 0.72
"""Likeness of a name that has all words of the other."""
_BEGINNING = 0.85
_SAME_LETTERS = 0.98
_INITIALS = 0.9
_SHORTEST = 3
"""Letters from which a beginning or a word means something."""
_DASHES_AND_SPACES = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Return ``text`` without what people vary: case, hyphens, spaces, Unicode compatibility forms."""
    return _DASHES_AND_SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def nearest(name: str, known: Iterable[str], *, most: int = NEAREST) -> list[str]:
    """Return up to ``most`` of ``known`` that look like ``name``, nearest first, the same each time.

    ``known`` is in the order of preference: of names equally near, the earlier comes first. Letter trigrams
    (Dice's coefficient) make a shortlist, as the comparison itself would take seconds over the names of a
    large graph.
    """
    wanted = fold(name)
    grams = _trigrams(wanted)
    letters = _letters(wanted)

    def rough(text: str) -> float:
        folded = fold(text)
        if _letters(folded) == letters or _are_initials(letters, folded) or _begins(folded, wanted):
            return 1.0
        other = _trigrams(folded)
        return 2 * len(grams & other) / (len(grams) + len(other))

    rated = [(-rough(text), place, text) for place, text in enumerate(dict.fromkeys(known))]
    shortlist = [(place, text) for rate, place, text in heapq.nsmallest(_SHORTLIST, rated) if rate]
    close = sorted((-likeness(wanted, fold(text)), place, text) for place, text in shortlist)
    least = max(_LEAST, -close[0][0] - _FARTHER) if close else _LEAST
    return [text for rate, _, text in close[:most] if -rate >= least]


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how likely two folded names are meant to be the same.

    One that begins the other, has all its words, or is made of its initials is nearer than letters in common
    say; those are compared by difflib's ratio (Ratcliff and Obershelp 1988).
    """
    letters, others = _letters(one), _letters(other)
    if not letters or not others:
        return 0.0
    ratio = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    short, long = sorted((len(letters), len(others)))
    share = short / long
    rates = [ratio]
    if letters == others:
        rates.append(_SAME_LETTERS)
    if _are_initials(letters, other) or _are_initials(others, one):
        rates.append(_INITIALS)
    if _begins(one, other) and short >= _SHORTEST:
        rates.append(_BEGINNING + 0.1 * share)
    words, other_words = _words(one), _words(other)
    fewer, more = sorted((words, other_words), key=len)
    if fewer <= more and max(map(len, fewer)) >= _SHORTEST:
        rates.append(_WORDS_IN_COMMON + 0.1 * share)
    return max(rates)


def _begins(one: str, other: str) -> bool:
    return bool(one) and bool(other) and (one.startswith(other) or other.startswith(one))


def _letters(folded: str) -> str:
    return "".join(_WORD.findall(folded))


def _words(folded: str) -> set[str]:
    """Return the words of a name, without the s of a plural."""
    found = _WORD.findall(folded)
    return {word[:-1] if len(word) > _SHORTEST and word.endswith("s") else word for word in found}


def _are_initials(letters: str, folded: str) -> bool:
    words: Sequence[str] = _WORD.findall(folded)
    return len(words) > 1 and letters.removesuffix("s") == "".join(word[0] for word in words)


def _trigrams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
