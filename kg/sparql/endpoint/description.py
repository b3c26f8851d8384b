"""The SPARQL 1.1 Service Description of the endpoint."""

from __future__ import annotations

import pyoxigraph as ox

from kg.sparql.endpoint.formats import GRAPHS
from kg.sparql.prefixes import PREFIXES, RDF_TYPE

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)


def description(address: str, triples: int, media_type: str) -> bytes:
    """Describe the endpoint at ``address``, with so many ``triples``, in a media type of ``GRAPHS``."""
    service = ox.NamedNode(address + "#service")
    dataset = ox.NamedNode(address + "#dataset")
    graph = ox.NamedNode(address + "#graph")
    rdf_type = ox.NamedNode(RDF_TYPE)
    count = ox.Literal(str(triples), datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    statements = [
        ox.Triple(service, rdf_type, sd("Service")),
        ox.Triple(service, sd("endpoint"), ox.NamedNode(address)),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *(ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _RESULT_FORMATS),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, rdf_type, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), graph),
        ox.Triple(graph, rdf_type, sd("Graph")),
        ox.Triple(graph, ox.NamedNode(PREFIXES["void"] + "triples"), count),
    ]
    prefixes = {"sd": _SD, "formats": _FORMATS, "void": PREFIXES["void"]}
    written = ox.serialize(statements, format=GRAPHS[media_type], prefixes=prefixes)
    return written or b""
