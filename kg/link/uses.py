"""What linking works on: each use of a concept in a paper, with its surface forms and definitions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.link.abbreviations import MINOR_WORDS, initialled_by, is_short, spelt_by, widened
from kg.link.normalise import fold
from kg.records import ConceptType  # noqa: TC001 - read to decode uses that were stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.records import Extraction


_NUMBER = re.compile(r"\d+(?:\.\d+)?[A-Za-z]?")


@dataclass(slots=True)
class Use:
    """One entity of one paper."""

    paper: int
    entity: int
    type: ConceptType
    name: str
    surfaces: tuple[str, ...]
    """Distinct surface forms in the paper, sorted; never empty."""
    key: str = ""
    """Folded name under which the use is clustered, abbreviations spelt out."""
    keys: dict[str, str] = field(default_factory=dict)
    """Surface form to its folded name, abbreviations inside it spelt out."""
    rule: str = "spelling"
    """How the key was found."""


@dataclass(slots=True)
class PaperUses:
    """All uses in one paper."""

    uses: list[Use]
    definitions: dict[str, str] = field(default_factory=dict)
    """Folded short form to long form, as the paper defines it."""


def collect(extractions: Sequence[Extraction]) -> list[PaperUses]:
    """Return the uses of every paper, in the order of the extractions."""
    found = []
    for number, extraction in enumerate(extractions):
        surfaces: list[set[str]] = [set() for _ in extraction.entities]
        for mention in extraction.mentions:
            # A short form met in small letters is the word: "to" is no trajectory optimization.
            # A number alone is what a list has of a name: "100" in "CIFAR-10/100".
            if (mention.text.lower() not in MINOR_WORDS or mention.text.isupper()) and not _NUMBER.fullmatch(
                mention.text
            ):
                surfaces[mention.entity].add(mention.text.strip())
        uses = [
            Use(number, i, e.type, e.name, tuple(sorted((surfaces[i] | {e.name}) - {""})) or (e.name,))
            for i, e in enumerate(extraction.entities)
        ]
        found.append(PaperUses(uses, _definitions(extraction, uses)))
    return found


def _definitions(extraction: Extraction, uses: list[Use]) -> dict[str, str]:
    """Short forms that the paper defines, and those that stand beside their long form in one entity."""
    found: dict[str, str] = {}
    for use in uses:
        shorts = [s for s in use.surfaces if is_short(s)]
        longs = [s for s in use.surfaces if not is_short(s)]
        for short in shorts:
            fits = [" ".join(words) for long in longs if (words := spelt_by(short, long))]
            fits = [long for long in fits if initialled_by(short, long)]
            if fits:
                found[fold(short)] = max(fits, key=lambda t: (len(t), t))
    for pair in extraction.abbreviations:
        paper = extraction.paper
        long = widened(pair.short, pair.long, paper.abstract if pair.long in paper.abstract else paper.title)
        words = spelt_by(pair.short, long) if long == pair.long else None
        found[fold(pair.short)] = " ".join(words) if words else long
    return found
