"""Evidence that two names are one concept: proposals for joins, strongest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from kg.link.abbreviations import is_short
from kg.link.normalise import fold, fold_words, is_acronym
from kg.link.typos import corrections
from kg.link.variants import variants

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.link.abbreviations import Senses
    from kg.link.uses import PaperUses
    from kg.link.vocabulary import Vocabulary
    from kg.records import ConceptType

Node = tuple["ConceptType", str]
"""A type and a folded name."""
Proposal = tuple[str, Node, Node, int]
"""Rule, the two names, and the number of papers that the join concerns."""

ALIAS_SHARE = 0.6
"""Share of the papers with a name that must group it with another before the two are joined."""
ALIAS_PAPERS = 2
SPELLING_RULES = ("misspelling", "generic head", "empty modifier", "inflection", "word order")


class NameTable:
    """Counts over the names of a corpus; two tables of different papers are added by `add`."""

    def __init__(self, papers: Sequence[PaperUses] = ()) -> None:
        self.papers: Counter[Node] = Counter()
        """Papers in which a node is the key of a use."""
        self.present: Counter[Node] = Counter()
        """Papers in which a node is any surface form of a use."""
        self.together: Counter[tuple[Node, Node]] = Counter()
        """Papers in which the second node is another surface form of a use with the first as key."""
        self.short: set[Node] = set()
        self.spelt_out: dict[Node, set[Node]] = defaultdict(set)
        """Names with abbreviations inside, as written, to the same with them spelt out."""
        self.spellings: dict[Node, Counter[str]] = defaultdict(Counter)
        """Folded surface form to its spellings, each with the number of uses."""
        for paper in papers:
            for use in paper.uses:
                node = (use.type, use.key)
                self.papers[node] += 1
                self.present[node] += 1
                for key in set(use.keys.values()) - {use.key}:
                    self.present[use.type, key] += 1
                    self.together[node, (use.type, key)] += 1
                for surface, key in use.keys.items():
                    name = (use.type, fold(surface))
                    self.spellings[name][surface] += 1
                    if is_short(surface):
                        self.short.add(name)
                    elif key != name[1]:
                        self.spelt_out[name].add((use.type, key))

    @cached_property
    def spelling(self) -> dict[Node, str]:
        """The most frequent spelling of each folded surface form."""
        return {n: min(c, key=lambda s: (-c[s], s)) for n, c in self.spellings.items()}

    def add(self, other: NameTable) -> None:
        """Add the counts of another table."""
        self.papers.update(other.papers)
        self.present.update(other.present)
        self.together.update(other.together)
        self.short |= other.short
        for node, forms in other.spelt_out.items():
            self.spelt_out[node] |= forms
        for node, spellings in other.spellings.items():
            self.spellings[node].update(spellings)


def proposals(table: NameTable, senses: Senses, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """Yield proposals in an order that depends on content alone, the stronger rule first."""
    yield from _like_long_forms(table, senses, vocabulary)
    yield from _spelt_out(table, vocabulary)
    yield from _respellings(table, vocabulary)
    yield from _named_together(table, senses)


def _like_long_forms(table: NameTable, senses: Senses, vocabulary: Vocabulary) -> Iterator[Proposal]:
    types: tuple[ConceptType, ...] = ("Dataset", "Method", "Task")
    for short, long, head in senses.like():
        for type_ in types:
            if vocabulary.find(type_, long) is not None and vocabulary.find(type_, head) is None:
                continue  # it is known what the rarer long form means, and that it is not the other
            if table.present[type_, long] and table.present[type_, head]:
                yield f"long forms of {short}", (type_, head), (type_, long), table.present[type_, long]


def _spelt_out(table: NameTable, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """A name with an abbreviation that the papers which explain it explain alike means that in all."""
    for node, forms in sorted(table.spelt_out.items()):
        if len(forms) == 1 and (table.present[node] or vocabulary.find(*node)):
            yield "abbreviation spelt out", next(iter(forms)), node, table.present[node]


def _respellings(table: NameTable, vocabulary: Vocabulary) -> Iterator[Proposal]:
    found: dict[str, list[tuple[int, Node, Node]]] = defaultdict(list)
    words_of = {node: fold_words(spelling) for node, spelling in table.spelling.items()}
    misspelt = corrections(words_of.values())
    for node, words in words_of.items():
        if vocabulary.find(*node) is not None:
            continue  # it is known what that name means
        weight = table.present[node]
        for rule, key in variants(words, node[0], proper=_proper(table.spelling[node])):
            other = (node[0], key)
            # An inflection is taken back to the more frequent form, so that two rare forms do not swap.
            least = weight if rule == "inflection" else 0
            if other != node and (table.papers[other] > least or vocabulary.find(*other) is not None):
                found[rule].append((-weight, other, node))
        if not misspelt.keys().isdisjoint(words):
            other = (node[0], "".join(misspelt.get(w, w) for w in words))
            if table.papers[other] > weight:
                found["misspelling"].append((-weight, other, node))
    for rule in SPELLING_RULES:
        for weight, other, node in sorted(found[rule]):
            yield rule, other, node, -weight


def _named_together(table: NameTable, senses: Senses) -> Iterator[Proposal]:
    found = [
        (-count, node, other)
        for (node, other), count in table.together.items()
        if table.papers[other]
        and not (other in table.short and senses.totals(other[1]))
        and count >= ALIAS_PAPERS
        and count >= ALIAS_SHARE * table.present[other]
    ]
    for weight, node, other in sorted(found):
        yield "named together", node, other, -weight


def _proper(spelling: str) -> bool:
    """Whether the words before the last are written as an abbreviation, or as one capitalised name.

    "Adam optimizer", "LSTM network"; but a Gaussian mechanism is no Gaussian.
    """
    *before, last = spelling.split() or [""]
    if before and before[-1].endswith(("ian", "ean")):
        return False
    if not all(is_acronym(w) or any(c.isdigit() for c in w) or w[:1].isupper() for w in before):
        return False
    return bool(before) and (last.islower() or any(is_acronym(w) for w in before))
