"""Reads annotated papers: the JSON Lines of the annotation guidelines, as Extraction records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from kg.errors import KgError
from kg.files import text_of
from kg.records import (
    Claim,
    ClaimKind,
    ConceptType,
    Entity,
    Extraction,
    Field,
    Mention,
    Paper,
    Result,
    Role,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FORM = "; `kg train --help` tells the form"
FIELDS: tuple[Field, ...] = ("title", "abstract")


@dataclass(frozen=True)
class Annotated:
    """An annotated paper, and what it is annotated for."""

    extraction: Extraction
    parts: frozenset[str]
    """Of ``concepts``, ``roles``, ``claims``, ``about`` and ``results``; see ``read_annotated``."""


class _Concept(msgspec.Struct):
    type: ConceptType
    name: str
    surfaces: list[str]
    role: Role


class _Claim(msgspec.Struct):
    start: int
    end: int
    kind: ClaimKind
    about: list[str] | None = None
    quantities: list[str] = []


class _Result(msgspec.Struct):
    method: str | None
    dataset: str | None
    task: str | None
    metric: str
    value: str


class _Line(msgspec.Struct):
    """One line of gold; None for a part that was not annotated."""

    id: str
    title: str
    abstract: str
    concepts: list[_Concept] | None = None
    claims: list[_Claim] | None = None
    results: list[_Result] | None = None
    parts: list[str] | None = None


def read_gold(path: Path) -> Iterator[Extraction]:
    """Yield one Extraction for each line of ``path``; see ``read_annotated``."""
    return (annotated.extraction for annotated in read_annotated(path))


def read_annotated(path: Path) -> Iterator[Annotated]:
    """Yield one annotated paper for each line of ``path``.

    A line holds ``id``, ``title``, ``abstract``, ``concepts`` (``type``, ``name``, ``surfaces``, ``role``),
    ``claims`` (``start``, ``end``, ``kind``, ``about``, ``quantities``) and ``results`` (``method``,
    ``dataset``, ``task``, ``metric``, ``value``). A part that was not annotated has no key; a list ``parts``
    names those of the others that can be learned from (roles of concepts, say, that a model has found).

    Raises:
        KgError: the file is missing or holds no papers, or a line is not of that form.
    """
    lines = text_of(path, "annotated papers").split("\n")
    if not any(map(str.strip, lines)):
        raise KgError(f"{path}: holds no annotated papers")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            raw = msgspec.json.decode(line, type=_Line)
        except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
            raise KgError(f"{path}, line {number}: not an annotated paper: {error}{_FORM}") from error
        for claim in raw.claims or ():
            if not 0 <= claim.start < claim.end <= len(raw.abstract):
                raise KgError(
                    f"{path}, line {number}: not an annotated paper: the claim from {claim.start} to "
                    f"{claim.end} is not within its abstract of {len(raw.abstract)} characters{_FORM}"
                )
        yield Annotated(_extraction(raw), _parts(raw))


def _parts(raw: _Line) -> frozenset[str]:
    parts = {part for part in ("concepts", "claims", "results") if getattr(raw, part) is not None}
    if raw.claims is not None and all(claim.about is not None for claim in raw.claims):
        parts.add("about")
    if raw.concepts is not None:
        parts.add("roles")
    return frozenset(parts if raw.parts is None else parts.intersection(raw.parts))


def _extraction(raw: _Line) -> Extraction:
    paper = Paper(id=raw.id, title=raw.title, abstract=raw.abstract)
    concepts = raw.concepts or []
    entities = tuple(Entity(type=c.type, name=c.name, role=c.role) for c in concepts)
    by_name: dict[str | None, int] = {c.name: i for i, c in reversed(list(enumerate(concepts)))}
    claims = tuple(
        Claim(
            span=Span("abstract", c.start, c.end),
            text=paper.abstract[c.start : c.end],
            kind=c.kind,
            about=tuple(by_name[a] for a in c.about or () if a in by_name),
            quantities=tuple(c.quantities),
        )
        for c in raw.claims or ()
    )
    results = tuple(
        Result(
            value_text=r.value,
            claim=_claim_with(claims, r.value),
            metric=r.metric,
            method=by_name.get(r.method),
            dataset=by_name.get(r.dataset),
            task=by_name.get(r.task),
        )
        for r in raw.results or ()
        if claims
    )
    mentions = tuple(_mentions(paper, [c.surfaces for c in concepts]))
    return Extraction(paper, entities, mentions, (), claims, results)


def _claim_with(claims: tuple[Claim, ...], value: str) -> int:
    return next((i for i, c in enumerate(claims) if value in c.quantities or value in c.text), 0)


def _mentions(paper: Paper, surfaces: list[list[str]]) -> Iterator[Mention]:
    """Find every surface in the text as a whole word; where two overlap, the longer holds."""
    for field in FIELDS:
        text = paper.text(field)
        found = [
            (m.start(), m.end(), entity)
            for entity, forms in enumerate(surfaces)
            for form in forms
            for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)
        ]
        taken: set[int] = set()
        kept = []
        for start, end, entity in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                kept.append((start, end, entity))
        for start, end, entity in sorted(kept):
            yield Mention(Span(field, start, end), text[start:end], entity)
