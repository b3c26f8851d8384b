"""The linked corpus as numbered rows and columns: what overview, model and payload read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from kg.records import Role

if TYPE_CHECKING:
    from kg.records import Knowledge

ROLES = tuple(Role)
_RANK = {role: rank for rank, role in enumerate(ROLES)}


@dataclass(frozen=True)
class Corpus:
    """A ``Knowledge`` with its concepts and papers numbered in their fixed order."""

    knowledge: Knowledge

    @cached_property
    def number(self) -> dict[str, int]:
        """Concept id to its number."""
        return {concept.id: i for i, concept in enumerate(self.knowledge.concepts)}

    @cached_property
    def linked(self) -> list[tuple[int, ...]]:
        """For each paper, the concept number of each of its entities (-1: not linked)."""
        links, number = self.knowledge.links, self.number
        return [
            tuple(number.get(c, -1) for c in links.get(x.paper.id, ())) or (-1,) * len(x.entities)
            for x in self.knowledge.extractions
        ]

    @cached_property
    def roles(self) -> list[dict[int, int]]:
        """For each paper, its concepts and the strongest role of each, strongest first."""
        found = []
        for extraction, concepts in zip(self.knowledge.extractions, self.linked, strict=True):
            strongest: dict[int, int] = {}
            for entity, concept in zip(extraction.entities, concepts, strict=False):
                rank = _RANK[entity.role]
                if concept >= 0:
                    strongest[concept] = min(rank, strongest.get(concept, rank))
            found.append(dict(sorted(strongest.items(), key=lambda item: (item[1], item[0]))))
        return found

    @cached_property
    def support(self) -> list[int]:
        """For each concept, the number of papers that hold it."""
        counts = [0] * len(self.knowledge.concepts)
        for concepts in self.roles:
            for concept in concepts:
                counts[concept] += 1
        return counts

    @cached_property
    def related(self) -> set[tuple[int, int]]:
        """Pairs of concepts, lower number first, that some relation joins."""
        number = self.number
        pairs = set()
        for relation in self.knowledge.relations:
            a, b = number.get(relation.subject, -1), number.get(relation.object, -1)
            if a >= 0 and b >= 0 and a != b:
                pairs.add((min(a, b), max(a, b)))
        return pairs

    def together(self, among: set[int]) -> Counter[tuple[int, int]]:
        """Count the papers that hold both, for each pair of ``among``, lower number first."""
        pairs: Counter[tuple[int, int]] = Counter()
        for concepts in self.roles:
            pairs.update(combinations(sorted(among.intersection(concepts)), 2))
        return pairs
