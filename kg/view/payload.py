"""The whole corpus as compact columns: what the page's scripts read (``app/corpus.js`` is the other side)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.records import ClaimKind, RelationKind
from kg.view.corpus import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.records import Extraction, Field, Span
    from kg.view.overview import Overview

CHUNK = 128
"""Papers whose texts are packed, and unpacked in the browser, together."""
TYPES = ("Method", "Dataset", "Task")
_KINDS = tuple(ClaimKind)
_RELATIONS = tuple(RelationKind)
_FIELDS: tuple[Field, ...] = ("title", "abstract")


def core(view: Overview) -> dict[str, Any]:
    """Return all but the texts: concepts, papers, roles, relations, results, communities.

    Rows refer to each other by number: concepts and papers in the order of the ``Knowledge``, roles, kinds
    and types in the order of the enumerations. Lists of lists are flat, with the end of each in ``ends``.
    """
    corpus = view.corpus
    knowledge = corpus.knowledge
    papers = [x.paper for x in knowledge.extractions]
    return {
        "types": TYPES,
        "roles": [role.value for role in ROLES],
        "kinds": [kind.value for kind in _KINDS],
        "relationKinds": [kind.value for kind in _RELATIONS],
        "concepts": {
            "id": [c.id for c in knowledge.concepts],
            "type": [TYPES.index(c.type) for c in knowledge.concepts],
            "label": [c.label for c in knowledge.concepts],
            "aliases": [c.aliases for c in knowledge.concepts],
            "wikidata": {i: c.wikidata for i, c in enumerate(knowledge.concepts) if c.wikidata},
            "community": view.concept_community,
        },
        "papers": {
            "id": [p.id for p in papers],
            "title": [p.title for p in papers],
            "year": [p.year or 0 for p in papers],
            "venue": [p.venue for p in papers],
            "doi": [p.doi for p in papers],
            "arxiv": [p.arxiv for p in papers],
            "url": [p.url for p in papers],
            "kinds": [_kinds(x) for x in knowledge.extractions],
            "claims": [len(x.claims) for x in knowledge.extractions],
            "community": view.paper_community,
        },
        "held": _held(corpus.roles),
        "relations": _relations(view),
        "results": _results(view),
        "communities": view.community_labels,
        "minimum": view.minimum,
        "chunk": CHUNK,
    }


def texts(view: Overview) -> Iterator[list[dict[str, Any]]]:
    """Yield the texts of ``CHUNK`` papers at a time: abstract, authors, mentions, claims.

    Offsets are UTF-16 units, as the browser counts; the records count code points.
    """
    extractions, linked = view.corpus.knowledge.extractions, view.corpus.linked
    for start in range(0, len(extractions), CHUNK):
        rows = zip(extractions[start : start + CHUNK], linked[start : start + CHUNK], strict=True)
        yield [_text(x, concepts) for x, concepts in rows]


def _text(extraction: Extraction, concepts: tuple[int, ...]) -> dict[str, Any]:
    paper = extraction.paper
    units = {field: _Units(paper.text(field)) for field in _FIELDS}

    def place(span: Span) -> tuple[int, int, int]:
        at = units[span.field]
        return _FIELDS.index(span.field), at(span.start), at(span.end)

    mentions: list[int] = []
    for mention in extraction.mentions:
        mentions += (*place(mention.span), concepts[mention.entity], round(mention.confidence * 100))
    return {
        "abstract": paper.abstract,
        "authors": paper.authors,
        "mentions": mentions,
        "claims": [
            [
                *place(claim.span),
                _KINDS.index(claim.kind),
                round(claim.confidence * 100),
                sorted({concepts[e] for e in claim.about} - {-1}),
                claim.quantities,
            ]
            for claim in extraction.claims
        ],
    }


class _Units:
    """Code point offsets of one text to UTF-16 offsets; free for text without astral characters."""

    def __init__(self, text: str) -> None:
        self._astral = [i for i, c in enumerate(text) if c > "\uffff"] if not text.isascii() else []

    def __call__(self, offset: int) -> int:
        return offset + sum(i < offset for i in self._astral)


def _kinds(extraction: Extraction) -> int:
    bits = 0
    for claim in extraction.claims:
        bits |= 1 << _KINDS.index(claim.kind)
    return bits


def _held(roles: list[dict[int, int]]) -> dict[str, list[int]]:
    ends: list[int] = []
    concepts: list[int] = []
    ranks: list[int] = []
    for held in roles:
        concepts += held.keys()
        ranks += held.values()
        ends.append(len(concepts))
    return {"ends": ends, "concept": concepts, "role": ranks}


def _relations(view: Overview) -> dict[str, list[int]]:
    knowledge, number = view.corpus.knowledge, view.corpus.number
    paper_number = {x.paper.id: i for i, x in enumerate(knowledge.extractions)}
    papers = {x.paper.id: x.paper for x in knowledge.extractions}
    rows: list[int] = []
    ends: list[int] = []
    evidence: list[int] = []
    for relation in knowledge.relations:
        subject, object_ = number.get(relation.subject), number.get(relation.object)
        if subject is None or object_ is None:
            continue
        rows += (subject, _RELATIONS.index(relation.kind), object_, round(relation.confidence * 100))
        for item in relation.evidence:
            if item.paper in paper_number:
                at = _Units(papers[item.paper].text(item.span.field))
                evidence += (
                    paper_number[item.paper],
                    _FIELDS.index(item.span.field),
                    at(item.span.start),
                    at(item.span.end),
                    round(item.confidence * 100),
                )
        ends.append(len(evidence))
    return {"rows": rows, "ends": ends, "evidence": evidence}


def _results(view: Overview) -> list[list[Any]]:
    rows = []
    for paper, (extraction, concepts) in enumerate(
        zip(view.corpus.knowledge.extractions, view.corpus.linked, strict=True)
    ):
        for result in extraction.results:
            parts = [
                concepts[e] if e is not None and e < len(concepts) else -1
                for e in (result.method, result.dataset, result.task)
            ]
            rows.append(
                [
                    paper,
                    result.value_text,
                    result.metric,
                    *parts,
                    result.claim,
                    round(result.confidence * 100),
                ]
            )
    return rows
