"""The graph that is shown where the whole is too large: its papers with most of the leading concepts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kg.link.relations import gathered, sentences, supported
from kg.records import Knowledge

if TYPE_CHECKING:
    from kg.engine.walk import Whole


def knowledge(whole: Whole) -> Knowledge:
    """Return the linked corpus of the chosen papers alone.

    It holds the concepts of these papers, as they are called in the whole; the counts, and the sentences for
    a relation, are those of these papers. A broader concept is kept where it needs no sentence, or one of
    its sentences is in them. Where all papers were chosen, this is the whole.
    """
    linked = [after for _, after in whole.papers]
    links = {extraction.paper.id: order for extraction, order in linked}
    papers = Counter(concept for order in links.values() for concept in order)
    relations = supported(gathered(said for e, order in linked for said in sentences(e, order)))
    for relation in whole.broader:
        evidence = tuple(e for e in relation.evidence if e.paper in links)
        if papers[relation.subject] and papers[relation.object] and (evidence or not relation.evidence):
            relations.append(replace(relation, evidence=evidence))
    return Knowledge(
        extractions=tuple(extraction for extraction, _ in linked),
        concepts=tuple(replace(c, paper_count=papers[c.id]) for c in whole.concepts if papers[c.id]),
        links=links,
        relations=tuple(sorted(relations, key=lambda r: (r.subject, r.kind, r.object))),
    )
