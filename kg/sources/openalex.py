"""Works of OpenAlex, whose abstracts come as an index from word to positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.sources import identifiers, json_records
from kg.sources.fields import text, year_note
from kg.sources.raw import RawPaper, RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.source import Source

_LONGEST = 100_000


def sniff(head: str) -> float:
    """Return how certain ``head`` is JSON from OpenAlex."""
    if not json_records.looks_like_json(head):
        return 0.0
    keys = json_records.keys(head)
    if "abstract_inverted_index" in keys:
        return 0.95
    return 0.9 if "https://openalex.org/W" in head and keys & {"display_name", "authorships"} else 0.0


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each work.

    Raises:
        KgError: the text is one JSON document that is damaged or holds no list.
    """
    for found in json_records.records(source):
        yield found if isinstance(found, RawSkip) else _paper(found[1], found[0])


def abstract_of(index: Any) -> str:
    """Return the text of an inverted index: ``{"We": [0], "show": [1, 7], …}``."""
    if not isinstance(index, dict):
        return ""
    placed = [
        (position, str(word))
        for word, positions in index.items()
        if isinstance(positions, list)
        for position in positions
        if isinstance(position, int) and 0 <= position < _LONGEST
    ]
    return " ".join(word for _, word in sorted(placed))


def _paper(work: dict[str, Any], place: str) -> RawPaper:
    ids = _object(work.get("ids"))
    location = _object(work.get("primary_location"))
    authorships = work.get("authorships")
    authors = [_object(a).get("author") for a in authorships] if isinstance(authorships, list) else []
    topics = work.get("keywords")
    landing = text(location.get("landing_page_url"))
    year = work.get("publication_year") or work.get("publication_date")
    return RawPaper(
        place=place,
        title=text(work.get("title")) or text(work.get("display_name")),
        abstract=text(work.get("abstract")) or abstract_of(work.get("abstract_inverted_index")),
        authors=identifiers.names(authors),
        year=identifiers.year(year),
        venue=text(_object(location.get("source")).get("display_name"))
        or text(_object(work.get("host_venue")).get("display_name")),
        doi=text(work.get("doi") or ids.get("doi")),
        arxiv=next((a for loc in _locations(work, location) if (a := identifiers.arxiv(loc))), ""),
        url=landing or text(work.get("id")),
        keywords=identifiers.words(topics),
        key=text(work.get("id") or ids.get("openalex")).rsplit("/", 1)[-1],
        notes=tuple(filter(None, [year_note(None if identifiers.year(year) else year)])),
    )


def _locations(work: dict[str, Any], primary: dict[str, Any]) -> Iterator[str]:
    others = work.get("locations")
    for location in [primary, *(others if isinstance(others, list) else [])]:
        yield text(_object(location).get("landing_page_url"))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


FORMAT = Format(
    name="openalex",
    description="works of OpenAlex as its API and snapshot give them",
    suffixes=(),
    sniff=sniff,
    read=read,
)
