"""The component ``kg_claims``: which sentences of the abstract assert a result, and of what kind.

Sets ``doc.spans["kg_claims"]`` (label: kind; ``attrs["scores"]``: confidence of being a claim,
``attrs["kind_scores"]``: confidence of the kind, given that it is one).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from spacy.language import Language
from spacy.tokens import Span, SpanGroup

from kg.extract.claim_features import NUMBERS, claim_items
from kg.extract.classifier import Classifier, ClassifierConfig
from kg.extract.encoder import encoding_of
from kg.extract.network import SENTENCE_CLASSES
from kg.extract.typed import batches
from kg.extract.weights import load_classifier, save_classifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from spacy.tokens import Doc

SPANS = "kg_claims"


def claim_classifier() -> Classifier:
    """Return an untrained classifier of sentences: a claim or not, seen with the kinds it knows."""
    return Classifier(ClassifierConfig(SENTENCE_CLASSES, numbers=NUMBERS, rows=60000, width=16, hidden=48))


def kind_classifier() -> Classifier:
    """Return an untrained classifier of claims."""
    return Classifier(
        ClassifierConfig(SENTENCE_CLASSES[1:], numbers=NUMBERS, rows=50000, width=32, hidden=48)
    )


@Language.factory("kg_claims", default_config={"threshold": 0.45})
class Claims:
    """Finds the claims of each document.

    Args:
        nlp: the pipeline.
        name: of the component.
        threshold: least probability of being a claim for a sentence that is kept.
    """

    def __init__(self, nlp: Language, name: str, threshold: float) -> None:  # noqa: ARG002 (spaCy's protocol)
        self.name = name
        self.threshold = threshold
        self.classifier = claim_classifier()
        self.kinds = kind_classifier()

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Find the claims of documents, in batches."""
        for docs in batches(stream, batch_size):
            filled = [doc for doc in docs if len(doc)]
            asked = claim_items([encoding_of(doc) for doc in filled])
            sizes = [len(encoding_of(doc).sentences) for doc in filled]
            claimed = 1 - self.classifier.predict(asked, sizes)[:, 0]
            starts = np.cumsum([0, *sizes]).tolist()
            found = [
                start + np.flatnonzero(claimed[start:end] >= self.threshold)
                for start, end in pairwise(starts)
            ]
            rows = np.concatenate([np.zeros(0, dtype=np.int64), *found])
            kinds = iter(self.kinds.predict(asked.take(rows), [len(own) for own in found]).tolist())
            for doc, start, own in zip(filled, starts, found, strict=False):
                judged = list(zip((own - start).tolist(), claimed[own].tolist(), kinds, strict=False))
                self._settle(doc, judged)
            yield from docs

    @staticmethod
    def _settle(doc: Doc, judged: Sequence[tuple[int, float, list[float]]]) -> None:
        """Set the claims of ``doc``: number of the sentence, score, and score of each kind."""
        group = SpanGroup(doc, name=SPANS)
        sentences = encoding_of(doc).sentences
        best = [max(range(len(kinds)), key=kinds.__getitem__) for _, _, kinds in judged]
        for (number, _, _), kind in zip(judged, best, strict=True):
            start, last = sentences[number]
            while last > start + 1 and doc[last - 1].is_space:
                last -= 1
            group.append(Span(doc, start, last, label=SENTENCE_CLASSES[1 + kind]))
        group.attrs["scores"] = [round(score, 4) for _, score, _ in judged]
        group.attrs["kind_scores"] = [round(k[kind], 4) for (_, _, k), kind in zip(judged, best, strict=True)]
        doc.spans[SPANS] = group

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002 (spaCy's protocol)
        """Write the classifiers into the folder ``path``."""
        save_classifier(self.classifier, path)
        save_classifier(self.kinds, path, "kinds")

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> Claims:  # noqa: ARG002 (spaCy's protocol)
        """Read what ``to_disk`` wrote."""
        self.classifier = load_classifier(path)
        self.kinds = load_classifier(path, "kinds")
        return self
