"""Writes N-Triples and N-Quads: one statement a line, sorted by code point, formatted by hand.

Lines have the canonical form of RDF 1.2 N-Triples, so that equal graphs are equal files.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from kg.rdf.terms import Literal

if TYPE_CHECKING:
    from kg.rdf.terms import Node, Term

_ESCAPED = re.compile(r'["\\\n\r\t\x08\x0c\x7f]')
_ESCAPES = {
    '"': r"\"",
    "\\": r"\\",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\b": r"\b",
    "\f": r"\f",
    "\x7f": r"\u007F",
}


def quoted(value: str) -> str:
    """Return a literal's text in quotes, escaped as in canonical N-Triples; Turtle reads it too."""
    # What is printable needs no escape but for the two, and this test is faster than the expression.
    if value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'
    return f'"{_ESCAPED.sub(lambda m: _ESCAPES[m.group()], value)}"'


class NTriples:
    """Writes sorted N-Triples."""

    in_order = True

    def start(self) -> str:
        """Return nothing."""
        return ""

    def node(self, node: Node) -> str:
        """Return the node's lines."""
        return _text(node, " .\n")

    def end(self) -> str:
        """Return nothing."""
        return ""


class NQuads(NTriples):
    """Writes sorted N-Quads: a graph for each paper, what papers share in the default graph."""

    def node(self, node: Node) -> str:
        """Return the node's lines."""
        return _text(node, f" <{node.graph}> .\n" if node.graph else " .\n")


def _text(node: Node, end: str) -> str:
    """Return the node's lines, sorted: by predicate, then by object."""
    subject, properties, _ = node
    lines = []
    for predicate, verb in _in_order(tuple(properties)):
        objects = properties[predicate]
        # Written out for one object, as most are that, and a million statements pass here.
        if len(objects) == 1:
            value = objects[0]
            if type(value) is str:
                lines.append(f"<{subject}{verb}<{value}>{end}")
            else:
                shown = _typed(value) if value[1] else quoted(value[0])
                lines.append(f"<{subject}{verb}{shown}{end}")
        else:
            lines += sorted(f"<{subject}{verb}{_term(value)}{end}" for value in objects)
    return "".join(lines)


def _term(term: Term) -> str:
    if not isinstance(term, Literal):
        return f"<{term}>"
    return _typed(term) if term.datatype else quoted(term.value)


@functools.lru_cache(1 << 16)
def _typed(literal: Literal) -> str:
    return f"{quoted(literal.value)}^^<{literal.datatype}>"


@functools.cache
def _in_order(predicates: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return predicates in the order of their lines, each with what stands between subject and object."""
    return [(predicate, f"> <{predicate}> ") for predicate in sorted(predicates, key=lambda p: f"{p}>")]
