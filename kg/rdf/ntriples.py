"""Writes N-Triples and N-Quads: one statement a line, sorted by code point, formatted by hand.

Lines have the canonical form of RDF 1.2 N-Triples, so that equal graphs are equal files.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from kg.rdf.terms import Literal

if TYPE_CHECKING:
    from kg.rdf.statements import Statements
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


def write_ntriples(statements: Statements, stream: IO[bytes]) -> None:
    """Write sorted N-Triples."""
    for node in statements.sorted_nodes():
        stream.write("".join(_lines(node, " .\n")).encode())


def write_nquads(statements: Statements, stream: IO[bytes]) -> None:
    """Write sorted N-Quads: a graph for each paper, what papers share in the default graph."""
    for node in statements.sorted_nodes():
        end = f" <{node.graph}> .\n" if node.graph else " .\n"
        stream.write("".join(_lines(node, end)).encode())


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
