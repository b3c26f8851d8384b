"""Finds relations between the mentions of a sentence: explicit cues first, then a small classifier.

The classifier is a multinomial logistic regression over hashed features of each pair of mentions
(`kg.extract.relation_features`), trained by `kg.extract.relation_training`; NumPy alone runs it.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.relation_cues import cue_between
from kg.extract.relation_features import (
    Sentence,
    between_lists,
    features,
    outside,
    part_features,
    types_of,
)
from kg.records import RelationKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.extract.relation_cues import Cue
    from kg.extract.relation_features import MentionSpan

NONE = "none"
SYNONYM = "synonym"
"""Classes that state no relation; the second only keeps abbreviations apart from the others."""
CUE_ALONE = 0.75
"""Confidence from which a cue states a relation that the classifier does not see."""
NONE_WEIGHT = 0.7
"""What "no relation" counts for against the others: below 1, more relations of less certainty are found."""
MOST_MENTIONS = 40
"""Mentions in a sentence beyond which it is a list or a table, and nothing is looked for."""

Found = tuple[int, RelationKind, int, float]
"""Index of the head mention, kind, index of the tail mention, confidence."""


@dataclass(frozen=True)
class Classifier:
    """Weights of the logistic regression."""

    classes: tuple[str, ...]
    """``none``, ``synonym``, or a kind followed by ``>`` (first mention is the head) or ``<``."""
    weights: NDArray[np.float32]
    """Shape (hash buckets, classes)."""
    bias: NDArray[np.float32]

    def probabilities(self, sentence: Sentence, pairs: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """Return the probability of each class for pairs of mentions, shape (pairs, classes)."""
        scores = np.empty((len(pairs), len(self.classes)), dtype=np.float32)
        for row, (first, second) in enumerate(pairs):
            known = self.weights.take(buckets(sentence, first, second, len(self.weights)), axis=0)
            np.add.reduce(known, axis=0, out=scores[row])
        scores += self.bias
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: NDArray[np.float32] = exponents / exponents.sum(axis=1, keepdims=True)
        return result


def buckets(sentence: Sentence, first: int, second: int, count: int) -> list[int]:
    """Return the hash buckets of the features of two mentions, sorted, each once."""
    found = _hashes(features(sentence, first, second), count)
    for part in outside(sentence, first, second):
        known = sentence.buckets.get(part)
        if known is None:
            known = sentence.buckets[part] = _hashes(part_features(sentence, *part), count)
        found |= known
    return sorted(found)


def _hashes(found: Sequence[str], count: int) -> set[int]:
    return {zlib.crc32(feature.encode()) % count for feature in found}


@cache
def classifier() -> Classifier:
    """Return the classifier that comes with the package."""
    source = resources.files("kg.extract") / "data" / "relations.npz"
    with source.open("rb") as stream, np.load(stream) as stored:
        weights = stored["weights"].astype(np.float32) * stored["scale"].astype(np.float32)
        return Classifier(
            tuple(str(c) for c in stored["classes"]), weights, stored["bias"].astype(np.float32)
        )


def find(text: str, mentions: Sequence[tuple[int, int, str]]) -> list[Found]:
    """Return the relations that a sentence states between its mentions.

    Args:
        text: the sentence.
        mentions: start, end (exclusive) in the sentence, and type of each mention; in any order.

    Returns:
        (head, kind, tail, confidence) with indices into ``mentions``, read as "head kind tail", sorted by
        head and tail. At most one relation for each pair. Kinds follow SciER's definitions (Zhang et al.
        2024, arXiv:2410.21155), with its SubClass-Of and SubTask-Of as ``broader``: the head is narrower.
    """
    order = sorted(range(len(mentions)), key=lambda i: mentions[i])
    if not 2 <= len(order) <= MOST_MENTIONS:
        return []
    spans: list[MentionSpan] = [mentions[i] for i in order]
    sentence = Sentence(text, spans)
    pairs = [
        (first, second)
        for second in range(1, len(spans))
        for first in range(second)
        if spans[second][0] >= spans[first][1]
    ]
    found = []
    for (first, second), (name, probability) in zip(pairs, _judged(sentence, pairs), strict=True):
        relation = _relation(name, probability, _cue(sentence, first, second))
        if relation is not None:
            kind, forward, confidence = relation
            head, tail = (first, second) if forward else (second, first)
            found.append((order[head], kind, order[tail], confidence))
    return sorted(found, key=lambda f: (f[0], f[2]))


def _judged(sentence: Sentence, pairs: Sequence[tuple[int, int]]) -> list[tuple[str, float]]:
    """Return the class of each pair of mentions, and its probability."""
    model = classifier()
    probabilities = model.probabilities(sentence, pairs)
    counts = np.array([NONE_WEIGHT if name == NONE else 1.0 for name in model.classes], dtype=np.float32)
    best = (probabilities * counts).argmax(axis=1).tolist()
    return [(model.classes[i], row[i]) for i, row in zip(best, probabilities.tolist(), strict=True)]


def _relation(name: str, probability: float, cue: Cue | None) -> tuple[RelationKind, bool, float] | None:
    """Return kind, whether the first mention is the head, and confidence; given the class and the cue."""
    if name[:-1] == RelationKind.BROADER and (cue is None or cue.kind is not RelationKind.BROADER):
        name = NONE  # a hierarchy that no words state ("such as", "a kind of") is a guess, often a wrong one
    if name not in (NONE, SYNONYM):
        return RelationKind(name[:-1]), name[-1] == ">", round(probability, 4)
    if name == NONE and cue is not None and cue.confidence >= CUE_ALONE:
        return cue.kind, cue.forward, cue.confidence
    return None


def _cue(sentence: Sentence, first: int, second: int) -> Cue | None:
    """The cue between two mentions whose lists are neighbours."""
    if sentence.lists[second] - sentence.lists[first] != 1:
        return None
    types = types_of(sentence, first, second)
    return cue_between(types, " ".join(between_lists(sentence, first, second)))
