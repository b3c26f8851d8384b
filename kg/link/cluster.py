"""Joins names into concepts: evidence in a fixed order, each join with its rule, some joins refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.link.english import words
from kg.link.evidence import proposals
from kg.link.normalise import fold

if TYPE_CHECKING:
    from kg.link.abbreviations import Senses
    from kg.link.evidence import NameTable, Node
    from kg.link.vocabulary import Vocabulary

_NUMBER = re.compile(r"\d+")
_REVERSING = words("un non in im anti semi self a dis pseudo de co sub super multi")
"""Prefixes that make another concept of a name."""


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """Two names joined, or nearly joined, and why."""

    one: Node
    other: Node
    rule: str
    papers: int = 0
    refused: str = ""
    """Why the join was not made; empty where it was."""


@dataclass(slots=True)
class Clusters:
    """A partition of the names, with the joins that made it."""

    parent: dict[Node, Node] = field(default_factory=dict)
    joins: list[Join] = field(default_factory=list)

    def find(self, node: Node) -> Node:
        """Return the node that stands for the cluster of ``node``."""
        root = node
        while (up := self.parent.get(root, root)) != root:
            root = up
        while node != root:
            self.parent[node], node = root, self.parent.get(node, node)
        return root

    def join(self, one: Node, other: Node, rule: str, papers: int) -> None:
        """Join the cluster of ``other`` to that of ``one``, whose node then stands for both."""
        self.parent[self.find(other)] = self.find(one)
        self.joins.append(Join(one, other, rule, papers))


def cluster(table: NameTable, senses: Senses, vocabulary: Vocabulary) -> Clusters:
    """Return the clusters of all names in the table, whose counts of papers become those of clusters.

    Rules, strongest first: an alias in the vocabulary; long forms of one abbreviation that differ by
    inflection; names that differ by an abbreviation spelt out; misspelling; a generic head ("MNIST
    dataset") or empty modifier; inflection and word order; names that papers put into one entity.
    Within a rule weight decides, then the names themselves: the order of the papers never does. Each
    name is looked at once for each rule, and a join costs next to nothing (union-find), so the time
    grows as n log n.
    """
    clusters = Clusters()
    terms: dict[Node, str] = {}

    def anchored(node: Node) -> Node:
        """Join a name that the vocabulary knows to the vocabulary's own name for it."""
        term = vocabulary.find(*node)
        if term is not None:
            anchor = (node[0], fold(term.name))
            terms[anchor] = term.name
            if node != anchor and clusters.find(node) == node:
                clusters.join(anchor, node, "vocabulary", table.papers[node])
        return clusters.find(node)

    for node in sorted(table.papers):
        anchored(node)
    for rule, one, other, weight in proposals(table, senses, vocabulary):
        a, b = anchored(one), clusters.find(other)
        if a == b:
            continue
        refused = _refusal(one, other, rule, terms.get(a), terms.get(b))
        if refused:
            clusters.joins.append(Join(one, other, rule, weight, refused))
            continue
        # The vocabulary's name, else the more frequent name, stands for the cluster.
        turn = (b in terms, table.papers[b], a[1]) > (a in terms, table.papers[a], b[1])
        clusters.join(*((other, one) if turn else (one, other)), rule, weight)
        table.papers[clusters.find(one)] = table.papers[a] + table.papers[b]
    return clusters


def _refusal(one: Node, other: Node, rule: str, term: str | None, other_term: str | None) -> str:
    if term and other_term:
        return f"the vocabulary knows {term} and {other_term}"
    if rule.startswith(("long forms", "abbreviation")):
        return ""
    if _NUMBER.findall(one[1]) != _NUMBER.findall(other[1]):
        return "different numbers"
    if rule == "named together":
        short, long = sorted((one[1], other[1]), key=len)
        prefix = long.removesuffix(short)
        if prefix in _REVERSING:
            return f"the prefix {prefix}- makes another concept"
    return ""
