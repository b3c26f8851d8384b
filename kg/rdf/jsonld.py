"""Writes JSON-LD that reads as plain JSON: one object a line, with the context of the ontology inside."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kg.rdf.namespaces import DEFAULT_BASE, RDF_TYPE, VOCABULARIES, XSD
from kg.rdf.namespaces import prefixes as all_prefixes
from kg.rdf.terms import XSD_INTEGER, Literal, Term
from kg.rdf.turtle import CACHED
from kg.resources import ontology_path

if TYPE_CHECKING:
    from kg.rdf.terms import Node


class _Name(NamedTuple):
    """How the context writes one property."""

    name: str
    kind: str
    """Datatype that values are read as; ``@id`` for an IRI, empty for a string."""
    many: bool


def read_context(base: str = DEFAULT_BASE) -> dict[str, Any]:
    """Return the context of ``ontology/context.jsonld`` with the resources' prefixes under ``base``.

    Raises:
        KgError: this installation lacks the file.
    """
    document = msgspec.json.decode(ontology_path("context.jsonld").read_bytes())
    context: dict[str, Any] = document["@context"]
    return context | {p: n for p, n in all_prefixes(base).items() if p not in VOCABULARIES}


class JsonLd:
    """Writes one JSON-LD document; every object of its ``@graph`` stands on a line of its own."""

    in_order = False

    def __init__(self, base: str) -> None:
        """Take the context of an export with ``base``."""
        self._context = read_context(base)
        self._compactor = _Compactor(self._context, base)
        self._separator = "\n"
        self._encode = msgspec.json.Encoder().encode

    def start(self) -> str:
        """Return the context and the start of the graph."""
        context = msgspec.json.format(msgspec.json.encode(self._context), indent=2).decode()
        return f'{{"@context": {context},\n"@graph": ['

    def node(self, node: Node) -> str:
        """Return the node's line."""
        separator, self._separator = self._separator, ",\n"
        return separator + self._encode(self._compactor.object(node)).decode()

    def end(self) -> str:
        """Return the end of the graph and the document."""
        return "\n]}\n"


class _Compactor:
    """Writes nodes in the terms of a context (the needed part of JSON-LD 1.1's compaction)."""

    def __init__(self, context: dict[str, Any], base: str) -> None:
        self._prefixes = {namespace: prefix for prefix, namespace in all_prefixes(base).items()}
        self._iri = functools.lru_cache(CACHED)(self._compact)
        self._names = {RDF_TYPE: _Name("type", "@id", many=True)}
        for name, definition in context.items():
            entry = {"@id": definition} if isinstance(definition, str) else definition
            if name in all_prefixes(base) or not isinstance(entry, dict) or entry["@id"].startswith("@"):
                continue
            kind = entry.get("@type", "")
            self._names[self._expand(entry["@id"], base)] = _Name(
                name, kind.replace("xsd:", XSD), entry.get("@container") == "@set"
            )

    @staticmethod
    def _expand(compact: str, base: str) -> str:
        prefix, _, local = compact.partition(":")
        return all_prefixes(base)[prefix] + local

    def object(self, node: Node) -> dict[str, Any]:
        """Return the node as a JSON object."""
        subject, properties, _ = node
        iri, names = self._iri, self._names
        said: dict[str, Any] = {"id": self._compact(subject)}
        for predicate, objects in properties.items():
            name, kind, many = names[predicate]
            # Written out for what most values are, as a million statements pass here.
            if kind == "@id":
                values = [iri(value) if type(value) is str else self._value(value, kind) for value in objects]
            elif len(objects) == 1 and kind == objects[0][1]:
                value = objects[0][0]
                values = [int(value) if kind == XSD_INTEGER else value]
            else:
                values = [self._value(value, kind) for value in objects]
            said[name] = values if many or len(values) > 1 else values[0]
        return said

    def _value(self, term: Term, kind: str) -> Any:
        if not isinstance(term, Literal):
            iri = self._iri(term)
            return iri if kind == "@id" else {"@id": iri}
        value, datatype = term
        if datatype != kind:
            return {"@value": value, "@type": datatype or "xsd:string"}
        # Only an integer may be a JSON number: JSON-LD reads any other number as xsd:double.
        return int(value) if datatype == XSD_INTEGER else value

    def _compact(self, iri: str) -> str:
        """Return an IRI's compact form, the prefix that of its path or, failing that, up to its ``#``."""
        path = iri.partition("#")[0]
        for cut in (path.rfind("/") + 1, len(path) + 1):
            prefix = self._prefixes.get(iri[:cut])
            # A rest that begins with // would make JSON-LD read the whole as an absolute IRI.
            if prefix is not None and len(iri) > cut and not iri.startswith("//", cut):
                return f"{prefix}:{iri[cut:]}"
        return iri
