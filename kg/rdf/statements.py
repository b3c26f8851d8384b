"""All that an export says, as a stream of nodes, in the order for readers or sorted."""

from __future__ import annotations

import heapq
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kg.rdf import iris
from kg.rdf.concepts import ConceptIndex, concept_nodes
from kg.rdf.namespaces import DCTERMS, FOAF, KGO, RDF_TYPE
from kg.rdf.papers import PaperNodes
from kg.rdf.provenance import graph_nodes
from kg.rdf.terms import Node, Properties, Term, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.rdf.provenance import Provenance
    from kg.records import Extraction, Knowledge, Span


class Part(NamedTuple):
    """One resource with all that hangs under it."""

    subject: str
    nodes: Callable[[], Iterator[Node]]
    """Makes the resource's own node first, then the nodes of its fragments, ``subject#…``."""


class Statements:
    """What an export says about a linked corpus. Nodes are made when asked for and not kept."""

    def __init__(self, knowledge: Knowledge, base: str, provenance: Provenance) -> None:
        """Prepare the parts.

        Raises:
            KgError: the base or the licence cannot be used.
        """
        self.base = iris.checked_base(base)
        self._concept_iris = {c.id: f"{base}concept/{iris.concept_path(c.id)}" for c in knowledge.concepts}
        self._index = ConceptIndex(base, knowledge.links, knowledge.relations)
        self._evidence: dict[str, set[Span]] = {}
        for relation in knowledge.relations:
            for evidence in relation.evidence:
                self._evidence.setdefault(evidence.paper, set()).add(evidence.span)
        counts = _counts(knowledge)
        header = list(graph_nodes(base, provenance, counts))
        self._parts = [Part(base + "graph", partial(iter, header[:-1])), _single(header[-1])]
        self._parts += [
            Part(self._concept_iris[c.id], partial(concept_nodes, c, self._index, self._concept_iris))
            for c in knowledge.concepts
        ]
        self._parts += [
            Part(iris.paper(base, e.paper.id), partial(self._paper, e, knowledge.links.get(e.paper.id, ())))
            for e in knowledge.extractions
        ]
        self._parts += _named(base, knowledge)

    def _paper(self, extraction: Extraction, concepts: tuple[str, ...]) -> Iterator[Node]:
        maker = PaperNodes(self.base, extraction, concepts, self._concept_iris)
        return maker.nodes(self._evidence.get(extraction.paper.id, ()))

    def nodes(self) -> Iterator[Node]:
        """Yield all nodes in the order for readers: the graph, concepts, papers, people, venues."""
        for part in self._parts:
            yield from part.nodes()

    def sorted_nodes(self) -> Iterator[Node]:
        """Yield all nodes in the order of their subjects as N-Triples sorts them, ``<`` … ``>`` included.

        No sort of the whole is needed. A fragment's subject goes on with ``#`` where its resource's own
        ends with ``>``, and no escaped IRI holds either, so those two starts order whole parts; a
        resource's own node waits until its turn comes.
        """
        waiting: list[tuple[str, Node]] = []
        for part in sorted(self._parts, key=lambda part: part.subject + "#"):
            start = part.subject + "#"
            while waiting and waiting[0][0] < start:
                yield heapq.heappop(waiting)[1]
            nodes = part.nodes()
            heapq.heappush(waiting, (part.subject + ">", next(nodes)))
            yield from sorted(nodes, key=lambda node: node.subject + ">")
        while waiting:
            yield heapq.heappop(waiting)[1]

    def triples(self) -> Iterator[tuple[str, str, Term]]:
        """Yield subject, predicate and object of every statement, none twice."""
        for subject, properties, _ in self.nodes():
            for predicate, objects in properties.items():
                for value in objects:
                    yield subject, predicate, value


def _single(node: Node) -> Part:
    return Part(node.subject, partial(iter, (node,)))


def _counts(knowledge: Knowledge) -> dict[str, int]:
    types = [c.type for c in knowledge.concepts]
    return {
        "Paper": len(knowledge.extractions),
        "Method": types.count("Method"),
        "Dataset": types.count("Dataset"),
        "Task": types.count("Task"),
        "Claim": sum(len({c.span for c in e.claims}) for e in knowledge.extractions),
        "Result": sum(len(e.results) for e in knowledge.extractions),
        "Relation": len(knowledge.relations),
    }


def _named(base: str, knowledge: Knowledge) -> Iterator[Part]:
    """Yield people and venues, each once, by name."""
    papers = [e.paper for e in knowledge.extractions]
    people = {iris.folded_name(name) for paper in papers for name in paper.authors} - {""}
    venues = {iris.folded_name(paper.venue) for paper in papers} - {""}
    for name in sorted(people):
        person: Properties = {RDF_TYPE: [FOAF + "Person"], FOAF + "name": [text(name)]}
        yield _single(Node(iris.named(base, "person", name), person))
    for name in sorted(venues):
        venue: Properties = {RDF_TYPE: [KGO + "Venue"], DCTERMS + "title": [text(name)]}
        yield _single(Node(iris.named(base, "venue", name), venue))
