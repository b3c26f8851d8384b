"""The prefixes that queries may use without declaring them, and IRIs shortened with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ONTOLOGY = "https://w3id.org/paperkg/ontology#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

PREFIXES: dict[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "kgo": ONTOLOGY,
    "mls": "http://www.w3.org/ns/mls#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix to namespace: those of the ontology."""

_RESOURCE = re.compile(r".*?/(?:concept/(?P<type>method|dataset|task)|(?P<paper>paper))/(?P<local>[^<>]+)")
_ESCAPED = re.compile(r"[~!$&'()*+,;=/?#@]|%(?![0-9A-Fa-f]{2})|^[-.]|\.$")
"""What stands in the local part of a prefixed name only behind a backslash (SPARQL 1.1, PN_LOCAL)."""
_BARE_DOT = re.compile(r"(?<!\\)\.")
_LOCAL = re.compile(r"(?:[\w.:%-]|\\.)+", re.ASCII)


def with_resources(base: str) -> dict[str, str]:
    """Return ``PREFIXES`` and those of the concepts and papers of a graph with this base, if it has one."""
    if not base:
        return PREFIXES
    return PREFIXES | {
        "dataset": base + "concept/dataset/",
        "method": base + "concept/method/",
        "paper": base + "paper/",
        "task": base + "concept/task/",
    }


def prefixed(iri: str, prefixes: Mapping[str, str]) -> str:
    r"""Return ``iri`` as a query can have it, ``method:bert`` or ``paper:id\#abstract``; else as it is."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            local = _ESCAPED.sub(r"\\\g<0>", iri.removeprefix(namespace))
            if local.count(".") > 1:  # pyoxigraph 0.5.13 cannot read a second bare dot
                local = _BARE_DOT.sub(r"\\.", local)
            if _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
    return iri


def shorten(iri: str) -> str:
    """Return ``iri`` as a person would write it: ``kgo:uses``, ``method:bert``, ``paper:id``.

    Resources are shortened whatever the base of the graph is; what has no short form stays as it is.
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    if found := _RESOURCE.fullmatch(iri):
        return f"{found['type'] or found['paper']}:{found['local']}"
    return iri
