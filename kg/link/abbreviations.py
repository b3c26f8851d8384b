"""Short forms: which long form each stands for, in one paper and over the corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.link.english import words
from kg.link.normalise import DASHES, fold, fold_words, is_acronym

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD_BREAK = re.compile(rf"[\s{DASHES}/]+")
LONGEST_SHORT = 12
"""Characters of the longest word still taken for an abbreviation."""
MINOR_WORDS = words("a an and as at by for from in of on or the to via with without")
TAILS = words("model network algorithm method architecture framework machine task problem system unit cell")
"""Words that a long form may carry beyond the letters of its short form."""


_COMPOUND_BEFORE = re.compile(rf"(?<!\w)\w+[{DASHES}](?:\w+\s)?$")
_TAIL = re.compile(rf"\s(?:{'|'.join(sorted(TAILS))})s?$", re.IGNORECASE)


def is_short(text: str) -> bool:
    """Tell whether a name is one word written as an abbreviation ("GANs", "k-NN"), not a phrase."""
    return " " not in text and len(text) <= LONGEST_SHORT and is_acronym(text)


def spelt_by(short: str, long: str) -> tuple[str, ...] | None:
    """Return the words of ``long``, from the right, that ``short`` abbreviates; None where it does not.

    The first letter of the short form begins the first word returned, and its letters occur in order
    (Schwartz and Hearst 2003). Where a proper suffix of the long form is spelt by the initials of all
    its words, that suffix is returned: "deep convolutional neural network", "CNN" gives the last three.
    """
    letters = [c for c in short.removesuffix("s").lower() if c.isalnum()]
    tokens = [w for w in _WORD_BREAK.split(long) if w]
    if not letters or len(tokens) < 1 or len(long) <= len(short):
        return None
    for start in range(len(tokens) - 1, -1, -1):
        tail = [w for w in tokens[start:] if w.lower() not in MINOR_WORDS]
        initials = "".join(w[0].lower() for w in tail)
        if initials == "".join(letters):
            return tuple(tokens[start:])
    for start in range(len(tokens)):
        if tokens[start][0].lower() == letters[0]:
            return tuple(tokens[start:]) if _in_order(letters, " ".join(tokens[start:]).lower()) else None
    return None


def widened(short: str, long: str, text: str) -> str:
    """Return ``long`` with the words before it in ``text`` that make its initials the short form.

    "supervised learning" is in order with the letters of "SSL", but where "self-" stands before it,
    that belongs to it. A compound modifier belongs to it too where some word of ``long`` has no letter in the
    short form: "attention-based graph networks (GAT)" are not all graph networks. Without such words ``long``
    comes back as it is.
    """
    letters = "".join(c for c in short.removesuffix("s").lower() if c.isalnum())
    place = text.find(long)
    if place < 0 or _initials(long) == letters:
        return long
    before = list(re.finditer(rf"[^\s{DASHES}/]+", text[max(0, place - 60) : place]))
    for word in reversed(before[-3:]):
        wider = text[max(0, place - 60) + word.start() : place + len(long)]
        if _initials(wider) == letters:
            return wider
    compound = _COMPOUND_BEFORE.search(text, max(0, place - 60), place)
    core = _TAIL.sub("", long)
    if compound and (len(_initials(core)) < 2 or not initialled_by(short.removesuffix("s"), core)):
        return compound[0] + long
    return long


def _initials(name: str) -> str:
    return "".join(w[0].lower() for w in _WORD_BREAK.split(name) if w and w.lower() not in MINOR_WORDS)


def initialled_by(short: str, long: str) -> bool:
    """Tell whether every word of ``long`` but the minor ones begins with a letter of ``short``, in order.

    Stricter than `spelt_by`, for names that no text puts side by side: "CNN" is spelt by "convolutional
    architectures" but not initialled by it.
    """
    letters = short.lower()
    place = -1
    for word in _WORD_BREAK.split(long.lower()):
        if word and word not in MINOR_WORDS:
            place = letters.find(word[0], place + 1)
            if place < 0:
                return False
    return True


def _in_order(letters: list[str], text: str) -> bool:
    place = -1
    for letter in letters:
        place = text.find(letter, place + 1)
        if place < 0:
            return False
    return True


def same_long_form(short: str, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two folded long forms of one short form are the same but for inflection or added words.

    "convolution neural network" and "convolutional neural network"; "long short term memory" with and
    without "network"; "state space model", whose initials are all of "SSM", within "structured state
    space model".
    """
    if len(one) > len(other):
        one, other = other, one
    initials = "".join(w[0] for w in one if w not in MINOR_WORDS)
    if len(one) > 1 and initials == short and _within(one, other):
        return True
    if len(other) == len(one) + 1 and other[-1] in TAILS:
        other = other[:-1]
    return len(one) == len(other) and all(_same_stem(a, b) for a, b in zip(one, other, strict=True))


def _within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether ``few`` occurs in ``many`` in order, other words between."""
    rest = iter(many)
    return all(any(word == w for w in rest) for word in few)


def _same_stem(one: str, other: str) -> bool:
    if one == other:
        return True
    shared = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return shared >= 4 and shared >= 0.6 * max(len(one), len(other))


@dataclass(slots=True)
class Senses:
    """What each short form stands for over the corpus.

    ``long_forms[short key]`` counts the papers that define it as each folded long form; ``words`` keeps
    the words behind a long key.
    """

    long_forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: dict[str, dict[str, str]] = field(default_factory=dict)
    """Short key to long key to the long key that stands for its group of like long forms."""

    def add(self, definitions: Mapping[str, str], weight: int = 1) -> None:
        """Count the definitions of one paper, short key to long form as text."""
        for short, long in definitions.items():
            key = fold(long)
            self.long_forms[short][key] += weight
            self.words[key] = max(fold_words(long), self.words.get(key, ()))

    def settle(self) -> None:
        """Group like long forms of each short form under the most frequent of them."""
        for short, counts in self.long_forms.items():
            heads: list[str] = []
            group: dict[str, str] = {}
            for long in sorted(counts, key=lambda k: (-counts[k], k)):
                head = next(
                    (h for h in heads if same_long_form(short, self.words[h], self.words[long])), long
                )
                if head == long:
                    heads.append(long)
                group[long] = head
            self.chosen[short] = group

    def totals(self, short: str) -> list[tuple[str, int]]:
        """Return the senses of ``short``, each with the number of papers that define it so, most first."""
        sums: Counter[str] = Counter()
        for long, count in self.long_forms.get(short, {}).items():
            sums[self.chosen[short][long]] += count
        return sorted(sums.items(), key=lambda s: (-s[1], s[0]))

    def like(self) -> Iterable[tuple[str, str, str]]:
        """Yield (short, long key, chosen long key) for all long forms that were grouped under another."""
        for short in sorted(self.chosen):
            for long, head in sorted(self.chosen[short].items()):
                if long != head:
                    yield short, long, head
