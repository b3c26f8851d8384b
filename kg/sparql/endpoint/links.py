"""IRIs of the data as addresses of this server, and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
import pyoxigraph as ox

from kg.sparql.prefixes import PREFIXES, prefixed, shorten


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value of a table: what to show, and where it leads."""

    text: str
    href: str = ""
    iri: str = ""


class Links:
    """Addresses under one base: what the IRIs of the graph's papers and concepts begin with."""

    def __init__(self, base: str) -> None:
        self.base = base

    def iri(self, path: str) -> str:
        """Return the IRI that has its page at ``path``, as it came in the request, percent-encoded."""
        return self.base + path.removeprefix("/")

    def href(self, iri: str) -> str:
        """Return where a link to ``iri`` leads: here, to another site, or nowhere (empty)."""
        if self.base and iri.startswith(self.base):
            path, hash_sign, fragment = iri.removeprefix(self.base).partition("#")
            # A path that began with a slash would name another host.
            return (
                "/"
                + quote(path.lstrip("/"), safe="/%:@!$&'()*+,;=~")
                + hash_sign
                + quote(fragment, safe="/%:@~")
            )
        return iri if iri.startswith(("http://", "https://")) else ""

    def cell(self, term: dict[str, Any]) -> Cell:
        """Return what to show for a term of SPARQL results in JSON."""
        value = str(term["value"])
        if term["type"] == "uri":
            # The address of a paper on another site may look like a resource of the graph.
            text = shorten(value) if value.startswith(self.base) else prefixed(value, PREFIXES)
            return Cell(text, self.href(value), value)
        return Cell(value)


def iri_node(text: str) -> ox.NamedNode | None:
    """Return ``text`` as an IRI, None where it is none; printed, it is safe in a query."""
    if any(character in text for character in '<>"{}|^`\\ \t\r\n'):
        return None
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None
