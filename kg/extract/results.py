"""The component ``kg_results``: the numbers that claims report, with metric, dataset, method and task.

A classifier picks the quantities of claims that are results; what they were measured on and with is the
nearest concept of the claim that fits. Sets ``doc._.kg_results`` and ``doc._.kg_quantities`` (of each claim).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.classifier import Classifier, ClassifierConfig, items
from kg.extract.quantities import quantities
from kg.extract.typed import batches
from kg.extract.weights import load_classifier, save_classifier
from kg.records import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.extract.concepts import DocEntity

NUMBERS = 3
_METRIC = re.compile(
    r"\b(?:(?:top-\d|zero-shot|mean|average|word|test|classification|relative|absolute|verified|balanced|"
    r"exact|macro|micro|validation|robust|segmentation|recognition|detection|tracking)\s)*"
    r"(?:accurac(?:y|ies)|error(?: rate)?s?|F-?scores?|F-?measure|precision|recall|perplexit(?:y|ies)|"
    r"success rates?|win rates?|speed-?ups?|latency|throughput|parameters|memory(?: usage| footprint)?|"
    r"scores?|dice|correlation|reward|energy|runtime|cost|"
    r"(?-i:F1(?:[- ]scores?)?|AUC|AUROC|mAP|AP|mIoU|IoU|BLEU|ROUGE(?:-\w)?|FID|PSNR|SSIM|RMSE|MAE|WER|CER|"
    r"FLOPs|EM|MPJPE))\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,3}")
"""A small whole number with neither unit nor comparator: a count, a step, a year's end, rarely a result."""
_NEAR = 12
"""Characters between a metric and a bare number that is its value: "FID of 12"."""

_PART = (
    r"(?:(?:model|network|trainable|learnable|training|labell?ed|unlabell?ed|annotated|synthetic|input|test|"
    r"independent|numerical|GPU|TPU|CPU)[- ])*"
    r"(?:parameters?|params|weights|epochs?|iterations|(?:training|gradient) steps|samples|examples|images|"
    r"instances|experiments|tokens|documents|sentences|videos|labels|annotations|demonstrations|episodes|runs|"
    r"trials|participants|GPUs?|TPUs?|qubits|layers|classes|datasets|tasks|models|language model)\b(?! per\b)"
)
_AMOUNT = re.compile(rf"\s?(?:k|thousand|million|billion|[KMBT])?[- ]?{_PART}", re.IGNORECASE)
"""What follows a number that says how much was used: "1.5B parameter models", "4800 experiments"."""
_SHARE = re.compile(
    r"\s+of\s+(?:(?:one|a|an|the|its|all|full|whole|entire|original|total)\s+)*"
    r"(?:epochs?\b|training\s+(?:data|set|time|epochs?|examples|samples|steps|budget)\b)",
    re.IGNORECASE,
)
"""What follows a share of the training: "0.5% of one epoch training time"."""
_WIDTH = re.compile(r"(?:qu)?bits?$", re.IGNORECASE)
"""Bits and qubits are what was worked with: "in 4 bits", "simulations of up to 4 qubits"."""
_NUMBERED = re.compile(r"0\d+")
"""As numbers of articles are written: "Phys. Rev. A 106, 052207"."""
_RELATIVE = re.compile(r"(?:%|percent\w*|[x×]|fold|times)$", re.IGNORECASE)

Doc.set_extension("kg_results", default=(), force=True)
Doc.set_extension("kg_quantities", default=(), force=True)


@dataclass
class DocResult:
    """A number that a claim of a document reports; concepts are indices into ``doc._.kg_entities``."""

    value: str
    claim: int
    metric: str
    method: int | None
    dataset: int | None
    task: int | None
    confidence: float


def result_classifier() -> Classifier:
    """Return an untrained classifier of quantities."""
    return Classifier(ClassifierConfig(("no", "yes"), numbers=NUMBERS, rows=4000, width=24, hidden=32))


@Language.factory("kg_results", default_config={"threshold": 0.3})
class Results:
    """Finds the results that the claims of each document report.

    Args:
        nlp: the pipeline.
        name: of the component.
        threshold: least probability for a quantity to be a result.
    """

    def __init__(self, nlp: Language, name: str, threshold: float) -> None:  # noqa: ARG002 (spaCy's protocol)
        self.name = name
        self.threshold = threshold
        self.classifier = result_classifier()

    def __call__(self, doc: Doc) -> Doc:
        """Find the results of one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Find the results of documents, in batches."""
        for docs in batches(stream, batch_size):
            rows = [list(quantity_rows(doc)) if len(doc) else [] for doc in docs]
            asked = [(doc, *item) for doc, own in zip(docs, rows, strict=True) for item in own]
            things = items([row for *_, row in asked], NUMBERS)
            judged = self.classifier.predict(things, [len(own) for own in rows])[:, 1].tolist()
            for doc in docs:
                doc._.kg_quantities = tuple(
                    tuple(claim.text[s:e] for s, e in quantities(claim.text))
                    for claim in doc.spans.get("kg_claims", ())
                )
            found: dict[int, list[DocResult]] = {}
            for (doc, claim, start, end, _), score in zip(asked, judged, strict=True):
                if score >= self.threshold and not is_amount(doc.spans["kg_claims"][claim].text, start, end):
                    result = _result(doc, claim, start, end, round(score, 4))
                    found.setdefault(id(doc), []).append(result)
            for doc in docs:
                doc._.kg_results = tuple(_in_order(doc, found.get(id(doc), [])))
            yield from docs

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002 (spaCy's protocol)
        """Write the classifier into the folder ``path``."""
        save_classifier(self.classifier, path)

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> Results:  # noqa: ARG002 (spaCy's protocol)
        """Read what ``to_disk`` wrote."""
        self.classifier = load_classifier(path)
        return self


def quantity_rows(doc: Doc) -> Iterator[tuple[int, int, int, tuple[list[str], list[float]]]]:
    """Yield claim (its index), start and end of a quantity in the claim's text, and the quantity's features.

    Quantities inside the name of a concept are left out.
    """
    names = [(s.start_char, s.end_char) for s in doc.spans["kg_concepts"]]
    for c, claim in enumerate(doc.spans["kg_claims"]):
        text, offset = claim.text, claim.start_char
        found = [
            (s, e)
            for s, e in quantities(text)
            if not any(b < offset + e and offset + s < f for b, f in names)
            and not (_BARE.fullmatch(text[s:e]) and not _measured(text, s))
        ]
        for s, e in found:
            before = re.findall(r"\w+|[^\w\s]", text[max(0, s - 60) : s].lower())[-5:]
            after = re.findall(r"\w+|[^\w\s]", text[e : e + 50].lower())[:5]
            unit = re.sub(r"[\d.,]+", "0", text[s:e].lower())
            features = [
                f"unit:{unit}",
                f"kind:{claim.label_}",
                *(f"b{n}:{' '.join(before[-n:])}" for n in (1, 2, 3)),
                *(f"a{n}:{' '.join(after[:n])}" for n in (1, 2, 3)),
                *(f"~b:{w}" for w in before),
                *(f"~a:{w}" for w in after),
                f"metric:{bool(_METRIC.search(text))}:{claim.label_}",
                f"point:{'.' in text[s:e]}",
                f"many:{min(len(found), 5)}",
            ]
            numbers = [
                float(len(found)),
                s / len(text),
                float(any(not (b > offset + e + 60 or f < offset + s - 60) for b, f in names)),
            ]
            yield c, s, e, (features, numbers)


def is_amount(text: str, start: int, end: int) -> bool:
    """Tell whether a quantity says how much was used, of data, training, parameters or bits: no result.

    Args:
        text: of the claim.
        start: of the quantity.
        end: of the quantity.
    """
    quantity = text[start:end].strip()
    if _WIDTH.search(quantity) or _NUMBERED.fullmatch(quantity):
        return True
    following = _SHARE if _RELATIVE.search(quantity) else _AMOUNT
    return following.match(text, end) is not None


def _measured(text: str, start: int) -> bool:
    """Return whether a metric stands right before a number."""
    return any(0 <= start - m.end() <= _NEAR for m in _METRIC.finditer(text, max(0, start - 60), start))


def _result(doc: Doc, claim: int, start: int, end: int, confidence: float) -> DocResult:
    span = doc.spans["kg_claims"][claim]
    place = span.start_char + start
    method = _nearest(doc, span, place, "Method", (Role.INTRODUCES,))
    if method is None:
        method = _introduced(doc)
    return DocResult(
        value=span.text[start:end].strip(),
        claim=claim,
        metric=_metric(span.text, start, end),
        method=method,
        dataset=_nearest(doc, span, place, "Dataset"),
        task=_nearest(doc, span, place, "Task"),
        confidence=confidence,
    )


def _in_order(doc: Doc, results: list[DocResult]) -> list[DocResult]:
    """Deal out datasets one by one where a claim reports as many results: "93% and 70% on A and B"."""
    for c, claim in enumerate(doc.spans.get("kg_claims", ())):
        own = [r for r in results if r.claim == c]
        if len(own) < 2:
            continue
        named: dict[int, None] = {}
        for i, span in enumerate(doc.spans["kg_concepts"]):
            if span.label_ == "Dataset" and claim.start <= span.start < claim.end:
                named[next(k for k, e in enumerate(doc._.kg_entities) if i in e.mentions)] = None
        if len(own) == len(named):
            for result, dataset in zip(own, named, strict=True):
                result.dataset = dataset
    return results


def _nearest(doc: Doc, claim: object, place: int, kind: str, roles: Sequence[Role] = ()) -> int | None:
    """Return the concept of a type that the claim mentions nearest to a character; what follows is nearer."""
    best: tuple[int, int] | None = None
    entities: Sequence[DocEntity] = doc._.kg_entities
    for i, (entity, (role, _)) in enumerate(zip(entities, doc._.kg_roles, strict=True)):
        if entity.type != kind or (roles and role not in roles):
            continue
        for first, last in entity.tokens:
            if claim.start <= first and last <= claim.end:  # type: ignore[attr-defined]
                begin = doc[first].idx
                distance = begin - place if begin >= place else 2 * (place - begin)
                if best is None or distance < best[0]:
                    best = (distance, i)
    return None if best is None else best[1]


def _introduced(doc: Doc) -> int | None:
    """Return the method that the paper introduces, where it is only one."""
    found = [
        i
        for i, (entity, (role, _)) in enumerate(zip(doc._.kg_entities, doc._.kg_roles, strict=True))
        if entity.type == "Method" and role is Role.INTRODUCES
    ]
    return found[0] if found else None


def _metric(text: str, start: int, end: int) -> str:
    """Return the metric named nearest to a quantity."""
    found = [(min(abs(m.start() - end), abs(start - m.end())), m[0]) for m in _METRIC.finditer(text)]
    return min(found)[1] if found else ""
