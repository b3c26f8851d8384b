"""Links a corpus that lies in parts: what is counted in each part, and the sums that decide.

The steps are those of `kg.link.linker` in their order, and so are the rules: a part counts with the linker's
own code, the counts of all parts are added, and the next step is given of the sums what the part asks for.
The result is the same as if all papers had been in one part.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

import msgspec

from kg.link.abbreviations import Senses
from kg.link.company import Company
from kg.link.evidence import NameTable
from kg.link.keys import Namer, settle
from kg.link.labels import Casing
from kg.link.normalise import fold
from kg.link.tally import Tally, tallies
from kg.link.uses import PaperUses, Use, collect
from kg.records import ConceptType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.link.evidence import Node
    from kg.link.vocabulary import Vocabulary
    from kg.records import Extraction

Name = tuple[ConceptType, str]
"""A type and a folded name, as `kg.link.evidence.Node`."""
_Key = TypeVar("_Key", str, tuple[str, str], Name)


class Definitions(msgspec.Struct):
    """How papers explain short forms and write words."""

    long_forms: dict[str, dict[str, int]] = {}
    words: dict[str, tuple[str, ...]] = {}
    forms: dict[str, dict[str, int]] = {}
    """As `kg.link.labels.Casing.forms`."""


class SettledSenses(msgspec.Struct):
    """The fields of `kg.link.abbreviations.Senses`."""

    long_forms: dict[str, dict[str, int]]
    words: dict[str, tuple[str, ...]]
    chosen: dict[str, dict[str, str]]

    def namer(self, vocabulary: Vocabulary) -> Namer:
        """Return what gives uses their keys."""
        long_forms = {short: Counter(counts) for short, counts in self.long_forms.items()}
        return Namer(Senses(long_forms, self.words, self.chosen), vocabulary)


class Undefined(msgspec.Struct):
    """Short forms that papers use without explaining them, and the company of those that are explained."""

    alone: dict[str, int] = {}
    seen: dict[tuple[str, str], dict[str, int]] = {}
    """As `kg.link.company.Company.seen`."""


class Names(msgspec.Struct):
    """The names of a part: the counts of `kg.link.evidence.NameTable`, and the uses that differ."""

    papers: dict[Name, int]
    present: dict[Name, int]
    together: dict[tuple[Name, Name], int]
    short: list[Name]
    spelt_out: dict[Name, list[Name]]
    spellings: dict[Name, dict[str, int]]
    uses: list[Use]
    """One for all that have the same type, key and surface forms; `paper` says nothing."""


class Count(msgspec.Struct):
    """A `kg.link.tally.Tally`."""

    papers: int
    spellings: dict[str, int]
    named: int
    uses: int


def define(extractions: Sequence[Extraction]) -> tuple[list[PaperUses], Definitions]:
    """Return the uses of each paper of a part, and what its papers explain."""
    papers = collect(extractions)
    senses = Senses()
    for paper in papers:
        senses.add(paper.definitions)
    return papers, Definitions(_plain(senses.long_forms), senses.words, _plain(Casing(extractions).forms))


def defined(parts: Iterable[Definitions], vocabulary: Vocabulary) -> tuple[SettledSenses, Casing]:
    """Return what all parts say of short forms, and of how words are written."""
    senses, casing = Senses(), Casing()
    for part in parts:
        for short, counts in part.long_forms.items():
            senses.long_forms[short].update(counts)
        for key, words in part.words.items():
            senses.words[key] = max(words, senses.words.get(key, ()))
        for word, forms in part.forms.items():
            casing.forms[word].update(forms)
    settle(senses, vocabulary)
    return SettledSenses(_plain(senses.long_forms), senses.words, senses.chosen), casing


def spell(papers: Sequence[PaperUses], namer: Namer) -> dict[Name, int]:
    """Set the keys of surface forms; return how many uses have each."""
    return dict(sorted(namer.spell(papers).items()))


def name(papers: Sequence[PaperUses], namer: Namer, frequency: Mapping[Node, int]) -> Undefined:
    """Set the keys of uses that are written out or explained; count what is needed for the others.

    Args:
        papers: as `spell` left them.
        namer: of all parts.
        frequency: summed over all parts, of the names in this one.
    """
    undefined = namer.name(papers, frequency)
    shorts = {short for paper in papers for short in paper.definitions if namer.ambiguous(short)}
    alone = Counter(fold(use.name) for _, use in undefined)
    return Undefined(dict(sorted(alone.items())), _plain(Company(papers, shorts).seen))


def undefined(parts: Iterable[Undefined]) -> Undefined:
    """Return the sum of the parts, the company of those short forms alone that need it."""
    alone: Counter[str] = Counter()
    company = Company()
    for part in parts:
        alone.update(part.alone)
        for sense, seen in part.seen.items():
            company.seen[sense].update(seen)
    return Undefined(dict(alone), {sense: seen for sense, seen in company.seen.items() if sense[0] in alone})


def resolve(papers: Sequence[PaperUses], namer: Namer, known: Undefined) -> tuple[list[list[int]], Names]:
    """Set the keys of all other uses; return for each paper the places of its uses in ``Names.uses``.

    Args:
        papers: as `name` left them.
        namer: of all parts.
        known: the sum over all parts, of the short forms in this one.
    """
    company = Company()
    company.seen.update({sense: Counter(seen) for sense, seen in known.seen.items()})
    waiting = [(paper, use) for paper in papers for use in paper.uses if not use.key]
    namer.resolve(waiting, known.alone, company)
    table = NameTable(papers)
    places: dict[object, int] = {}
    uses: list[Use] = []
    of_papers = []
    for paper in papers:
        own = []
        for use in paper.uses:
            place = places.setdefault(_alike(use), len(places))
            if place == len(uses):
                uses.append(Use(0, place, use.type, "", use.surfaces, use.key, use.keys))
            own.append(place)
        of_papers.append(own)
    return of_papers, Names(
        papers=dict(sorted(table.papers.items())),
        present=dict(sorted(table.present.items())),
        together=dict(sorted(table.together.items())),
        short=sorted(table.short),
        spelt_out={node: sorted(forms) for node, forms in sorted(table.spelt_out.items())},
        spellings=_plain(table.spellings),
        uses=uses,
    )


class AllNames:
    """The names of all parts: add those of each, in the order of the parts."""

    def __init__(self) -> None:
        self.table = NameTable()
        self.uses: list[Use] = []
        """Each stands for all that are like it; ``entity`` is its place here."""
        self._places: dict[object, int] = {}

    def add(self, part: Names) -> list[int]:
        """Add a part; return the place in ``uses`` of each of its uses."""
        table = self.table
        table.papers.update(part.papers)
        table.present.update(part.present)
        table.together.update(part.together)
        table.short.update(part.short)
        for node, forms in part.spelt_out.items():
            table.spelt_out[node].update(forms)
        for node, spellings in part.spellings.items():
            table.spellings[node].update(spellings)
        found = []
        for use in part.uses:
            place = self._places.setdefault(_alike(use), len(self._places))
            if place == len(self.uses):
                use.entity = place
                self.uses.append(use)
            found.append(place)
        return found


def count(papers: Sequence[Sequence[int]], uses: Sequence[Use], groups: Sequence[int]) -> dict[int, Count]:
    """Count the groups that uses were put into, over the papers of a part.

    Args:
        papers: as `resolve` returned them.
        uses: of the same part.
        groups: number of the group of each use; -1 for none.
    """
    sets: dict[int, list[Use]] = {}
    for number, own in enumerate(papers):
        for place in own:
            if groups[place] >= 0:
                alike = uses[place]
                sets.setdefault(groups[place], []).append(
                    Use(number, 0, alike.type, "", alike.surfaces, alike.key)
                )
    counted = tallies(list(sets.values()))
    return {
        group: Count(t.papers, dict(sorted(t.spellings.items())), t.named, t.uses)
        for group, t in sorted(zip(sets, counted, strict=True))
    }


def counted(parts: Iterable[Mapping[int, Count]], groups: int) -> list[Tally]:
    """Return the sum of the counts of all parts for each of so many groups."""
    spellings: list[Counter[str]] = [Counter() for _ in range(groups)]
    numbers = [[0, 0, 0] for _ in range(groups)]
    for part in parts:
        for group, one in part.items():
            spellings[group].update(one.spellings)
            for place, number in enumerate((one.papers, one.named, one.uses)):
                numbers[group][place] += number
    return [Tally(n[0], s, n[1], n[2]) for n, s in zip(numbers, spellings, strict=True)]


def _alike(use: Use) -> object:
    return use.type, use.key, tuple(sorted(use.keys.items()))


def _plain(counts: Mapping[_Key, Counter[str]]) -> dict[_Key, dict[str, int]]:
    """Return counters as plain mappings in a fixed order: equal counts are then equal bytes."""
    return {key: dict(sorted(counts[key].items())) for key in sorted(counts)}
