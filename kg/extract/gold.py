"""Reads annotated papers: the JSON Lines of the annotation guidelines, as Extraction records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from kg.errors import KgError
from kg.records import Claim, ClaimKind, Entity, Extraction, Field, Mention, Paper, Result, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELDS: tuple[Field, ...] = ("title", "abstract")


@dataclass(frozen=True)
class Annotated:
    """An annotated paper, and what it is annotated for."""

    extraction: Extraction
    parts: frozenset[str]
    """Of ``concepts``, ``roles``, ``claims``, ``about`` and ``results``; see ``read_annotated``."""


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
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{path}: cannot be read as gold: {error}") from error
    if not any(map(str.strip, lines)):
        raise KgError(f"{path}: holds no annotated papers")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            raw = msgspec.json.decode(line)
            yield Annotated(_extraction(raw), _parts(raw))
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise KgError(f"{path}, line {number}: not an annotated paper: {error!r}") from error


def _parts(raw: dict[str, Any]) -> frozenset[str]:
    parts: set[str] = {part for part in ("concepts", "claims", "results") if part in raw}
    if "claims" in raw and all("about" in claim for claim in raw["claims"]):
        parts.add("about")
    if "concepts" in raw:
        parts.add("roles")
    return frozenset(parts.intersection(raw.get("parts", parts)))


def _extraction(raw: dict[str, Any]) -> Extraction:
    paper = Paper(id=raw["id"], title=raw["title"], abstract=raw["abstract"])
    entities = tuple(
        Entity(type=c["type"], name=c["name"], role=Role(c["role"])) for c in raw.get("concepts", ())
    )
    by_name = {c["name"]: i for i, c in reversed(list(enumerate(raw.get("concepts", ()))))}
    claims = tuple(
        Claim(
            span=Span("abstract", c["start"], c["end"]),
            text=paper.abstract[c["start"] : c["end"]],
            kind=ClaimKind(c["kind"]),
            about=tuple(by_name[a] for a in c.get("about", ()) if a in by_name),
            quantities=tuple(c.get("quantities", ())),
        )
        for c in raw.get("claims", ())
    )
    results = tuple(
        Result(
            value_text=r["value"],
            claim=_claim_with(claims, r["value"]),
            metric=r["metric"],
            method=by_name.get(r["method"]),
            dataset=by_name.get(r["dataset"]),
            task=by_name.get(r["task"]),
        )
        for r in raw.get("results", ())
        if claims
    )
    mentions = tuple(_mentions(paper, [c["surfaces"] for c in raw.get("concepts", ())]))
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
