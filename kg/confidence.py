"""Leaves out what was found with too little confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.records import Extraction


def confident(extraction: Extraction, least: float) -> Extraction:
    """Return the extraction without entities, mentions, claims, results and relations below ``least``.

    What refers to something left out goes with it (a mention of an entity, a result of a claim) or loses the
    reference (what a claim is about, what a result was measured on). An entity without a mention goes too.

    Args:
        extraction: of one paper.
        least: confidence from 0 to 1; 0 keeps everything.
    """
    if least <= 0:
        return extraction
    sure = {i for i, entity in enumerate(extraction.entities) if entity.confidence >= least}
    mentions = [m for m in extraction.mentions if m.entity in sure and m.confidence >= least]
    entity = _renumbered({m.entity for m in mentions})
    claim = _renumbered(i for i, c in enumerate(extraction.claims) if c.confidence >= least)
    return replace(
        extraction,
        entities=tuple(extraction.entities[i] for i in entity),
        mentions=tuple(replace(m, entity=entity[m.entity]) for m in mentions),
        claims=tuple(
            replace(c, about=tuple(entity[a] for a in c.about if a in entity))
            for c in (extraction.claims[i] for i in claim)
        ),
        results=tuple(
            replace(
                r,
                claim=claim[r.claim],
                method=entity.get(r.method) if r.method is not None else None,
                dataset=entity.get(r.dataset) if r.dataset is not None else None,
                task=entity.get(r.task) if r.task is not None else None,
            )
            for r in extraction.results
            if r.claim in claim and r.confidence >= least
        ),
        relations=tuple(
            replace(r, head=entity[r.head], tail=entity[r.tail])
            for r in extraction.relations
            if r.head in entity and r.tail in entity and r.confidence >= least
        ),
    )


def _renumbered(kept: Iterable[int]) -> dict[int, int]:
    return {old: new for new, old in enumerate(sorted(kept))}
