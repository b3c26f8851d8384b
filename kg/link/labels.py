"""Preferred labels and slugs: what people call a concept, and what stands in its IRI."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kg.link.abbreviations import is_short
from kg.link.english import singular
from kg.link.normalise import is_acronym, is_shouted, readable, without_gloss

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.records import Extraction

LONG_SHARE = 0.25
"""Share of a concept's papers that must write it out for the long form to be its label."""
SLUG_LENGTH = 80
_WORD = re.compile(r"[^\W\d_][\w'\u2019.+#]*")
_KEEP_PLURAL = frozenset({"squares", "means", "bounds", "games", "dynamics", "statistics", "features"})
"""Plurals that names keep: "least squares", "k-means"."""
_SYMBOLS = {"+": "-plus", "#": "-sharp", "*": "-star", "&": "-and-", "@": "-at-"}


class Casing:
    """How the corpus writes each word in running text: "Gaussian" with a capital, "process" without."""

    def __init__(self, extractions: Iterable[Extraction] = ()) -> None:
        self.forms: dict[str, Counter[str]] = defaultdict(Counter)
        """Word in lower case to the number of times that it is written in each way."""
        for extraction in extractions:
            text = extraction.paper.abstract
            for mention in extraction.mentions:
                if mention.span.field != "abstract":
                    continue
                # A name in title case says nothing about its words, nor does the start of a sentence.
                if _is_titled(mention.text):
                    continue
                words = _WORD.findall(mention.text)
                opens = (
                    not text[: mention.span.start].rstrip()
                    or text[: mention.span.start].rstrip()[-1] in ".!?:"
                )
                for word in words[1:] if opens else words:
                    self.forms[word.lower()][word] += 1

    def apply(self, name: str) -> str:
        """Return ``name`` with every plainly capitalised word as the corpus writes it.

        A word that the corpus does not have goes in lower case where the whole name is in title case.
        """
        titled = _is_titled(name)

        def cased(match: re.Match[str]) -> str:
            word = match[0]
            if is_acronym(word) or not word[:1].isupper():
                return word
            forms = self.forms.get(word.lower())
            if forms:
                return min(forms, key=lambda f: (-forms[f], f))
            return word.lower() if titled and not _name_like(word) else word

        return _WORD.sub(cased, name)


def _is_titled(name: str) -> bool:
    """Whether each of several words has a capital; "Cora-X" is one word."""
    words = name.split()
    return len(words) > 1 and all(w[:1].isupper() for w in words)


def _name_like(word: str) -> bool:
    return (
        any(c.isupper() for c in word[1:])
        or any(c.isdigit() for c in word)
        or "'" in word
        or "\u2019" in word
    )


def label(spellings: Mapping[str, int], papers: int, casing: Casing | None) -> str:
    """Return the preferred label of a concept.

    Args:
        spellings: surface forms that may be it, with the number of papers that use each.
        papers: papers that hold the concept.
        casing: how the corpus writes words; None leaves names as they are, as for datasets.

    The long form where at least a quarter of the papers write it out, else the abbreviation; in the
    singular; of the spellings that differ in case or hyphens the most frequent; ties go to the first
    by code point.
    """
    shown: Counter[str] = Counter()
    for spelling, count in spellings.items():
        shown[_shown(spelling, casing)] += count
    longs = {s: n for s, n in shown.items() if not is_short(s)}
    shorts = {s: n for s, n in shown.items() if is_short(s)}
    written_out = sum(longs.values())
    pool = longs if longs and (not shorts or written_out >= LONG_SHARE * papers) else shorts
    return min(pool, key=lambda s: (-pool[s], s))


def _shown(spelling: str, casing: Casing | None) -> str:
    text = " ".join(readable(without_gloss(spelling)).split()) or spelling
    if is_shouted(text):
        text = text.title()
    text = casing.apply(text) if casing else text
    head, blank, last = text.rpartition(" ")
    if is_acronym(last):
        single = last[:-1] if last.endswith("s") and len(last) > 2 else last
    elif last.islower() and not last.endswith(tuple(_KEEP_PLURAL)):
        single = singular(last)
    else:
        single = last
    return f"{head}{blank}{single}"


def slug(text: str) -> str:
    """Return the ASCII form of a label for an IRI: lower case, words joined by hyphens.

    Empty where nothing is left.
    """
    text = readable(text).lower()
    text = "".join(_SYMBOLS.get(c, c) for c in text)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:SLUG_LENGTH].rstrip("-")


def slugs(labels: Sequence[tuple[str, str]]) -> list[str]:
    """Return a slug for each (label, key), unique among them.

    The first in the order given keeps the plain slug; a later one gets six hexadecimal digits of the
    hash of its key after it, so that neither depends on how many others there are.
    """
    taken: set[str] = set()
    found = []
    for text, key in labels:
        base = slug(text)
        digest = hashlib.sha256(key.encode()).hexdigest()
        name, length = base or f"x-{digest[:6]}", 6
        while name in taken:
            name = f"{base}-{digest[:length]}" if base else f"x-{digest[:length]}"
            length += 1
        taken.add(name)
        found.append(name)
    return found
