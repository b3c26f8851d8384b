"""CSL-JSON, as Zotero, Mendeley and Crossref export it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kg.sources import identifiers, json_records
from kg.sources.fields import text
from kg.sources.raw import RawPaper, RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.source import Source

_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article|paper-conference|chapter|book|report|thesis|webpage|manuscript|journal-article|proceedings-article|posted-content)'
)


def sniff(head: str) -> float:
    """Return how certain ``head`` is CSL-JSON."""
    if not json_records.looks_like_json(head):
        return 0.0
    keys = json_records.keys(head)
    certain = len(keys & {"date-parts", "container-title", "issued", "family", "given", "citation-key"})
    return min(0.9, 0.3 * certain + 0.3 * bool(_TYPE.search(head))) if certain else 0.0


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each item.

    Raises:
        KgError: the text is one JSON document that is damaged or holds no list.
    """
    for found in json_records.records(source):
        yield found if isinstance(found, RawSkip) else _paper(found[1], found[0])


def _paper(item: dict[str, Any], place: str) -> RawPaper:
    dates = (
        item.get(n) for n in ("issued", "published", "published-print", "published-online", "original-date")
    )
    title, subtitle = text(item.get("title")), text(item.get("subtitle"))
    note = re.search(
        r"arXiv:\s*([\w.\-/]+)", text(item.get("note")) + " " + text(item.get("number")), re.IGNORECASE
    )
    return RawPaper(
        place=place,
        title=f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title,
        abstract=text(item.get("abstract")),
        authors=identifiers.names(item.get("author")),
        year=next((y for d in dates if (y := identifiers.year(d))), None),
        venue=text(item.get("container-title")) or text(item.get("event-title")) or text(item.get("event")),
        doi=text(item.get("DOI")),
        arxiv=note[1] if note else "",
        url=text(item.get("URL")),
        keywords=identifiers.words(item.get("keyword")),
        key=text(item.get("citation-key")) or text(item.get("id")) or text(item.get("DOI")),
    )


FORMAT = Format(
    name="csl",
    description="CSL-JSON, as Zotero, Mendeley and Crossref export it",
    suffixes=(".csljson",),
    sniff=sniff,
    read=read,
)
