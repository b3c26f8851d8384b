"""Papers of Semantic Scholar, from its API or its data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.sources import identifiers, json_records
from kg.sources.fields import text, year_note
from kg.sources.raw import RawPaper, RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.source import Source

_TELLING = {"paperId", "externalIds", "externalids", "corpusid", "corpusId", "CorpusId"}
_WRAPPERS = ("citedPaper", "citingPaper", "recommendedPaper")


def sniff(head: str) -> float:
    """Return how certain ``head`` is JSON from Semantic Scholar."""
    if not json_records.looks_like_json(head):
        return 0.0
    keys = json_records.keys(head)
    return 0.9 if len(keys & _TELLING) > 1 else 0.85 if "paperId" in keys and "title" in keys else 0.0


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each record.

    Raises:
        KgError: the text is one JSON document that is damaged or holds no list.
    """
    for found in json_records.records(source):
        yield found if isinstance(found, RawSkip) else _paper(found[1], found[0])


def _paper(record: dict[str, Any], place: str) -> RawPaper:
    inner = next((record[w] for w in _WRAPPERS if isinstance(record.get(w), dict)), record)
    ids = inner.get("externalIds") or inner.get("externalids")
    outside = {str(k).lower(): v for k, v in ids.items()} if isinstance(ids, dict) else {}
    journal = inner.get("journal")
    year = inner.get("year") or inner.get("publicationDate") or inner.get("publicationdate")
    return RawPaper(
        place=place,
        title=text(inner.get("title")),
        abstract=text(inner.get("abstract")),
        authors=identifiers.names(inner.get("authors")),
        year=identifiers.year(year),
        venue=text(inner.get("venue")) or (text(journal.get("name")) if isinstance(journal, dict) else ""),
        doi=text(outside.get("doi")),
        arxiv=text(outside.get("arxiv")),
        url=text(inner.get("url")),
        key=text(inner.get("paperId") or inner.get("corpusId") or inner.get("corpusid")),
        notes=tuple(filter(None, [year_note(None if identifiers.year(year) else year)])),
    )


FORMAT = Format(
    name="semanticscholar",
    description="papers of Semantic Scholar: search results, references, data sets",
    suffixes=(),
    sniff=sniff,
    read=read,
)
