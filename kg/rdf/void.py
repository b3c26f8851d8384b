"""Writes ``void.ttl``: how many statements, subjects and uses of each class and property an export holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kg.rdf.namespaces import DCAT, DCTERMS, RDF_TYPE, VOID
from kg.rdf.terms import Node, Properties, Term, integer
from kg.rdf.turtle import TurtleTerms

if TYPE_CHECKING:
    from collections.abc import Iterator


class Void:
    """Writes the VoID description of the graph; it counts the graph's statements, not its own."""

    in_order = False

    def __init__(self, base: str) -> None:
        """Count what an export with ``base`` says."""
        self._terms = TurtleTerms(base)
        self._graph = base + "graph"
        self._subjects = 0
        self._types: Counter[tuple[Term, ...]] = Counter()
        """How many subjects are of just these classes."""
        self._shapes: Counter[tuple[str, ...]] = Counter()
        """How many subjects have just these properties: there are some hundred such sets."""
        self._further: Counter[str] = Counter()
        """Objects of a property beyond the first of each subject."""
        self._header: Properties = {}

    def start(self) -> str:
        """Return the declarations."""
        return self._terms.header()

    def node(self, node: Node) -> str:
        """Count a node; nothing is written of it."""
        subject, said, _ = node
        self._subjects += 1
        self._shapes[tuple(said)] += 1
        if sum(map(len, said.values())) > len(said):
            for predicate, objects in said.items():
                if len(objects) > 1:
                    self._further[predicate] += len(objects) - 1
        self._types[tuple(said.get(RDF_TYPE, ()))] += 1
        if subject == self._graph:
            self._header = {p: objects for p, objects in said.items() if p.startswith(DCTERMS)}
        return ""

    def end(self) -> str:
        """Return the description."""
        return "".join(f"\n{self._terms.block(node)}" for node in self._description())

    def _description(self) -> Iterator[Node]:
        graph = self._graph
        classes, carriers = _each(self._types), _each(self._shapes)
        properties = carriers + self._further
        parts = {f"{graph}#class_{_fragment(self._terms, iri)}": iri for iri in sorted(classes)}
        uses = {f"{graph}#property_{_fragment(self._terms, iri)}": iri for iri in sorted(properties)}
        said: Properties = {
            RDF_TYPE: [VOID + "Dataset", DCAT + "Dataset"],
            VOID + "triples": [integer(properties.total())],
            VOID + "distinctSubjects": [integer(self._subjects)],
            VOID + "classes": [integer(len(classes))],
            VOID + "properties": [integer(len(properties))],
            VOID + "classPartition": list(parts),
            VOID + "propertyPartition": list(uses),
        }
        said |= self._header
        yield Node(graph, said)
        for iri, kind in parts.items():
            yield Node(iri, {VOID + "class": [kind], VOID + "entities": [integer(classes[kind])]})
        for iri, predicate in uses.items():
            yield Node(
                iri,
                {
                    VOID + "property": [predicate],
                    VOID + "triples": [integer(properties[predicate])],
                    VOID + "distinctSubjects": [integer(carriers[predicate])],
                },
            )


def _each(counts: Counter[tuple[Any, ...]]) -> Counter[str]:
    """Return how often each member of the counted tuples occurs."""
    found: Counter[str] = Counter()
    for members, times in counts.items():
        for member in members:
            found[str(member)] += times
    return found


def _fragment(terms: TurtleTerms, iri: str) -> str:
    """Return a term's prefixed name as part of a fragment: ``kgo_Paper``; our own classes bare, ``Paper``."""
    return terms.iri(iri).replace(":", "_").removeprefix("kgo_")
