"""The component ``kg_roles``: what each concept is to its paper, and what each claim is about.

Needs ``kg_concepts`` and ``kg_claims``. Sets ``doc._.kg_roles`` (one ``(Role, confidence)`` for each of
``doc._.kg_entities``) and ``doc._.kg_about`` (indices into ``doc._.kg_entities`` for each claim).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.classifier import Classifier, ClassifierConfig, items
from kg.extract.documents import abstract_start
from kg.extract.encoder import Encoder, encoding_of
from kg.extract.role_features import ABOUT_NUMBERS, ROLE_NUMBERS, about_rows, role_rows
from kg.extract.typed import batches, component
from kg.extract.weights import load_classifier, save_classifier
from kg.records import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.extract.concepts import DocEntity

ROLES = tuple(Role)
_AT_HEART = frozenset(map(str, (Role.INTRODUCES, Role.STUDIES, Role.USES)))
_EVALUATES = ROLES.index(Role.EVALUATES_ON)

Doc.set_extension("kg_roles", default=(), force=True)
Doc.set_extension("kg_about", default=(), force=True)


def role_classifier() -> Classifier:
    """Return an untrained classifier of concepts."""
    return Classifier(ClassifierConfig(ROLES, numbers=ROLE_NUMBERS, rows=15000, width=32, hidden=48))


def about_classifier() -> Classifier:
    """Return an untrained classifier of pairs of claim and concept."""
    return Classifier(ClassifierConfig(("no", "yes"), numbers=ABOUT_NUMBERS, rows=4000, width=24, hidden=32))


@Language.factory("kg_roles", default_config={"about_threshold": 0.35})
class Roles:
    """Finds the role of each concept, and the concepts of each claim.

    Args:
        nlp: the pipeline.
        name: of the component.
        about_threshold: least probability for a claim to be about a concept.
    """

    def __init__(self, nlp: Language, name: str, about_threshold: float) -> None:
        self.name = name
        self._nlp = nlp
        self.about_threshold = about_threshold
        self.roles = role_classifier()
        self.about = about_classifier()

    def __call__(self, doc: Doc) -> Doc:
        """Find the roles of one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Find the roles of documents, in batches."""
        for docs in batches(stream, batch_size):
            filled = [doc for doc in docs if len(doc)]
            encoder = component(self._nlp, "kg_encoder", Encoder)
            encoder.judge_roles(filled, [[e.tokens for e in d._.kg_entities] for d in filled])
            rows = [row for doc in filled for row in document_role_rows(doc)]
            judged = self.roles.predict(items(rows, ROLE_NUMBERS), [len(d._.kg_entities) for d in filled])
            start = 0
            for doc in filled:
                count = len(doc._.kg_entities)
                pairs = zip(doc._.kg_entities, judged[start : start + count].tolist(), strict=True)
                doc._.kg_roles = tuple(_role(entity, scores) for entity, scores in pairs)
                start += count
            self._set_about(filled)
            yield from docs

    def _set_about(self, docs: Sequence[Doc]) -> None:
        rows = [list(document_about_rows(doc)) for doc in docs]
        asked = [(doc, *row) for doc, own in zip(docs, rows, strict=True) for row in own]
        things = items([row for *_, row in asked], ABOUT_NUMBERS)
        judged = self.about.predict(things, [len(own) for own in rows])[:, 1].tolist()
        found: dict[int, list[list[int]]] = {id(doc): [[] for _ in doc.spans["kg_claims"]] for doc in docs}
        for (doc, claim, entity, _), score in zip(asked, judged, strict=True):
            if score >= self.about_threshold:
                found[id(doc)][claim].append(entity)
        for doc in docs:
            doc._.kg_about = tuple(tuple(entities) for entities in found[id(doc)])

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002 (spaCy's protocol)
        """Write the classifiers into the folder ``path``."""
        save_classifier(self.roles, path, "roles")
        save_classifier(self.about, path, "about")

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> Roles:  # noqa: ARG002 (spaCy's protocol)
        """Read what ``to_disk`` wrote."""
        self.roles = load_classifier(path, "roles")
        self.about = load_classifier(path, "about")
        return self


def _role(entity: DocEntity, scores: list[float]) -> tuple[Role, float]:
    """Only datasets are evaluated on."""
    if entity.type != "Dataset":
        scores[_EVALUATES] = 0.0
    best = max(range(len(scores)), key=scores.__getitem__)
    return ROLES[best], round(scores[best] / sum(scores), 4)


def document_role_rows(doc: Doc) -> list[tuple[list[str], list[float]]]:
    """Return the features of the concepts of a document."""
    concepts = [(e.type, e.name, e.tokens) for e in doc._.kg_entities]
    short = [pair.short for pair in doc._.kg_abbreviations]
    encoding = encoding_of(doc)
    return role_rows(encoding, abstract_start(encoding.words) - 1, concepts, short)


def document_about_rows(doc: Doc) -> Iterator[tuple[int, int, tuple[list[str], list[float]]]]:
    """Yield claim and concept (indices) and their features.

    The concepts are those that the claim names, and those at the heart of the paper.
    """
    encoding = encoding_of(doc)
    concepts = [
        (e.type, e.name, e.tokens, str(role))
        for e, (role, _) in zip(doc._.kg_entities, doc._.kg_roles, strict=True)
    ]
    for c, claim in enumerate(doc.spans["kg_claims"]):
        start, end = claim.start, claim.end
        inside = [any(start <= s and e <= end for s, e in mentions) for _, _, mentions, _ in concepts]
        asked = [i for i, concept in enumerate(concepts) if inside[i] or concept[3] in _AT_HEART]
        rows = about_rows(encoding, (start, end), claim.label_, [concepts[i] for i in asked], sum(inside))
        for i, row in zip(asked, rows, strict=True):
            yield c, i, row
