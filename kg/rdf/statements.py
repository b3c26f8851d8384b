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
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Self

    from kg.rdf.provenance import Provenance
    from kg.records import Concept, Extraction, Knowledge, Paper, Span


class Part(NamedTuple):
    """One resource with all that hangs under it."""

    subject: str
    nodes: Callable[[], Iterator[Node]]
    """Makes the resource's own node first, then the nodes of its fragments, ``subject#…``."""


class Statements:
    """What an export, or a part of one, says. Nodes are made when asked for and not kept."""

    def __init__(self, base: str, parts: Iterable[Part]) -> None:
        """Take the parts, in the order for readers.

        Raises:
            KgError: the base cannot be used.
        """
        self.base = iris.checked_base(base)
        self._parts = tuple(parts)

    @classmethod
    def of(cls, knowledge: Knowledge, base: str, provenance: Provenance) -> Self:
        """Return all statements about a linked corpus.

        Raises:
            KgError: the base or the licence cannot be used.
        """
        index = ConceptIndex(base, knowledge.links, knowledge.relations)
        evidence: dict[str, set[Span]] = {}
        for relation in knowledge.relations:
            for one in relation.evidence:
                evidence.setdefault(one.paper, set()).add(one.span)
        people, venues = named(e.paper for e in knowledge.extractions)
        parts = (
            *graph_parts(base, provenance, counts(knowledge)),
            *concept_parts(base, knowledge.concepts, index),
            *paper_parts(base, knowledge.extractions, knowledge.links, evidence),
            *named_parts(base, people, venues),
        )
        return cls(base, parts)

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


def counts(knowledge: Knowledge) -> dict[str, int]:
    """Return how many instances of each class a linked corpus has."""
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


def graph_parts(base: str, provenance: Provenance, classes: Mapping[str, int]) -> list[Part]:
    """Return what is said of the graph itself and the concept scheme; ``classes`` as from `counts`."""
    header = list(graph_nodes(base, provenance, classes))
    return [Part(base + "graph", partial(iter, header[:-1])), _single(header[-1])]


def concept_parts(base: str, concepts: Iterable[Concept], index: ConceptIndex) -> Iterator[Part]:
    """Yield the concepts, in their order; ``index`` knows all of their papers and relations."""
    place = _ConceptIris(base)
    for concept in concepts:
        yield Part(place[concept.id], partial(concept_nodes, concept, index, place))


def paper_parts(
    base: str,
    extractions: Iterable[Extraction],
    links: Mapping[str, Sequence[str]],
    evidence: Mapping[str, Collection[Span]],
) -> Iterator[Part]:
    """Yield papers, in their order.

    Args:
        base: start of every IRI.
        extractions: what was found in them.
        links: paper id to the concept id of each entity.
        evidence: paper id to the sentences that support a relation between concepts.
    """
    place = _ConceptIris(base)

    def nodes(extraction: Extraction) -> Iterator[Node]:
        paper = extraction.paper.id
        return PaperNodes(base, extraction, links.get(paper, ()), place).nodes(evidence.get(paper, ()))

    for extraction in extractions:
        yield Part(iris.paper(base, extraction.paper.id), partial(nodes, extraction))


class _ConceptIris(dict[str, str]):
    """IRIs of concepts by id, made when they are first asked for."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._start = base + "concept/"

    def __missing__(self, concept: str) -> str:
        self[concept] = self._start + iris.concept_path(concept)
        return self[concept]


def named(papers: Iterable[Paper]) -> tuple[set[str], set[str]]:
    """Return the names of the people and venues of papers."""
    people: set[str] = set()
    venues: set[str] = set()
    for paper in papers:
        people.update(map(iris.folded_name, paper.authors))
        venues.add(iris.folded_name(paper.venue))
    return people - {""}, venues - {""}


def named_parts(base: str, people: Iterable[str], venues: Iterable[str]) -> Iterator[Part]:
    """Yield people and venues by name."""
    for name in sorted(people):
        person: Properties = {RDF_TYPE: [FOAF + "Person"], FOAF + "name": [text(name)]}
        yield _single(Node(iris.named(base, "person", name), person))
    for name in sorted(venues):
        venue: Properties = {RDF_TYPE: [KGO + "Venue"], DCTERMS + "title": [text(name)]}
        yield _single(Node(iris.named(base, "venue", name), venue))
