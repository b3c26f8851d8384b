"""Trains and scores the relation classifier on SciER.

    python -m kg.extract.relation_training TRAIN.jsonl DEV.jsonl WEIGHTS.npz

SciER (Zhang et al. 2024, GPL-3.0) has sentences with entities and relations. Training needs
scikit-learn; running the classifier does not. Without WEIGHTS.npz the shipped one is scored.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from kg.extract import relations
from kg.extract.relation_features import Sentence
from kg.records import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.extract.relation_features import MentionSpan

BUCKETS = 1 << 15
INVERSE_REGULARISATION = 0.05
"""scikit-learn's C, chosen on a sixth of the training papers."""
KINDS = {
    "Used-For": RelationKind.USED_FOR,
    "Part-Of": RelationKind.PART_OF,
    "Compare-With": RelationKind.COMPARED_WITH,
    "Evaluated-With": RelationKind.EVALUATED_WITH,
    "Trained-With": RelationKind.TRAINED_WITH,
    "Benchmark-For": RelationKind.BENCHMARK_FOR,
    "SubClass-Of": RelationKind.BROADER,
    "SubTask-Of": RelationKind.BROADER,
}
Labels = dict[tuple[int, int], str]


def read(path: Path) -> Iterator[tuple[str, list[MentionSpan], Labels]]:
    """Yield text, mentions and the class of each related pair (first, second) of each sentence."""
    for line in path.read_text(encoding="utf-8").splitlines():
        raw: dict[str, Any] = msgspec.json.decode(line)
        spans: list[MentionSpan] = sorted({(start, end, type_) for start, end, type_ in raw["entities"]})
        place = {(start, end): i for i, (start, end, _) in enumerate(spans)}
        labels: Labels = {}
        for head, name, tail in raw["relations"]:
            one, other = place[tuple(head)], place[tuple(tail)]
            if one != other:
                forward = one < other or name == "Compare-With"
                pair = (min(one, other), max(one, other))
                kind = KINDS.get(name)
                labels[pair] = relations.SYNONYM if kind is None else f"{kind.value}{'>' if forward else '<'}"
        yield raw["text"], spans, labels


def train(sentences: Iterable[tuple[str, list[MentionSpan], Labels]], weights: Path) -> None:
    """Fit the classifier and write its weights, eight bits each."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  for training alone
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    columns: list[int] = []
    ends = [0]
    classes = []
    for text, spans, labels in sentences:
        sentence = Sentence(text, spans)
        for second in range(1, len(spans)):
            for first in range(second):
                if spans[second][0] >= spans[first][1]:
                    columns += relations.buckets(sentence, first, second, BUCKETS)
                    ends.append(len(columns))
                    classes.append(labels.get((first, second), relations.NONE))
    matrix = csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(classes), BUCKETS))
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=400).fit(matrix, classes)
    fitted = model.coef_.T.astype(np.float32)
    scale = np.abs(fitted).max(axis=0) / 127
    with weights.open("wb") as stream:
        np.savez_compressed(
            stream,
            weights=np.rint(fitted / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=model.intercept_.astype(np.float32),
            classes=np.array(model.classes_, dtype="U32"),
        )


def score(
    sentences: Iterable[tuple[str, Sequence[MentionSpan], Labels]],
) -> dict[str, tuple[float, float, float]]:
    """Return precision, recall and F1 for each kind and for ``all``, given the gold mentions."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for text, spans, labels in sentences:
        have = set()
        for head, kind, tail, _ in relations.find(text, spans):
            forward = head < tail or kind is RelationKind.COMPARED_WITH
            have.add(((min(head, tail), max(head, tail)), f"{kind.value}{'>' if forward else '<'}"))
        want = {(pair, name) for pair, name in labels.items() if name != relations.SYNONYM}
        for counter, relation_set in ((right, have & want), (found, have), (gold, want)):
            for _, name in relation_set:
                counter.update((name[:-1], "all"))
    return {
        kind: (
            round(right[kind] / max(found[kind], 1), 3),
            round(right[kind] / gold[kind], 3),
            round(2 * right[kind] / (found[kind] + gold[kind]), 3),
        )
        for kind in sorted(gold)
    }


def main(arguments: Sequence[str]) -> None:
    """Train if weights are named, then print the scores on the second file."""
    if len(arguments) < 2:
        raise SystemExit("usage: python -m kg.extract.relation_training TRAIN.jsonl DEV.jsonl [WEIGHTS.npz]")
    if len(arguments) > 2:
        train(read(Path(arguments[0])), Path(arguments[2]))
    for kind, (precision, recall, f1) in score(read(Path(arguments[1]))).items():
        print(f"{kind:16s} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
