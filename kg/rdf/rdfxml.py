"""Writes RDF/XML: an element for each subject, named by its first class where it has one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.rdf.namespaces import RDF_TYPE, VOCABULARIES
from kg.rdf.terms import Literal, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rdf.terms import Node

_ESCAPED = re.compile('[&<>"\r]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
"""A bare carriage return would be read as a line feed."""


class RdfXml:
    """Writes RDF/XML in the order for readers."""

    in_order = False

    def start(self) -> str:
        """Return the start of the document, with its namespaces."""
        names = (f'\n    xmlns:{prefix}="{_escape(namespace)}"' for prefix, namespace in VOCABULARIES.items())
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{"".join(names)}>\n'

    def node(self, node: Node) -> str:
        """Return the node's element."""
        return "".join(_element(node))

    def end(self) -> str:
        """Return the end of the document."""
        return "</rdf:RDF>\n"


def _escape(value: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group()], value) if _ESCAPED.search(value) else value


_NAMES: dict[str, str] = {}


def _name(iri: str) -> str:
    """Return the qualified name of a property or a class of a vocabulary."""
    name = _NAMES.get(iri)
    if name is None:
        prefix, namespace = next(item for item in VOCABULARIES.items() if iri.startswith(item[1]))
        name = _NAMES[iri] = f"{prefix}:{iri[len(namespace) :]}"
    return name


def _element(node: Node) -> Iterator[str]:
    types = node.properties.get(RDF_TYPE, ())
    tag = _name(str(types[0])) if types else "rdf:Description"
    yield f'<{tag} rdf:about="{_escape(node.subject)}">\n'
    for predicate, objects in node.properties.items():
        name = _name(predicate)
        for value in objects[1:] if predicate == RDF_TYPE else objects:
            yield _property(name, value)
    yield f"</{tag}>\n"


def _property(name: str, value: Term) -> str:
    if not isinstance(value, Literal):
        return f'  <{name} rdf:resource="{_escape(value)}"/>\n'
    datatype = f' rdf:datatype="{value.datatype}"' if value.datatype else ""
    return f"  <{name}{datatype}>{_escape(value.value)}</{name}>\n"
