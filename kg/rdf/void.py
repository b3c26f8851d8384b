"""Writes ``void.ttl``: how many statements, subjects and uses of each class and property an export holds."""

from __future__ import annotations

from collections import Counter
from typing import IO, TYPE_CHECKING

from kg.rdf.namespaces import DCAT, DCTERMS, RDF_TYPE, VOID
from kg.rdf.terms import Node, Properties, integer
from kg.rdf.turtle import TurtleTerms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rdf.statements import Statements


def write_void(statements: Statements, stream: IO[bytes]) -> None:
    """Write the VoID description of the graph; it counts the graph's statements, not its own."""
    terms = TurtleTerms(statements.base)
    stream.write(terms.header().encode())
    for node in void_nodes(statements):
        stream.write(f"\n{terms.block(node)}".encode())


def void_nodes(statements: Statements) -> Iterator[Node]:
    """Yield the description's nodes."""
    graph = statements.base + "graph"
    subjects, triples = 0, 0
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    carriers: Counter[str] = Counter()
    for node in statements.nodes():
        subjects += 1
        for predicate, objects in node.properties.items():
            triples += len(objects)
            properties[predicate] += len(objects)
            carriers[predicate] += 1
        classes.update(str(kind) for kind in node.properties.get(RDF_TYPE, ()))
    terms = TurtleTerms(statements.base)
    parts = {f"{graph}#class_{_fragment(terms, iri)}": iri for iri in sorted(classes)}
    uses = {f"{graph}#property_{_fragment(terms, iri)}": iri for iri in sorted(properties)}
    said: Properties = {
        RDF_TYPE: [VOID + "Dataset", DCAT + "Dataset"],
        VOID + "triples": [integer(triples)],
        VOID + "distinctSubjects": [integer(subjects)],
        VOID + "classes": [integer(len(classes))],
        VOID + "properties": [integer(len(properties))],
        VOID + "classPartition": list(parts),
        VOID + "propertyPartition": list(uses),
    }
    said |= {
        predicate: objects
        for predicate, objects in next(statements.nodes()).properties.items()
        if predicate.startswith(DCTERMS)
    }
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


def _fragment(terms: TurtleTerms, iri: str) -> str:
    """Return a term's prefixed name as part of a fragment: ``kgo_Paper``; our own classes bare, ``Paper``."""
    return terms.iri(iri).replace(":", "_").removeprefix("kgo_")
