"""The component ``kg_concepts``: from tag probabilities to mentions, grouped into the concepts of a paper.

A generous decoding of the tags proposes candidates (`kg.extract.candidates`); a classifier looks at all
mentions of a candidate at once and says Method, Dataset, Task or nothing.

Sets ``doc.spans["kg_concepts"]`` (label: type; ``attrs["scores"]``: confidences) and ``doc._.kg_entities``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from kg.extract.abbreviations import abbreviations
from kg.extract.candidate_features import NUMBERS, candidate_features, tag_numbers
from kg.extract.candidates import candidates
from kg.extract.classifier import Classifier, ClassifierConfig, items
from kg.extract.documents import abstract_start
from kg.extract.encoder import Encoder, encoding_of
from kg.extract.tags import TYPES
from kg.extract.typed import batches, component
from kg.extract.weights import load_classifier, save_classifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.extract.candidates import Candidate
    from kg.extract.terms import Lexicon
    from kg.records import Abbreviation, ConceptType

SPANS = "kg_concepts"
CLASSES = ("none", *TYPES)


@dataclass
class DocEntity:
    """A concept of one document."""

    type: ConceptType
    name: str
    confidence: float
    mentions: list[int] = field(default_factory=list)
    """Indices into ``doc.spans["kg_concepts"]``, in order."""
    tokens: list[tuple[int, int]] = field(default_factory=list)
    """First and end token of each of them."""


Doc.set_extension("kg_entities", default=(), force=True)
Doc.set_extension("kg_abbreviations", default=(), force=True)


def concept_classifier() -> Classifier:
    """Return an untrained classifier of candidates."""
    return Classifier(ClassifierConfig(CLASSES, numbers=NUMBERS, rows=12000, width=32, hidden=48))


@Language.factory("kg_concepts", default_config={"threshold": 0.38}, assigns=["doc._.kg_entities"])
class Concepts:
    """Finds the concepts of each document.

    Args:
        nlp: the pipeline.
        name: of the component.
        threshold: least probability of being a concept for a candidate that is kept.
    """

    def __init__(self, nlp: Language, name: str, threshold: float) -> None:
        self.name = name
        self.threshold = threshold
        self.classifier = concept_classifier()
        self._nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        """Find the concepts of one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Find the concepts of documents, in batches."""
        lexicon = component(self._nlp, "kg_encoder", Encoder).lexicon
        for docs in batches(stream, batch_size):
            filled = [doc for doc in docs if len(doc)]
            for doc in filled:
                doc._.kg_abbreviations = tuple(abbreviations(encoding_of(doc).text))
            found = document_candidates(filled)
            rows = [
                row for doc, c in zip(filled, found, strict=True) for row in candidate_rows(doc, c, lexicon)
            ]
            judged = self.classifier.predict(items(rows, NUMBERS), [len(c) for c in found])
            start = 0
            for doc, proposed in zip(filled, found, strict=True):
                self._settle(doc, proposed, judged[start : start + len(proposed)].tolist())
                start += len(proposed)
            yield from docs

    def _settle(self, doc: Doc, proposed: Sequence[Candidate], judged: list[list[float]]) -> None:
        entities = []
        mentions = []
        for candidate, (none, *kinds) in zip(proposed, judged, strict=True):
            if 1 - none < self.threshold:
                continue
            kind = max(range(len(kinds)), key=kinds.__getitem__)
            confidence = round(kinds[kind], 4)
            entities.append(DocEntity(TYPES[kind], _name(doc, candidate), confidence))
            mentions += [(start, end, len(entities) - 1) for start, end in candidate.mentions]
        group = SpanGroup(doc, name=SPANS)
        scores = []
        for i, (start, end, entity) in enumerate(sorted(mentions)):
            entities[entity].mentions.append(i)
            entities[entity].tokens.append((start, end))
            group.append(Span(doc, start, end, label=entities[entity].type))
            scores.append(entities[entity].confidence)
        group.attrs["scores"] = scores
        doc.spans[SPANS] = group
        doc._.kg_entities = tuple(entities)

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002 (spaCy's protocol)
        """Write the classifier into the folder ``path``."""
        save_classifier(self.classifier, path)

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> Concepts:  # noqa: ARG002 (spaCy's protocol)
        """Read what ``to_disk`` wrote."""
        self.classifier = load_classifier(path)
        return self


def document_candidates(docs: Sequence[Doc]) -> list[list[Candidate]]:
    """Return the candidates of encoded documents."""
    pairs: list[Sequence[Abbreviation]] = [doc._.kg_abbreviations for doc in docs]
    return candidates([encoding_of(doc) for doc in docs], pairs)


def candidate_rows(
    doc: Doc, proposed: Sequence[Candidate], lexicon: Lexicon
) -> list[tuple[list[str], list[float]]]:
    """Return the features of the candidates of a document."""
    encoding = encoding_of(doc)
    gap = abstract_start(encoding.words) - 1
    numbers = tag_numbers(encoding.tags, [candidate.mentions for candidate in proposed])
    return [
        candidate_features(candidate, encoding, own, lexicon, gap)
        for candidate, own in zip(proposed, numbers, strict=True)
    ]


def _name(doc: Doc, candidate: Candidate) -> str:
    """Return the longest form, the one seen first among equals: a long form rather than its abbreviation."""
    forms = [doc[start:end].text for start, end in candidate.mentions]
    return max(forms, key=len)
