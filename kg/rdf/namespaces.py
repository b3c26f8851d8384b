"""The vocabularies of an export, their prefixes, and the terms that are used of each."""

from __future__ import annotations

from typing import Final

DEFAULT_BASE: Final = "https://w3id.org/paperkg/"
"""Where the resources of a graph live, unless a build says otherwise."""

DCAT: Final = "http://www.w3.org/ns/dcat#"
DCTERMS: Final = "http://purl.org/dc/terms/"
FABIO: Final = "http://purl.org/spar/fabio/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
ITSRDF: Final = "http://www.w3.org/2005/11/its/rdf#"
KGO: Final = "https://w3id.org/paperkg/ontology#"
MLS: Final = "http://www.w3.org/ns/mls#"
NIF: Final = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
VOID: Final = "http://rdfs.org/ns/void#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

VOCABULARIES: Final = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "fabio": FABIO,
    "foaf": FOAF,
    "itsrdf": ITSRDF,
    "kgo": KGO,
    "mls": MLS,
    "nif": NIF,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}

RDF_TYPE: Final = RDF + "type"
WIKIDATA_ENTITY: Final = "http://www.wikidata.org/entity/"


def prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """Return prefix to namespace for an export with ``base``: vocabularies, then kinds of resources."""
    return VOCABULARIES | {
        "dataset": base + "concept/dataset/",
        "method": base + "concept/method/",
        "paper": base + "paper/",
        "person": base + "person/",
        "task": base + "concept/task/",
        "venue": base + "venue/",
    }
