"""RIS, as reference managers and publishers export it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kg.sources import identifiers
from kg.sources.fields import text
from kg.sources.raw import RawPaper, RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.source import Source

_TAG = re.compile(r"^\s{0,2}([A-Z][A-Z0-9])\s{1,2}-(?:\s|$)\s*(.*)$")


def sniff(head: str) -> float:
    """Return how certain ``head`` is RIS."""
    tags = [m[1] for line in head.split("\n", 400)[:400] if (m := _TAG.match(line))]
    return 0.95 if "TY" in tags and len(tags) > 2 else 0.3 if tags.count("TY") else 0.0


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each record, from its TY line to its ER line or the next TY."""
    record: list[str] = []
    start = 0
    stray = 0
    for number, line in source.lines():
        found = _TAG.match(line)
        tag = found[1] if found else ""
        if tag == "TY":
            if record:
                yield RawSkip(f"line {start}", "no ER line ends the record: kept")
                yield _paper(record, start)
            record, start = [], number
        if not record and tag != "TY":
            if line.strip() and not stray:
                stray = number
                yield RawSkip(f"line {number}", "not part of a record (no TY line before it)")
            continue
        if tag == "ER":
            yield _paper(record, start)
            record, stray = [], 0
            continue
        record.append(f"{tag}  - {found[2]}" if found else line)
    if record:
        yield RawSkip(f"line {start}", "no ER line ends the record: kept")
        yield _paper(record, start)


def _paper(lines: list[str], start: int) -> RawPaper | RawSkip:
    import rispy  # noqa: PLC0415 - only RIS needs it

    found: list[dict[str, Any]] = rispy.loads("\n".join([*lines, "ER  - "]))
    if not found:
        return RawSkip(f"line {start}", "not a record of RIS")
    record = found[0]

    def first(*names: str) -> str:
        return next((value for n in names if (value := text(record.get(n)))), "")

    authors = record.get("authors") or record.get("first_authors") or record.get("secondary_authors") or []
    addresses = [a for a in record.get("urls", []) if a]
    return RawPaper(
        place=f"line {start}",
        title=first("title", "primary_title", "short_title"),
        abstract=first("abstract", "notes_abstract"),
        authors=identifiers.names(authors),
        year=identifiers.year(first("year", "publication_year", "date")),
        venue=first(
            "secondary_title", "alternate_title3", "journal_name", "alternate_title2", "alternate_title1"
        ),
        doi=first("doi"),
        arxiv=next((a for u in addresses if (a := identifiers.arxiv(u))), ""),
        url=addresses[0] if addresses else "",
        keywords=identifiers.words(record.get("keywords", [])),
        key=first("id", "accession_number"),
    )


FORMAT = Format(
    name="ris",
    description="RIS, as reference managers and publishers export it",
    suffixes=(".ris",),
    sniff=sniff,
    read=read,
)
