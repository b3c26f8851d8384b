"""Tables: CSV with commas, semicolons or bars, and TSV."""

from __future__ import annotations

import collections
import csv
import re
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.sources import fields, identifiers
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
    header = next((line for _, line in numbered if line.strip()), "")
    columns = _columns(header)
    if not {fields.folded(c) for c in columns} & set(fields.TITLE):
        found = ", ".join(c or "(no name)" for c in columns)
        raise KgError(
            f"{source.where}: has no column called title (found: {found}): "
            "rename one, or name another format with --format"
        )
    delimiter = _delimiter(header)
    opened = 0  # the line of a quotation mark left open, until a whole row follows
    for number, row, fault in _rows(numbered, delimiter):
        place = f"line {number}"
        if fault:
            yield RawSkip(place, fault)
            opened = opened or number
        elif opened and len(row) != len(columns):
            if row:
                yield RawSkip(place, f"not read: follows the quotation mark left open in line {opened}")
        elif any(cell.strip() for cell in row):
            opened = 0
            fitted, note = _fitted(row, columns, delimiter)
            if note:
                yield RawSkip(place, note)
            yield fields.paper(dict(zip(columns, fitted, strict=False)), place)


def _rows(numbered: Iterator[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the number of each row's first line, its cells, and what is wrong with it.

    A row whose quotation mark is not closed would take in the rows that follow, to the end of the table or
    to the next mark: its first line alone is faulty, and the others are read again.
    """
    again: collections.deque[tuple[int, str]] = collections.deque()
    taken: list[tuple[int, str]] = []

    def lines() -> Iterator[str]:
        while (item := again.popleft() if again else next(numbered, None)) is not None:
            taken.append(item)
            yield item[1] + "\n"

    while True:
        taken.clear()
        row: list[str] = []
        fault = ""
        try:
            row = next(csv.reader(lines(), delimiter=delimiter), [])
        except csv.Error as error:
            fault = f"not a row of the table ({error}): is a quotation mark left open?"
        if not taken:
            return
        first = taken[0][0]
        if not fault and _left_open(row, [f"{line}\n" for _, line in taken], delimiter):
            fault = "not a row of the table: a quotation mark is left open"
        if fault:
            again.extendleft(reversed(taken[1:]))
        yield first, row, fault


def _left_open(row: list[str], lines: list[str], delimiter: str) -> bool:
    if len(lines) == 1:
        return bool(row) and row[-1].endswith("\n")
    try:  # a mark that ends a cell stands before a delimiter or the line's end, one of another row does not
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) != 1
    except csv.Error:
        return True


def _fitted(row: list[str], columns: list[str], delimiter: str) -> tuple[list[str], str]:
    """Return the cells of a row that has more than the header, and a note of what was done about it.

    Prose has a space behind a comma and tables have none: where the cells that begin with a space are the
    rest of the cell before, and just as many remain as there are columns, that is how the row was meant.
    """
    while len(row) > len(columns) and not row[-1].strip():
        row = row[:-1]
    if len(row) <= len(columns):
        return row, ""
    joined = row[:1]
    for cell in row[1:]:
        if cell.startswith(" "):
            joined[-1] += delimiter + cell
        else:
            joined.append(cell)
    counts = f"{len(row)} cells under {len(columns)} columns"
    if len(joined) == len(columns) and _plausible(dict(zip(columns, joined, strict=True))):
        return joined, f"{counts}: joined where a space follows {delimiter!r}, which should be within quotes"
    return (
        row,
        f"{counts}: kept, but text is cut or in the wrong column (put cells with {delimiter!r} in quotes)",
    )


def _plausible(cells: dict[str, str]) -> bool:
    low = {fields.folded(name): cell for name, cell in cells.items() if cell.strip()}
    years = all(identifiers.year(low[n]) for n in ("year", "publicationyear", "pubyear", "py") if n in low)
    return years and all(identifiers.doi(low[n]) for n in fields.DOI if n in low)


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
