"""Scores the linking by itself: gold mentions in, pairs of mentions of one concept out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kg.link.linker import linkage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.records import Extraction

Concept = tuple[str, str]
"""Type and folded name in the gold annotation."""
SHOWN = 10
"""Errors of each direction in the text for people."""


@dataclass(frozen=True, slots=True)
class LinkingScore:
    """Pairs of concept uses, over all papers, that are one concept."""

    right: int
    """Pairs that both gold and linking join."""
    joined: int
    gold: int
    split: tuple[tuple[int, Concept, tuple[str, ...]], ...]
    """Gold concepts that became several: pairs lost, the concept, the ids it became; worst first."""
    mixed: tuple[tuple[int, str, tuple[str, ...]], ...]
    """Concepts that hold several gold ones: pairs too many, the id, the gold names; worst first."""

    @property
    def precision(self) -> float:
        """Share of the joined pairs that are right."""
        return self.right / max(self.joined, 1)

    @property
    def recall(self) -> float:
        """Share of the gold pairs that are joined."""
        return self.right / max(self.gold, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(self.joined + self.gold, 1)


def score_linking(
    gold: Iterable[Extraction], *, links: Path | None = None, vocabulary: Path | None = None
) -> LinkingScore:
    """Link gold mentions as though nobody had named their concepts, and compare with the gold names.

    Each entity goes in with its longest surface form for a name. Two uses are one concept in gold when
    type and name agree but for case, hyphens and a plural s.

    Args:
        gold: annotated papers; `Entity.name` is the canonical name across papers.
        links: as for `kg.link.link`.
        vocabulary: as for `kg.link.link`.

    Raises:
        KgError: a file cannot be read.
    """
    papers = sorted(gold, key=lambda e: e.paper.id)
    linked = linkage([blinded(e) for e in papers], links=links, vocabulary=vocabulary)
    concept_of = {(u.paper, u.entity): g.id for g in linked.groups for u in g.uses}
    names: dict[tuple[int, int], Concept] = {}
    for number, extraction in enumerate(papers):
        for index in {m.entity for m in extraction.mentions}:
            entity = extraction.entities[index]
            names[number, index] = (entity.type, _folded(entity.name))
    became: dict[Concept, Counter[str]] = defaultdict(Counter)
    holds: dict[str, Counter[Concept]] = defaultdict(Counter)
    for place, name in names.items():
        concept = concept_of.get(place, f"dropped {place}")
        became[name][concept] += 1
        holds[concept][name] += 1
    return LinkingScore(
        right=sum(_pairs(n) for parts in became.values() for n in parts.values()),
        joined=sum(_pairs(parts.total()) for parts in holds.values()),
        gold=sum(_pairs(parts.total()) for parts in became.values()),
        split=tuple(
            sorted(
                (-_across(parts), name, tuple(sorted(parts)))
                for name, parts in became.items()
                if len(parts) > 1
            )
        ),
        mixed=tuple(
            sorted(
                (-_across(parts), concept, tuple(sorted(n for _, n in parts)))
                for concept, parts in holds.items()
                if len(parts) > 1
            )
        ),
    )


def score_lines(score: LinkingScore) -> Iterator[str]:
    """Yield the score as a table for people, with the concepts that cost most pairs."""
    yield "linking of annotated mentions  precision  recall      F1   (right / joined / gold)"
    counts = f"({score.right:,} / {score.joined:,} / {score.gold:,})"
    yield f"{'pairs':<30} {score.precision:.3f}   {score.recall:.3f}   {score.f1:.3f}   {counts}"
    if score.split:
        yield "one concept that became several, with the pairs lost"
    for cost, (type_, name), parts in score.split[:SHOWN]:
        yield f"  {-cost:>5,}  {type_} {name}: {', '.join(parts)}"
    if score.mixed:
        yield "several concepts that became one, with the pairs too many"
    for cost, id_, names in score.mixed[:SHOWN]:
        yield f"  {-cost:>5,}  {id_}: {', '.join(names)}"


def blinded(extraction: Extraction) -> Extraction:
    """Return the extraction with each entity named by its longest surface form, ties by code point."""
    surfaces: dict[int, set[str]] = defaultdict(set)
    for mention in extraction.mentions:
        surfaces[mention.entity].add(mention.text)
    entities = tuple(
        replace(e, name=max(sorted(surfaces.get(i) or {e.name}), key=len))
        for i, e in enumerate(extraction.entities)
    )
    return replace(extraction, entities=entities)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _across(parts: Counter[str] | Counter[Concept]) -> int:
    """Pairs whose members are in different parts."""
    return _pairs(parts.total()) - sum(_pairs(n) for n in parts.values())


def _folded(name: str) -> str:
    """Fold a gold name as the project's scorer does: case, hyphens, punctuation, a plural s."""
    name = re.sub(r"[-\u2013\u2014_]", " ", name.lower())
    words = re.sub(r"[^\w\s/+.^]", "", name.replace("\u2019", "'")).split()
    if (
        words
        and len(words[-1]) > 3
        and words[-1].endswith("s")
        and not words[-1].endswith(("ss", "us", "is"))
    ):
        words[-1] = words[-1][:-1]
    return " ".join(words)
