"""Gives each use the folded name it is clustered under, with abbreviations spelt out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kg.link.abbreviations import Senses, is_short
from kg.link.company import Company
from kg.link.normalise import DASHES, fold, fold_words, is_acronym, without_gloss

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.link.evidence import Node
    from kg.link.uses import PaperUses, Use
    from kg.link.vocabulary import Vocabulary

VOCABULARY_WEIGHT = 3
"""Papers that an abbreviation in the vocabulary counts for."""
MAJORITY = 0.8
"""Share of the defining papers from which one sense of a short form is taken for all."""
LEAST_DEFINED = 0.04
"""Share of the papers with a short form that must define it before the others follow."""
PREFERRED = 3
"""How many times more frequent a shorter name must be to stand for a use with a longer one beside it."""
ESTABLISHED = 4
"""Papers from which the longest name of a use is taken for a name of its own."""

_TOKEN = re.compile(rf"([^\s{DASHES}/]+)(?:([\s{DASHES}/]+)(?=[a-z])([^\s{DASHES}/]+))?")
"""A word, and the plain word after it where there is one."""


def assign(papers: Sequence[PaperUses], vocabulary: Vocabulary) -> Senses:
    """Set ``keys``, ``key`` and ``rule`` of every use; return the senses of short forms.

    A use with a long form goes by that; one with a short form alone goes by the long form that its
    paper gives, or that the corpus agrees on, or that the other concepts of the paper speak for; else
    it keeps the short form. Short forms inside a longer name are spelt out in the same way.
    """
    senses = Senses()
    for paper in papers:
        senses.add(paper.definitions)
    settle(senses, vocabulary)
    namer = Namer(senses, vocabulary)
    undefined = namer.name(papers, namer.spell(papers))
    alone = Counter(fold(use.name) for _, use in undefined)
    company = Company(papers, {s for s in alone if namer.ambiguous(s)})
    namer.resolve(undefined, alone, company)
    return senses


def settle(senses: Senses, vocabulary: Vocabulary) -> None:
    """Add the short forms of the vocabulary to those of all papers, and group like long forms."""
    for short, long in vocabulary.short_forms():
        senses.add({fold(short): long}, VOCABULARY_WEIGHT)
    senses.settle()


class Namer:
    """Chooses the key of each use, given what all papers say: `spell`, then `name`, then `resolve`.

    What a step counts over its papers is given to the next, summed over all papers where they are many.
    """

    def __init__(self, senses: Senses, vocabulary: Vocabulary) -> None:
        """Take the settled senses of all papers and the vocabulary."""
        self.senses = senses
        self.vocabulary = vocabulary
        self.settled = {s: long for s in senses.long_forms if (long := self._settled(s)) is not None}
        self.frequency: Mapping[Node, int] = {}

    def spell(self, papers: Sequence[PaperUses]) -> Counter[Node]:
        """Set ``keys`` of every use; return how many uses have each name."""
        frequency: Counter[Node] = Counter()
        for paper in papers:
            for use in paper.uses:
                use.keys = {s: self._key(paper, use, s) for s in use.surfaces}
                frequency.update((use.type, key) for key in set(use.keys.values()))
        return frequency

    def name(self, papers: Sequence[PaperUses], frequency: Mapping[Node, int]) -> list[tuple[PaperUses, Use]]:
        """Set the key of the uses with a long form, or with a short form that their paper explains.

        Args:
            papers: as `spell` left them.
            frequency: uses of each name in all papers, of those at least that occur in ``papers``.

        Returns:
            The other uses, each with its paper.
        """
        self.frequency = frequency
        return [(paper, use) for paper in papers for use in paper.uses if not self._named(paper, use)]

    def ambiguous(self, short: str) -> bool:
        """Tell whether a short form has several senses."""
        return len(self.senses.totals(short)) > 1

    def _settled(self, short: str) -> str | None:
        """The long form that two papers or the vocabulary, and nearly all papers, give a short form."""
        totals = self.senses.totals(short)
        count = sum(n for _, n in totals)
        return totals[0][0] if totals and totals[0][1] >= 2 and totals[0][1] >= MAJORITY * count else None

    def _key(self, paper: PaperUses, use: Use, surface: str) -> str:
        """The folded surface form, with the short forms inside a name of several words spelt out."""
        if use.type == "Dataset" or is_short(surface):
            return fold(surface)
        return fold(_TOKEN.sub(lambda m: self._spelt(paper.definitions, m), without_gloss(surface)))

    def _spelt(self, definitions: Mapping[str, str], match: re.Match[str]) -> str:
        token, blank, following = match.groups(default="")
        if not is_acronym(token):
            return match[0]
        short = fold(token)
        long = definitions.get(short)
        head = self.settled.get(short) if long is None else self.senses.chosen[short][fold(long)]
        if head is None:
            return match[0]
        words = self.senses.words[head]
        # "SVD decomposition": the long form already ends in the word that follows.
        repeated = following and words[-1:] == fold_words(following)
        return " ".join(words) + ("" if repeated else blank + following)

    def _named(self, paper: PaperUses, use: Use) -> bool:
        shorts = [s for s in use.surfaces if is_short(s)]
        longs = sorted((s for s in use.surfaces if not is_short(s)), key=lambda s: (-len(s), s))
        for short in shorts:
            long = paper.definitions.get(fold(short))
            if long is not None:
                use.key = self.senses.chosen[fold(short)][fold(long)]
                use.rule = f"abbreviation: the paper gives {short} = {long}"
                return True
        if not longs:
            return False
        for short in shorts:
            if fold(short) in self.settled and use.type != "Dataset":
                use.key = self.settled[fold(short)]
                use.rule = f"abbreviation: the papers that explain {short} agree"
                return True
        self._by_long_form(use, longs)
        return True

    def _by_long_form(self, use: Use, longs: Sequence[str]) -> None:
        """Take the name of the use, or a name within it that the corpus uses far more."""
        first = use.name if use.name in longs else longs[0]
        use.key = use.keys[first]
        if use.key != fold(first):
            use.rule = f"spelling, with the abbreviations in {first} spelt out"
        best = self.frequency[use.type, use.key]
        if best >= ESTABLISHED or self.vocabulary.find(use.type, use.key):
            return
        words = set(fold_words(first))
        for other in longs:
            key = use.keys[other]
            term = self.vocabulary.find(use.type, key)
            within = words.issuperset(fold_words(other)) or (term is not None and fold(term.name) == key)
            if within and self.frequency[use.type, key] >= PREFERRED * best:
                best, use.key = self.frequency[use.type, key], key
                use.rule = f"more frequent name in the same paper: {other}"

    def resolve(
        self, undefined: Sequence[tuple[PaperUses, Use]], alone: Mapping[str, int], company: Company
    ) -> None:
        """Set the key of the uses that have nothing but a short form which their paper does not explain.

        Args:
            undefined: as `name` returned them.
            alone: short form to the number of such uses in all papers.
            company: learnt from all papers, of the ambiguous ones among these short forms.
        """
        for paper, use in undefined:
            short = fold(use.name)
            totals = self.senses.totals(short)
            defined = sum(n for _, n in totals)
            use.key = short
            if not totals or defined < LEAST_DEFINED * (alone[short] + defined):
                continue
            if len(totals) == 1:
                if totals[0][1] >= 2 or len(short) >= 3:
                    use.key = totals[0][0]
                    use.rule = f"abbreviation: the only long form, in {defined} papers or the vocabulary"
                continue
            favoured = company.favoured(paper, short, totals)
            if favoured is not None:
                use.key, use.rule = favoured, "abbreviation: told by the other concepts of the paper"
            elif short in self.settled:
                use.key = self.settled[short]
                use.rule = f"abbreviation: {totals[0][1]} of {defined} papers that explain it"
