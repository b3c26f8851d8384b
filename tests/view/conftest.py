"""A corpus to show: the annotated papers where they are there, else a small one of our own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.extract.gold import read_gold
from kg.records import Concept, ConceptRelation, Evidence, Knowledge, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.records import Extraction

GOLD = Path(__file__).parents[3] / "shared" / "data" / "gold"


def by_name(extractions: Iterable[Extraction]) -> Knowledge:
    """Link entities of one type and one folded name: enough for a page."""
    ordered = tuple(sorted(extractions, key=lambda x: x.paper.id))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    links: dict[str, tuple[str, ...]] = {}
    papers: Counter[str] = Counter()
    for x in ordered:
        ids = tuple(
            f"{e.type.lower()}/{re.sub(r'[^a-z0-9]+', '-', e.name.lower()).strip('-') or 'x'}"
            for e in x.entities
        )
        links[x.paper.id] = ids
        papers.update(set(ids))
        for mention in x.mentions:
            forms[ids[mention.entity]][mention.text] += 1
        for entity, concept in zip(x.entities, ids, strict=True):
            forms[concept][entity.name] += 1
    types = {i: e.type for x in ordered for i, e in zip(links[x.paper.id], x.entities, strict=True)}
    concepts = []
    for concept in sorted(types):
        ranked = sorted(forms[concept], key=lambda f: (-forms[concept][f], f))
        concepts.append(
            Concept(concept, types[concept], ranked[0], tuple(sorted(ranked[1:])), papers[concept])
        )
    return Knowledge(ordered, tuple(concepts), links, tuple(_compared(ordered, links)))


def _compared(
    extractions: tuple[Extraction, ...], links: dict[str, tuple[str, ...]]
) -> Iterable[ConceptRelation]:
    """Relate what a claim is about to the other methods in it: stands in for extracted relations."""
    found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for x in extractions:
        ids = links[x.paper.id]
        for claim in x.claims:
            inside = {
                m.entity
                for m in x.mentions
                if m.span.field == "abstract" and claim.span.start <= m.span.start < claim.span.end
            }
            for a in claim.about:
                for b in inside - set(claim.about):
                    if x.entities[a].type == x.entities[b].type == "Method" and ids[a] != ids[b]:
                        found[ids[a], ids[b]].append(Evidence(x.paper.id, claim.span, 0.8))
    for (a, b), evidence in sorted(found.items()):
        yield ConceptRelation(a, RelationKind.COMPARED_WITH, b, tuple(evidence), 0.8)


@pytest.fixture(scope="session")
def gold() -> Knowledge:
    path = GOLD / "train.jsonl"
    if not path.exists():
        pytest.skip(f"the annotated papers are not at {path}")
    return by_name(read_gold(path))
