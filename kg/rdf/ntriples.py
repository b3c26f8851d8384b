"""Writes N-Triples and N-Quads: one statement a line, sorted by code point, formatted by hand.

Lines have the canonical form of RDF 1.2 N-Triples, so that equal graphs are equal files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.rdf.terms import Literal

if TYPE_CHECKING:
    from kg.rdf.terms import Node

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
    if _ESCAPED.search(value) is None:
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
        return "".join(_lines(node, " .\n"))

    def end(self) -> str:
        """Return nothing."""
        return ""


class NQuads(NTriples):
    """Writes sorted N-Quads: a graph for each paper, what papers share in the default graph."""

    def node(self, node: Node) -> str:
        """Return the node's lines."""
        return "".join(_lines(node, f" <{node.graph}> .\n" if node.graph else " .\n"))


def _lines(node: Node, end: str) -> list[str]:
    subject = f"<{node.subject}> <"
    lines = []
    for predicate, objects in node.properties.items():
        start = f"{subject}{predicate}> "
        for value in objects:
            if isinstance(value, Literal):
                datatype = f"^^<{value.datatype}>" if value.datatype else ""
                lines.append(f"{start}{quoted(value.value)}{datatype}{end}")
            else:
                lines.append(f"{start}<{value}>{end}")
    lines.sort()
    return lines
