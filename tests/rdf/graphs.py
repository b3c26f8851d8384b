"""Reads an export back with two independent parsers, as comparable sets of statements."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

if TYPE_CHECKING:
    from pathlib import Path

STRING = "http://www.w3.org/2001/XMLSchema#string"
RDFLIB_FORMATS = {
    ".ttl": "turtle",
    ".nt": "nt",
    ".jsonld": "json-ld",
    ".nq": "nquads",
    ".trig": "trig",
    ".rdf": "xml",
}

Statement = tuple[str, str, str, str]
"""Subject, predicate, value, datatype (empty for an IRI)."""


def by_pyoxigraph(file: Path) -> list[Statement]:
    """Every statement as often as it is written."""
    found = []
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.from_extension(file.suffix[1:])):
        assert isinstance(quad.subject, ox.NamedNode), "blank node as subject"
        assert isinstance(quad.object, (ox.NamedNode, ox.Literal)), "blank node as object"
        datatype = quad.object.datatype.value if isinstance(quad.object, ox.Literal) else ""
        found.append((quad.subject.value, quad.predicate.value, quad.object.value, datatype))
    return found


def by_rdflib(file: Path) -> set[Statement]:
    with warnings.catch_warnings():
        # rdflib's own parsers use parts of rdflib that it calls deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = rdflib.Dataset(default_union=True)
        graph.parse(file, format=RDFLIB_FORMATS[file.suffix])
        statements = list(graph.triples((None, None, None)))
    found = set()
    for s, p, o in statements:
        datatype = str(o.datatype or STRING) if isinstance(o, rdflib.Literal) else ""
        found.add((str(s), str(p), str(o), datatype))
    return found
