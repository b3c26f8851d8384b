"""Gives each use the folded name it is clustered under, with abbreviations spelt out."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kg.link.abbreviations import Senses, is_short
from kg.link.normalise import DASHES, fold, fold_words, is_acronym, without_gloss

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.link.uses import PaperUses, Use
    from kg.link.vocabulary import Vocabulary

VOCABULARY_WEIGHT = 3
"""Papers that an abbreviation in the vocabulary counts for."""
MAJORITY = 0.8
"""Share of the defining papers from which one sense of a short form is taken for all."""
LEAST_DEFINED = 0.04
"""Share of the papers with a short form that must define it before the others follow."""
COMPANY_MARGIN = math.log(20)
"""How much likelier (as a log ratio) the company of one sense must be than that of the next."""
PREFERRED = 3
"""How many times more frequent a shorter name must be to stand for a use with a longer one beside it."""

ESTABLISHED = 4
"""Papers from which the longest name of a use is taken for a name of its own."""

_TOKEN = re.compile(rf"([^\s{DASHES}/]+)(?:([\s{DASHES}/]+)(?=[a-z])([^\s{DASHES}/]+))?")
"""A word, and the plain word after it where there is one."""


def assign(papers: Sequence[PaperUses], vocabulary: Vocabulary) -> Senses:
    """Set ``key``, ``other_keys`` and ``rule`` of every use; return the senses of short forms.

    A use with a long form goes by that; one with a short form alone goes by the long form that its
    paper gives, or that the corpus agrees on, or that the other concepts of the paper speak for; else
    it keeps the short form. Short forms inside a longer name are spelt out in the same way.
    """
    senses = _senses(papers, vocabulary)
    settled = {short: long for short in senses.long_forms if (long := _settled(senses, short)) is not None}
    frequency: Counter[tuple[str, str]] = Counter()
    undefined: list[tuple[PaperUses, Use, str]] = []
    for paper in papers:
        spelt = _speller(paper.definitions, settled)
        for use in paper.uses:
            keys = {
                fold(s) if is_short(s) else fold(spelt(s)) if use.type != "Dataset" else fold(s)
                for s in use.surfaces
            }
            use.other_keys = tuple(sorted(keys))
            frequency.update((use.type, key) for key in keys)
    for paper in papers:
        spelt = _speller(paper.definitions, settled)
        for use in paper.uses:
            _name(use, paper, spelt, senses, settled, frequency, vocabulary)
            if not use.key:
                undefined.append((paper, use, fold(use.name)))
    _resolve(papers, undefined, senses, settled)
    for paper in papers:
        for use in paper.uses:
            use.other_keys = tuple(k for k in use.other_keys if k != use.key)
    return senses


def _senses(papers: Sequence[PaperUses], vocabulary: Vocabulary) -> Senses:
    senses = Senses()
    for paper in papers:
        senses.add(paper.definitions)
    for short, long in vocabulary.short_forms():
        senses.add({fold(short): long}, VOCABULARY_WEIGHT)
    senses.settle()
    return senses


def _settled(senses: Senses, short: str) -> str | None:
    """The long form that two papers or the vocabulary, and nearly all papers, give a short form."""
    totals = senses.totals(short)
    count = sum(n for _, n in totals)
    return totals[0][0] if totals and totals[0][1] >= 2 and totals[0][1] >= MAJORITY * count else None


def _speller(definitions: Mapping[str, str], settled: Mapping[str, str]) -> Callable[[str], str]:
    """A function that spells out the short forms inside a name of several words."""

    def spell(match: re.Match[str]) -> str:
        token = match[1]
        if not is_acronym(token):
            return match[0]
        key = fold(token)
        long = definitions.get(key) or settled.get(key)
        if long is None:
            return match[0]
        # "SVD decomposition": the long form already ends in the word that follows.
        repeated = match[3] is not None and fold_words(long)[-1:] == fold_words(match[3])
        return long if repeated else f"{long}{match[2] or ''}{match[3] or ''}"

    def spelt(name: str) -> str:
        return _TOKEN.sub(spell, without_gloss(name))

    return spelt


def _name(
    use: Use,
    paper: PaperUses,
    spelt: Callable[[str], str],
    senses: Senses,
    settled: Mapping[str, str],
    frequency: Mapping[tuple[str, str], int],
    vocabulary: Vocabulary,
) -> None:
    shorts = sorted(s for s in use.surfaces if is_short(s))
    longs = sorted((s for s in use.surfaces if not is_short(s)), key=lambda s: (-len(s), s))
    for short in shorts:
        long = paper.definitions.get(fold(short))
        if long is not None:
            key = fold(long)
            use.key = senses.chosen.get(fold(short), {}).get(key, key)
            use.rule = f"abbreviation: the paper gives {short} = {long}"
            return
    if not longs:
        return
    for short in shorts:
        if fold(short) in settled and use.type != "Dataset":
            use.key = settled[fold(short)]
            use.rule = f"abbreviation: the papers that explain {short} agree"
            return
    first = use.name if use.name in longs else longs[0]
    dataset = use.type == "Dataset"
    use.key = fold(first) if dataset else fold(spelt(first))
    use.rule = (
        "spelling" if use.key == fold(first) else f"spelling, with abbreviations spelt out: {spelt(first)}"
    )
    best = frequency[use.type, use.key]
    if best >= ESTABLISHED or vocabulary.find(use.type, use.key):
        return
    words = set(fold_words(first))
    for other in longs:
        if not words.issuperset(fold_words(other)):
            continue
        key = fold(other) if dataset else fold(spelt(other))
        if frequency[use.type, key] >= PREFERRED * best:
            best, use.key = frequency[use.type, key], key
            use.rule = f"more frequent name in the same paper: {other}"


def _resolve(
    papers: Sequence[PaperUses],
    undefined: Sequence[tuple[PaperUses, Use, str]],
    senses: Senses,
    settled: Mapping[str, str],
) -> None:
    """Give a key to the uses that have nothing but a short form which their paper does not explain."""
    alone = Counter(short for _, _, short in undefined)
    company = _Company(papers, {s for s in alone if len(senses.totals(s)) > 1})
    for paper, use, short in undefined:
        totals = senses.totals(short)
        defined = sum(n for _, n in totals)
        use.key, use.rule = short, "spelling"
        if not totals or defined < LEAST_DEFINED * (alone[short] + defined):
            continue
        if len(totals) == 1:
            if totals[0][1] >= 2 or len(short) >= 3:
                use.key = totals[0][0]
                use.rule = f"abbreviation: {defined} papers or the vocabulary give no other long form"
            continue
        favoured = company.favoured(paper, short, totals)
        if favoured is not None:
            use.key, use.rule = favoured, "abbreviation: told by the other concepts of the paper"
        elif short in settled:
            use.key = settled[short]
            use.rule = f"abbreviation: {totals[0][1]} of {defined} papers that explain it"


class _Company:
    """Naive Bayes over the concepts that occur with each sense of an ambiguous short form."""

    def __init__(self, papers: Sequence[PaperUses], shorts: set[str]) -> None:
        self.seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for paper in papers:
            for short in paper.definitions:
                if short not in shorts:
                    continue
                keys = {use.key for use in paper.uses if use.key}
                for use in paper.uses:
                    if use.key and short in {fold(s) for s in use.surfaces if is_short(s)}:
                        self.seen[short, use.key].update(keys - {use.key})

    def favoured(self, paper: PaperUses, short: str, totals: Sequence[tuple[str, int]]) -> str | None:
        keys = sorted({use.key for use in paper.uses if use.key and use.key != short})
        scores = []
        for long, count in totals:
            seen = self.seen.get((short, long), Counter())
            score = math.log(count)
            for key in keys:
                score += math.log((seen[key] + 0.1) / (count + 0.2))
            scores.append((score, long))
        scores.sort(key=lambda s: (-s[0], s[1]))
        shared = self.seen.get((short, scores[0][1]), Counter())
        if not any(shared[key] for key in keys) or scores[0][0] - scores[1][0] < COMPANY_MARGIN:
            return None
        return scores[0][1]
