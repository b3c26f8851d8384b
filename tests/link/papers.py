"""Small papers for the tests: written as lines of text with their concepts marked in brackets."""

from __future__ import annotations

import re

from kg.records import (
    Abbreviation,
    Claim,
    ClaimKind,
    Entity,
    Extraction,
    Mention,
    Paper,
    Relation,
    Role,
    Span,
)

_MARK = re.compile(r"\[([MDT]):([^\]]+)\]")
_TYPES = {"M": "Method", "D": "Dataset", "T": "Task"}


def paper(
    identifier: str,
    marked: str,
    *,
    same: tuple[tuple[str, ...], ...] = (),
    defines: dict[str, str] | None = None,
    role: Role = Role.USES,
    relations: tuple[Relation, ...] = (),
    year: int | None = None,
) -> Extraction:
    """Return a paper whose abstract is ``marked`` without its marks: "We train a [M:CNN] on [D:MNIST]."

    ``same`` groups surface forms into one entity; ``defines`` maps short forms to long ones.
    """
    group = {form: forms[0] for forms in same for form in forms}
    text, entities, mentions = "", [], []
    place: dict[tuple[str, str], int] = {}
    last = 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last = mark.end()
        type_, surface = _TYPES[mark[1]], mark[2]
        name = group.get(surface, surface)
        if (type_, name) not in place:
            place[type_, name] = len(entities)
            entities.append(Entity(type=type_, name=name, role=role))  # type: ignore[arg-type]
        span = Span("abstract", len(text), len(text) + len(surface))
        mentions.append(Mention(span, surface, place[type_, name]))
        text += surface
    text += marked[last:]
    claim = Claim(Span("abstract", 0, len(text)), text, ClaimKind.FINDING, about=tuple(range(len(entities))))
    return Extraction(
        paper=Paper(id=identifier, title=f"Paper {identifier}", abstract=text, year=year),
        entities=tuple(entities),
        mentions=tuple(mentions),
        abbreviations=tuple(Abbreviation(s, long) for s, long in (defines or {}).items()),
        claims=(claim,) if entities else (),
        relations=relations,
    )
