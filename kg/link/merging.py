"""Rewrites an extraction so that each concept occurs in it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kg.records import Entity, Extraction, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.records import Concept

_STRENGTH = {role: i for i, role in enumerate(Role)}


def merged(
    extraction: Extraction, ids: Sequence[str | None], concepts: Mapping[str, Concept]
) -> tuple[Extraction, tuple[str, ...]]:
    """Return the extraction with entities of one concept merged, and the concept id of each entity.

    Args:
        extraction: what was found in the paper.
        ids: concept id of each entity; None drops the entity with its mentions.
        concepts: concepts by id.

    The strongest role holds; a role that the concept's type cannot have becomes ``uses``.
    """
    order = list(dict.fromkeys(i for i in ids if i is not None))
    place = {id_: n for n, id_ in enumerate(order)}
    new = [None if i is None else place[i] for i in ids]
    members: list[list[Entity]] = [[] for _ in order]
    for entity, index in zip(extraction.entities, new, strict=True):
        if index is not None:
            members[index].append(entity)
    entities = tuple(_one(group, concepts[id_]) for group, id_ in zip(members, order, strict=True))
    mentions = tuple(replace(m, entity=i) for m in extraction.mentions if (i := new[m.entity]) is not None)
    claims = tuple(
        replace(c, about=tuple(dict.fromkeys(i for a in c.about if (i := new[a]) is not None)))
        for c in extraction.claims
    )
    results = tuple(
        replace(
            r,
            method=None if r.method is None else new[r.method],
            dataset=None if r.dataset is None else new[r.dataset],
            task=None if r.task is None else new[r.task],
        )
        for r in extraction.results
    )
    relations = tuple(
        replace(r, head=head, tail=tail)
        for r in extraction.relations
        if (head := new[r.head]) is not None and (tail := new[r.tail]) is not None and head != tail
    )
    changed = replace(
        extraction, entities=entities, mentions=mentions, claims=claims, results=results, relations=relations
    )
    return changed, tuple(order)


def _one(entities: Sequence[Entity], concept: Concept) -> Entity:
    strongest = min(entities, key=lambda e: (_STRENGTH[e.role], -e.role_confidence))
    role = strongest.role
    if role is Role.EVALUATES_ON and concept.type != "Dataset":
        role = Role.USES
    return Entity(
        type=concept.type,
        name=entities[0].name,
        role=role,
        confidence=max(e.confidence for e in entities),
        role_confidence=strongest.role_confidence,
    )
