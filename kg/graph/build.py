"""The linked corpus as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from kg.records import Claim, Extraction, Knowledge

MAKES_CLAIM = "makes_claim"
ABOUT = "about"


def paper_node(paper: str) -> str:
    """Return the node id of a paper."""
    return f"paper/{paper}"


def concept_node(concept: str) -> str:
    """Return the node id of a concept, given its id (``{type}/{slug}``)."""
    return f"concept/{concept}"


def claim_node(paper: str, claim: Claim) -> str:
    """Return the node id of a claim: where its sentence starts in its paper."""
    return f"paper/{paper}#claim-{claim.span.field}-{claim.span.start}"


def to_networkx(knowledge: Knowledge) -> nx.MultiDiGraph:
    """Return the corpus as a directed graph of papers, concepts and claims.

    Nodes: ``paper/{id}``, ``concept/{type}/{slug}``, ``paper/{id}#claim-…``; each has ``kind`` ("paper",
    "concept", "claim") and ``label``. Papers have ``year``, ``venue``, ``doi``, ``arxiv``, ``url`` where
    known; concepts ``type``, ``papers`` (how many), ``wikidata``; claims ``claim_kind``, ``confidence``.

    Edges are keyed by what they say, which is also their attribute ``predicate``: a role from paper to
    concept ("introduces", "uses", …), "makes_claim" from paper to claim, "about" from claim to concept,
    a relation ("broader", "used_for", …) from concept to concept with ``support`` (sentences) and
    ``confidence``. All attributes are str, int or float. Nodes and edges come in the order of the records.
    """
    graph = nx.MultiDiGraph()
    for concept in knowledge.concepts:
        known = {"wikidata": concept.wikidata} if concept.wikidata else {}
        graph.add_node(
            concept_node(concept.id),
            kind="concept",
            label=concept.label,
            type=concept.type,
            papers=concept.paper_count,
            **known,
        )
    for extraction in knowledge.extractions:
        _add_paper(graph, extraction, knowledge.links[extraction.paper.id])
    for relation in knowledge.relations:
        graph.add_edge(
            concept_node(relation.subject),
            concept_node(relation.object),
            key=relation.kind.value,
            predicate=relation.kind.value,
            support=len(relation.evidence),
            confidence=relation.confidence,
        )
    return graph


def _add_paper(graph: nx.MultiDiGraph, extraction: Extraction, concepts: tuple[str, ...]) -> None:
    paper = extraction.paper
    node = paper_node(paper.id)
    facts = {
        "year": paper.year,
        "venue": paper.venue,
        "doi": paper.doi,
        "arxiv": paper.arxiv,
        "url": paper.url,
    }
    graph.add_node(node, kind="paper", label=paper.title, **{k: v for k, v in facts.items() if v})
    for entity, concept in zip(extraction.entities, concepts, strict=True):
        graph.add_edge(
            node,
            concept_node(concept),
            key=entity.role.value,
            predicate=entity.role.value,
            confidence=float(entity.confidence),
        )
    for claim in extraction.claims:
        said = claim_node(paper.id, claim)
        graph.add_node(
            said,
            kind="claim",
            label=claim.text,
            claim_kind=claim.kind.value,
            confidence=float(claim.confidence),
        )
        graph.add_edge(node, said, key=MAKES_CLAIM, predicate=MAKES_CLAIM)
        for entity_index in claim.about:
            graph.add_edge(said, concept_node(concepts[entity_index]), key=ABOUT, predicate=ABOUT)
