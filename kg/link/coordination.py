"""Names that share their beginning: "CIFAR-10/100" in a text is CIFAR-10 and CIFAR-100."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from kg.link.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.records import Entity, Extraction, Relation

_STEM = r"[A-Za-z][\w. -]{2,}?"
_NUMBER = r"\d+(?:\.\d+)?[A-Za-z]?"
_JOINT = r"\s*(?:/|,\s*and\b|,|&|\band\b)\s*"
_LIST = re.compile(rf"({_STEM})({_NUMBER})((?:{_JOINT}(?:\1|-)?{_NUMBER})+)")
_NEXT = re.compile(rf"(?:{_JOINT})(?:([A-Za-z][\w. -]*?)|-)?({_NUMBER})(?!\w)")


class Part(NamedTuple):
    """One of the names that a text lists."""

    name: str
    start: int
    end: int
    """Where in the text its own part stands: "100" of CIFAR-100 in "CIFAR-10/100"."""


def parts(text: str) -> list[Part]:
    """Return the names that ``text`` lists, where it lists several with one beginning; else none.

    A short beginning counts as none: L1/2 is a norm.
    """
    found = _LIST.fullmatch(text)
    if found is None:
        return []
    stem = found[1]
    listed = [Part(stem + found[2], 0, found.end(2))]
    for other in _NEXT.finditer(text, found.end(2)):
        start = other.start(1) if other[1] else other.start(2)
        listed.append(Part(stem + other[2], start, other.end()))
    return listed


def separated(extraction: Extraction) -> Extraction:
    """Return the extraction with each name of a list as an entity with a mention of its own.

    The entity that had the list keeps the first name; the other names join the entity that has them already,
    or become one at the end, of the same role, in the same claims and relations.
    """
    listed = {
        n: found
        for n, mention in enumerate(extraction.mentions)
        if extraction.entities[mention.entity].type != "Task" and (found := parts(mention.text))
    }
    if not listed:
        return extraction
    entities = [_first(entity) for entity in extraction.entities]
    known = {(entity.type, fold(entity.name)): place for place, entity in reversed(list(enumerate(entities)))}
    copies: dict[int, list[int]] = {}
    mentions = []
    for n, mention in enumerate(extraction.mentions):
        for number, part in enumerate(listed.get(n, ())):
            place = mention.entity
            if number:
                entity = replace(entities[place], name=part.name)
                own = known.setdefault((entity.type, fold(part.name)), len(entities))
                if own == len(entities):
                    entities.append(entity)
                    copies.setdefault(place, []).append(own)
                place = own
            start = mention.span.start
            span = replace(mention.span, start=start + part.start, end=start + part.end)
            text = mention.text[part.start : part.end]
            mentions.append(replace(mention, span=span, text=text, entity=place))
        if n not in listed:
            mentions.append(mention)
    return replace(
        extraction,
        entities=tuple(entities),
        mentions=tuple(mentions),
        claims=tuple(
            replace(claim, about=(*claim.about, *(c for a in claim.about for c in copies.get(a, ()))))
            for claim in extraction.claims
        ),
        relations=(*extraction.relations, *_copied(extraction, copies)),
    )


def _first(entity: Entity) -> Entity:
    found = parts(entity.name) if entity.type != "Task" else []
    return replace(entity, name=found[0].name) if found else entity


def _copied(extraction: Extraction, copies: dict[int, list[int]]) -> Iterator[Relation]:
    for relation in extraction.relations:
        for head in copies.get(relation.head, ()):
            yield replace(relation, head=head)
        for tail in copies.get(relation.tail, ()):
            yield replace(relation, tail=tail)
