"""The pipeline: its assembly, the trained one that comes with the package, and papers through it."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, Any

import spacy
from threadpoolctl import threadpool_limits

from kg.errors import KgError
from kg.extract import claims, concepts, encoder, results, roles, sentences  # noqa: F401 (register components)
from kg.extract.documents import text_of, to_span
from kg.extract.identity import MODEL, ModelIdentity, identity
from kg.extract.relations import find
from kg.records import Claim, ClaimKind, Entity, Extraction, Mention, Relation, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from spacy.language import Language
    from spacy.tokens import Doc

    from kg.records import Paper

COMPONENTS = ("kg_sentences", "kg_encoder", "kg_concepts", "kg_claims", "kg_roles", "kg_results")


def assemble(settings: dict[str, dict[str, Any]] | None = None) -> Language:
    """Return an untrained pipeline.

    Args:
        settings: of components by name, where other than the defaults.
    """
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        nlp.add_pipe(name, config=(settings or {}).get(name, {}))
    return nlp


def load(model: Path | None = None) -> Language:
    """Return a trained pipeline: the one in the folder ``model``, or the one that comes with the package.

    Raises:
        KgError: the folder holds no such pipeline.
    """
    path = model or MODEL
    known = identity(path)
    try:
        nlp = spacy.load(path)
    except (OSError, ValueError, KeyError) as error:
        raise KgError(f"{path}: the pipeline cannot be loaded: {error}") from error
    nlp.meta["sha256"] = known.sha256
    return nlp


def model_identity(nlp: Language) -> ModelIdentity:
    """Return name, version and digest of a pipeline that ``load`` gave."""
    return ModelIdentity(nlp.meta["name"], nlp.meta["version"], nlp.meta.get("sha256", ""))


def extract(papers: Iterable[Paper], nlp: Language, *, batch_size: int = 128) -> Iterator[Extraction]:
    """Yield what is found in each paper, in the order of the papers.

    Until the last is taken the process has one thread for matrix products: more cost more than they gain on
    so small ones, and the last digits of the confidences would depend on their number.
    """
    texts = ((text_of(paper), paper) for paper in papers)
    with _rare_collections(), threadpool_limits(1, user_api="blas"):
        for doc, paper in nlp.pipe(texts, as_tuples=True, batch_size=batch_size):
            yield to_extraction(doc, paper)


@contextlib.contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for cycles of garbage less often: documents make many objects and few cycles."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def to_extraction(doc: Doc, paper: Paper) -> Extraction:
    """Return what the components found in ``doc`` as a record."""
    if not len(doc):
        return Extraction(paper)
    found = [
        Entity(e.type, e.name, role, e.confidence, role_confidence)
        for e, (role, role_confidence) in zip(doc._.kg_entities, doc._.kg_roles, strict=True)
    ]
    entity_of = {i: k for k, e in enumerate(doc._.kg_entities) for i in e.mentions}
    mentions = tuple(
        Mention(
            to_span(paper, s.start_char, s.end_char), s.text, entity_of[i], found[entity_of[i]].confidence
        )
        for i, s in enumerate(doc.spans["kg_concepts"])
    )
    group = doc.spans["kg_claims"]
    asserted = tuple(
        Claim(
            to_span(paper, s.start_char, s.end_char),
            s.text,
            ClaimKind(s.label_),
            about,
            numbers,
            score,
            kind_score,
        )
        for s, about, numbers, score, kind_score in zip(
            group,
            doc._.kg_about,
            doc._.kg_quantities,
            group.attrs["scores"],
            group.attrs["kind_scores"],
            strict=True,
        )
    )
    reported = tuple(
        Result(r.value, r.claim, r.metric, r.method, r.dataset, r.task, r.confidence)
        for r in doc._.kg_results
    )
    return Extraction(
        paper,
        tuple(found),
        mentions,
        doc._.kg_abbreviations,
        asserted,
        reported,
        tuple(_relations(doc, paper, entity_of)),
    )


def _relations(doc: Doc, paper: Paper, entity_of: dict[int, int]) -> Iterator[Relation]:
    mentions: Sequence[tuple[int, int, int, str]] = [
        (s.start_char, s.end_char, entity_of[i], s.label_) for i, s in enumerate(doc.spans["kg_concepts"])
    ]
    encoding = encoder.encoding_of(doc)
    bounds = [(0, len(paper.title))]
    for start, end in encoding.sentences:
        last = doc[end - 1]
        bounds.append((doc[start].idx, last.idx + len(last)))
    seen = set()
    for start, end in bounds:
        inside = [m for m in mentions if start <= m[0] and m[1] <= end]
        if len(inside) < 2:
            continue
        text = encoding.text[start:end]
        for head, kind, tail, confidence in find(text, [(b - start, e - start, t) for b, e, _, t in inside]):
            triple = (inside[head][2], kind, inside[tail][2], start)
            if triple[0] != triple[2] and triple not in seen:
                seen.add(triple)
                span = to_span(paper, start, start + len(text.rstrip()))
                yield Relation(triple[0], kind, triple[2], span, confidence)
