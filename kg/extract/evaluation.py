"""Scores extractions against annotated papers, as in the field: precision, recall and F1 by part and type.

A concept found counts when its type is right and one of its surface forms equals one of the gold
concept's (case, hyphens and a plural s aside); each counts once. Spans count when offsets and type are exact;
in partial match, when they overlap and the type is right. Claims count when they share half of the gold's
sentence at least.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.extract.tags import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.records import Extraction, Span

_HALF = 0.5


@dataclass
class Score:
    """Counts of one part, and what follows from them."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.gold) if self.right else 0.0

    def add(self, right: int, found: int, gold: int) -> None:
        """Count more."""
        self.right += right
        self.found += found
        self.gold += gold


@dataclass
class Scores:
    """All parts. Accuracies hold right / found = gold: the matched items."""

    parts: dict[str, Score] = field(default_factory=dict)
    accuracies: dict[str, Score] = field(default_factory=dict)
    calibration_error: float = 0.0
    """Expected calibration error of the concepts' confidence, ten bins."""
    papers: int = 0

    def part(self, name: str) -> Score:
        """Return the score of a part, made where new."""
        return self.parts.setdefault(name, Score())

    def accuracy(self, name: str) -> Score:
        """Return an accuracy, made where new."""
        return self.accuracies.setdefault(name, Score())


def surface_key(text: str) -> str:
    """Fold case, hyphens, punctuation and a plural s."""
    text = re.sub(r"[-–—_]", " ", text.lower()).replace("’", "'")
    words = re.sub(r"[^\w\s/+.^]", "", text).split()
    if (
        words
        and len(words[-1]) > 3
        and words[-1].endswith("s")
        and not words[-1].endswith(("ss", "us", "is"))
    ):
        words[-1] = words[-1][:-1]
    return " ".join(words)


def value_key(text: str) -> str:
    """Fold signs and white space of a reported value."""
    return re.sub(r"[^\w.]", "", text)


def score(found: Iterable[Extraction], golds: Iterable[Extraction]) -> Scores:
    """Score extractions against the gold of the same papers, in the same order.

    Raises:
        KgError: they are not of the same papers.
    """
    scores = Scores()
    confidences: list[tuple[float, bool]] = []
    for ours, gold in zip(found, golds, strict=True):
        if ours.paper.id != gold.paper.id:
            raise KgError(f"{ours.paper.id} was to be scored against {gold.paper.id}: not the same papers")
        scores.papers += 1
        pairs = _concepts(ours, gold, scores, confidences)
        _spans(ours, gold, scores)
        _claims(ours, gold, pairs, scores)
        _results(ours, gold, pairs, scores)
    scores.calibration_error = expected_calibration_error(confidences)
    return scores


def expected_calibration_error(outcomes: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the mean gap between confidence and accuracy over equal bins (Naeini et al. 2015)."""
    total = 0.0
    for b in range(bins):
        inside = [o for o in outcomes if b / bins < o[0] <= (b + 1) / bins]
        if inside:
            gap = sum(c for c, _ in inside) - sum(right for _, right in inside)
            total += abs(gap)
    return total / len(outcomes) if outcomes else 0.0


def _surfaces(extraction: Extraction) -> list[set[str]]:
    keys: list[set[str]] = [set() for _ in extraction.entities]
    for mention in extraction.mentions:
        keys[mention.entity].add(surface_key(mention.text))
    return keys


def _concepts(
    ours: Extraction, gold: Extraction, scores: Scores, confidences: list[tuple[float, bool]]
) -> dict[int, int]:
    """Pair gold concepts with found ones of the right type; return index of gold: index of found."""
    have = _surfaces(ours)
    wanted = [keys | {surface_key(e.name)} for keys, e in zip(_surfaces(gold), gold.entities, strict=True)]
    pairs: dict[int, int] = {}
    for typed in (True, False):
        used: set[int] = set()
        matched = {}
        for g, want in enumerate(wanted):
            hit = next(
                (
                    i
                    for i, e in enumerate(ours.entities)
                    if i not in used and have[i] & want and (not typed or e.type == gold.entities[g].type)
                ),
                None,
            )
            if hit is not None:
                used.add(hit)
                matched[g] = hit
        name = "concepts" if typed else "concepts, untyped"
        scores.part(name).add(len(matched), len(ours.entities), len(gold.entities))
        if typed:
            pairs = matched
    for kind in TYPES:
        scores.part(f"concepts: {kind}").add(
            sum(gold.entities[g].type == kind for g in pairs),
            sum(e.type == kind for e in ours.entities),
            sum(e.type == kind for e in gold.entities),
        )
    right = sum(gold.entities[g].role == ours.entities[i].role for g, i in pairs.items())
    scores.accuracy("role").add(right, len(pairs), len(pairs))
    hits = set(pairs.values())
    confidences += [(e.confidence, i in hits) for i, e in enumerate(ours.entities)]
    return pairs


def _spans(ours: Extraction, gold: Extraction, scores: Scores) -> None:
    have = {(m.span.field, m.span.start, m.span.end, ours.entities[m.entity].type) for m in ours.mentions}
    want = {(m.span.field, m.span.start, m.span.end, gold.entities[m.entity].type) for m in gold.mentions}
    scores.part("spans").add(len(have & want), len(have), len(want))
    partial = 0
    free = set(have)
    for f, start, end, kind in sorted(want):
        hit = next(
            (h for h in sorted(free) if h[0] == f and h[3] == kind and h[1] < end and start < h[2]), None
        )
        if hit is not None:
            free.discard(hit)
            partial += 1
    scores.part("spans, partial").add(partial, len(have), len(want))


def overlap(a: Span, b: Span) -> float:
    """Return intersection over union of two spans of one field, in characters."""
    if a.field != b.field:
        return 0.0
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / (max(a.end, b.end) - min(a.start, b.start))


def _claims(ours: Extraction, gold: Extraction, pairs: dict[int, int], scores: Scores) -> None:
    used: set[int] = set()
    right = kinds = 0
    for claim in gold.claims:
        free = [i for i in range(len(ours.claims)) if i not in used]
        best = max(free, key=lambda i: overlap(ours.claims[i].span, claim.span), default=None)
        if best is None or overlap(ours.claims[best].span, claim.span) < _HALF:
            continue
        used.add(best)
        right += 1
        kinds += ours.claims[best].kind == claim.kind
        want = {pairs[a] for a in claim.about if a in pairs}
        about = set(ours.claims[best].about)
        scores.part("about").add(len(want & about), len(about), len(claim.about))
    scores.part("claims").add(right, len(ours.claims), len(gold.claims))
    scores.accuracy("kind").add(kinds, right, right)


def _results(ours: Extraction, gold: Extraction, pairs: dict[int, int], scores: Scores) -> None:
    pool = [(value_key(r.value_text), r.dataset) for r in ours.results]
    right = 0
    for result in gold.results:
        dataset = pairs.get(result.dataset) if result.dataset is not None else None
        value = value_key(result.value_text)
        hit = next((p for p in pool if p[0] == value and dataset in (None, p[1])), None)
        if hit is not None:
            pool.remove(hit)
            right += 1
    scores.part("results").add(right, len(ours.results), len(gold.results))
