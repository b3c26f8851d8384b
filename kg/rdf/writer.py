"""What a format of RDF is to the export: text for the start, for each node and for the end.

Formats that write nodes in the same order are written together, so that each node is made once for all.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.rdf.statements import Statements
    from kg.rdf.terms import Node


class Writer(Protocol):
    """Makes the text of one file, from nodes that come one after the other."""

    in_order: bool
    """Whether nodes come sorted by subject, rather than in the order for readers."""

    def start(self) -> str:
        """Return what stands before all nodes."""

    def node(self, node: Node) -> str:
        """Return what is written of a node when it comes."""

    def end(self) -> str:
        """Return what stands after all nodes."""


def write(statements: Statements, files: Sequence[tuple[Writer, IO[bytes]]]) -> None:
    """Write statements to streams, each as its writer says; the nodes are made once for each order."""
    for in_order in (False, True):
        some = [(writer, stream) for writer, stream in files if writer.in_order == in_order]
        if not some:
            continue
        for writer, stream in some:
            stream.write(writer.start().encode())
        targets = [(writer.node, stream.write) for writer, stream in some]
        for node in statements.sorted_nodes() if in_order else statements.nodes():
            for text, put in targets:
                put(text(node).encode())
        for writer, stream in some:
            stream.write(writer.end().encode())
