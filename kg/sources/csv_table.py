"""Tables: CSV with commas, semicolons or bars, and TSV."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.sources import fields
from kg.sources.raw import RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.raw import RawPaper
    from kg.sources.source import Source

_DELIMITERS = ",\t;|"


def sniff(head: str) -> float:
    """Return how certain ``head`` begins with a row of column names, a title's among them."""
    first = head.lstrip("\n").split("\n", 1)[0]
    columns = _columns(first)
    if len(columns) < 2 or any(len(c) > 60 for c in columns):
        return 0.0
    known = {fields.folded(c) for c in columns} & fields.ALL
    return 0.8 if known & set(fields.TITLE) and len(known) > 1 else 0.0


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each row.

    Raises:
        KgError: no column has a name that means the title.
    """
    numbered = source.lines()
    before, header = next(((n, line) for n, line in numbered if line.strip()), (0, ""))
    lines = (line + "\n" for _, line in numbered)
    columns = _columns(header)
    if not {fields.folded(c) for c in columns} & set(fields.TITLE):
        found = ", ".join(c or "(no name)" for c in columns)
        raise KgError(
            f"{source.where}: has no column called title (found: {found}): "
            "rename one, or name another format with --format"
        )
    rows = csv.reader(lines, delimiter=_delimiter(header))
    while True:
        place = f"line {before + rows.line_num + 1}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield RawSkip(place, f"not a row of the table ({error}): is a quotation mark left open?")
            continue
        if any(cell.strip() for cell in row):
            yield fields.paper(dict(zip(columns, row, strict=False)), place)


def _columns(header: str) -> list[str]:
    try:
        row = next(csv.reader([header.strip("\n")], delimiter=_delimiter(header)), [])
    except csv.Error:
        return []
    return [c.strip().strip("\ufeff") for c in row]


def _delimiter(header: str) -> str:
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count)


FORMAT = Format(
    name="csv",
    description="tables with a row of column names (CSV, TSV): title, abstract, authors, year, …",
    suffixes=(".csv", ".tsv", ".tab"),
    sniff=sniff,
    read=read,
)
