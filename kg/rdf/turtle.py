"""Writes Turtle and TriG that people can read: a block for each subject, in a fixed order."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from kg.rdf.namespaces import RDF_TYPE, prefixes
from kg.rdf.ntriples import quoted
from kg.rdf.terms import XSD_DECIMAL, XSD_INTEGER

if TYPE_CHECKING:
    from kg.rdf.terms import Literal, Node

_LOCAL = re.compile(
    r"(?:[A-Za-z0-9_]|%[0-9A-F]{2})(?:(?:[A-Za-z0-9_.-]|%[0-9A-F]{2})*(?:[A-Za-z0-9_-]|%[0-9A-F]{2}))?"
)
"""Local names that need no escape; a narrow reading of Turtle's PN_LOCAL."""
_RELATIVE = re.compile(r"[a-z]+(?:/(?!\.{1,2}(?:[/#]|$))[A-Za-z0-9_~%.-]+)*(?:#[A-Za-z0-9_~%./-]*)?")
"""Paths that resolve against the base to the same IRI by every reading of RFC 3986."""


_SEPARATOR = " ;\n    "
CACHED = 1 << 16
"""IRIs whose short form is kept: a few properties and concepts make most of a graph."""


class TurtleTerms:
    """Abbreviates terms: by prefix where the rest is a plain name, else relative to the base."""

    def __init__(self, base: str) -> None:
        """Use the prefixes of an export with ``base``."""
        self._base = base
        self._prefixes = {namespace: prefix for prefix, namespace in prefixes(base).items()}
        self.iri = functools.lru_cache(CACHED)(self._short)
        self._typed = functools.lru_cache(CACHED)(self._with_datatype)
        self._form = functools.cache(self._formed)

    def header(self) -> str:
        """Return the declarations that the abbreviations rely on."""
        lines = [f"@base <{self._base}> ."]
        lines += [f"@prefix {prefix}: <{namespace}> ." for namespace, prefix in self._prefixes.items()]
        return "\n".join(lines) + "\n"

    def _short(self, iri: str) -> str:
        """Return an IRI's shortest form; ``iri`` is this with a cache."""
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefixes.get(iri[:cut])
        if prefix is not None and _LOCAL.fullmatch(iri, cut):
            return f"{prefix}:{iri[cut:]}"
        if iri.startswith(self._base) and _RELATIVE.fullmatch(iri, len(self._base)):
            return f"<{iri[len(self._base) :]}>"
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        return self._typed(literal) if literal.datatype else quoted(literal.value)

    def _with_datatype(self, literal: Literal) -> str:
        value, datatype = literal
        if datatype == XSD_INTEGER or (datatype == XSD_DECIMAL and "." in value):
            return value
        return f"{quoted(value)}^^{self.iri(datatype)}"

    def block(self, node: Node) -> str:
        """Return all that is said about one subject."""
        subject, properties, _ = node
        iri, typed = self.iri, self._typed
        shown = [self._short(subject)]
        for objects in properties.values():
            # Written out for one object, as most are that, and a million statements pass here.
            if len(objects) == 1:
                value = objects[0]
                if type(value) is str:
                    shown.append(iri(value))
                else:
                    shown.append(typed(value) if value[1] else quoted(value[0]))
            else:
                shown.append(", ".join([iri(o) if type(o) is str else self._literal(o) for o in objects]))  # type: ignore[arg-type]
        return self._form(tuple(properties)) % tuple(shown)

    def _formed(self, predicates: tuple[str, ...]) -> str:
        """Return the block of a subject with these properties, ``%s`` for it and for the objects of each."""
        verbs = ["a" if predicate == RDF_TYPE else self.iri(predicate) for predicate in predicates]
        return f"%s {_SEPARATOR.join(verb.replace('%', '%%') + ' %s' for verb in verbs)} .\n"


class Turtle:
    """Writes Turtle: the graph, concepts, papers, people, venues, each with its parts behind it."""

    in_order = False

    def __init__(self, base: str) -> None:
        """Abbreviate by the prefixes of an export with ``base``."""
        self._terms = TurtleTerms(base)

    def start(self) -> str:
        """Return the declarations."""
        return self._terms.header()

    def node(self, node: Node) -> str:
        """Return the node's block."""
        return f"\n{self._terms.block(node)}"

    def end(self) -> str:
        """Return nothing."""
        return ""


class TriG(Turtle):
    """Writes TriG: as Turtle, with a graph for each paper."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self._graph = ""

    def node(self, node: Node) -> str:
        """Return the node's block, with the end of a graph and the start of another before it."""
        between = ""
        if node.graph != self._graph:
            between = self.end()
            self._graph = node.graph
            if node.graph:
                between += f"\n{self._terms.iri(node.graph)} {{\n"
        return between + super().node(node)

    def end(self) -> str:
        """Return the end of the graph that is open."""
        return "}\n" if self._graph else ""
