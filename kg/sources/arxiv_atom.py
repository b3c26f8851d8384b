"""The Atom feeds of the arXiv API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from kg.errors import KgError
from kg.sources import identifiers
from kg.sources.raw import RawPaper, RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.source import Source

    _Parser = ET.XMLPullParser[Any]

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


def sniff(head: str) -> float:
    """Return how certain ``head`` is an Atom feed."""
    if not re.match(r"\s*<(?:\?xml|feed|entry)", head):
        return 0.0
    return 0.95 if "http://www.w3.org/2005/Atom" in head else 0.0


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each entry, and what of a damaged feed is lost.

    Raises:
        KgError: the feed declares a document type (entities can blow up), or is no XML from the start.
    """
    parser: _Parser = ET.XMLPullParser(events=("end",))
    number = last = 0
    try:
        for last, line in source.lines():
            if "<!DOCTYPE" in line or "<!ENTITY" in line:
                raise KgError(
                    f"{source.where}, line {last}: declares a document type, which no arXiv feed does"
                )
            parser.feed(line + "\n")
            for paper in _finished(parser, number):
                number += 1
                yield paper
        parser.close()
    except ET.ParseError as error:
        at = error.position[0] if getattr(error, "position", None) else last
        if not number:
            raise KgError(f"{source.where}, line {at}: is not well-formed XML: {error}") from error
        yield RawSkip(f"line {at}", f"not well-formed XML from here on, the rest is lost: {error}")


def _finished(parser: _Parser, number: int) -> Iterator[RawPaper | RawSkip]:
    for event in parser.read_events():
        element: Any = event[-1]
        if isinstance(element, ET.Element) and element.tag == f"{_ATOM}entry":
            number += 1
            yield _paper(element, f"entry {number}")
            element.clear()


def _paper(entry: ET.Element, place: str) -> RawPaper | RawSkip:
    def text(path: str) -> str:
        return " ".join("".join(found.itertext()).split()) if (found := entry.find(path)) is not None else ""

    address = text(f"{_ATOM}id")
    if "/api/errors" in address:  # the API answers a bad query with an entry that is the error
        return RawSkip(place, f"the arXiv API answered with an error: {text(f'{_ATOM}summary')}")
    names = [" ".join((a.findtext(f"{_ATOM}name") or "").split()) for a in entry.findall(f"{_ATOM}author")]
    return RawPaper(
        place=place,
        title=text(f"{_ATOM}title"),
        abstract=text(f"{_ATOM}summary"),
        authors=tuple(n for n in names if n),
        year=identifiers.year(text(f"{_ATOM}published") or text(f"{_ATOM}updated")),
        venue=text(f"{_ARXIV}journal_ref"),
        doi=text(f"{_ARXIV}doi"),
        arxiv=address,
        url=address,
        key=identifiers.arxiv(address) or address,
    )


FORMAT = Format(
    name="arxiv-atom",
    description="Atom feeds of the arXiv API",
    suffixes=(".atom",),
    sniff=sniff,
    read=read,
)
