"""JSON and JSON Lines with the obvious field names, the arXiv metadata snapshot among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.sources import fields, json_records
from kg.sources.raw import RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.raw import RawPaper
    from kg.sources.source import Source


def sniff(head: str) -> float:
    """Return how certain ``head`` is JSON with papers in it."""
    if not json_records.looks_like_json(head):
        return 0.0
    return 0.6 if {fields.folded(k) for k in json_records.keys(head)} & set(fields.TITLE) else 0.5


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper in each object.

    Raises:
        KgError: the text is one JSON document that is damaged or holds no list.
    """
    for found in json_records.records(source):
        yield found if isinstance(found, RawSkip) else fields.paper(found[1], found[0])


FORMAT = Format(
    name="jsonl",
    description="JSON or JSON Lines with fields such as title, abstract, authors, year; arXiv's snapshot",
    suffixes=(".jsonl", ".ndjson", ".json"),
    sniff=sniff,
    read=read,
)
