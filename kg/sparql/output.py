"""Writes an answer for people (a table) and for programs (CSV, JSON, Turtle, N-Triples)."""

from __future__ import annotations

import csv
import io
import itertools
import json
import unicodedata
from typing import IO, TYPE_CHECKING, Any, Literal, get_args

import pyoxigraph as ox

from kg.errors import KgError
from kg.sparql.prefixes import PREFIXES, prefixed, with_resources
from kg.sparql.result import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.sparql.result import QueryResult

Format = Literal["table", "csv", "json", "turtle", "ntriples"]
FORMATS: tuple[Format, ...] = get_args(Format)
_NARROWEST = 8
"""No column of a table is cut to fewer characters than this."""


def write(result: QueryResult, output_format: Format, stream: IO[bytes], *, width: int | None = None) -> None:
    """Write ``result``; see ``kg.sparql.write``."""
    if result.form == "graph":
        if output_format == "json":
            raise KgError("CONSTRUCT and DESCRIBE answer with triples: write them as turtle or ntriples")
        if output_format == "csv":
            raise KgError(
                "CONSTRUCT and DESCRIBE answer with triples, not rows: write them as turtle or ntriples"
            )
        _write_triples(result, stream, turtle=output_format != "ntriples")
    elif output_format in {"turtle", "ntriples"}:
        raise KgError(
            f"{result.form.upper()} answers with no triples; use CONSTRUCT, or write a table, csv or json"
        )
    elif output_format == "json":
        _write_json(result, stream)
    elif output_format == "csv":
        _write_csv(result, stream)
    else:
        stream.write(_table(result, width).encode())


def _write_triples(result: QueryResult, stream: IO[bytes], *, turtle: bool) -> None:
    if not turtle:
        ox.serialize(result.triples, stream, ox.RdfFormat.N_TRIPLES)
        return
    text = "".join(
        str(part) for triple in result.triples for part in (triple.subject, triple.predicate, triple.object)
    )
    used = {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in text}
    ox.serialize(result.triples, stream, ox.RdfFormat.TURTLE, prefixes=used)


def _write_json(result: QueryResult, stream: IO[bytes]) -> None:
    """SPARQL 1.1 Query Results JSON Format, a solution a line."""
    if result.form == "ask":
        stream.write(json.dumps({"head": {}, "boolean": result.boolean}).encode() + b"\n")
        return
    head = json.dumps({"vars": result.columns}, ensure_ascii=False)
    stream.write(f'{{"head": {head}, "results": {{"bindings": ['.encode())
    for number, row in enumerate(result.rows):
        binding = {c: _json_term(t) for c, t in zip(result.columns, row, strict=True) if t is not None}
        stream.write((",\n" if number else "\n").encode() + json.dumps(binding, ensure_ascii=False).encode())
    stream.write(b"\n]}}\n")


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    value = {"type": "literal", "value": term.value}
    if term.language:
        return value | {"xml:lang": term.language}
    return (
        value
        if term.datatype.value == PREFIXES["xsd"] + "string"
        else value | {"datatype": term.datatype.value}
    )


def _write_csv(result: QueryResult, stream: IO[bytes]) -> None:
    """SPARQL 1.1 Query Results CSV Format: plain values, CRLF."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    if result.form == "ask":
        writer.writerows([["boolean"], ["true" if result.boolean else "false"]])
    else:
        writer.writerow(result.columns)
        writer.writerows([_value(term) for term in row] for row in result.rows)
    text.detach()


def _value(term: Any) -> str:
    return "" if term is None else str(getattr(term, "value", term))


def _table(result: QueryResult, width: int | None) -> str:
    """Lay the rows out in columns; long cells take several lines where ``width`` leaves no room."""
    if result.form == "ask":
        return "yes\n" if result.boolean else "no\n"
    if not result.rows:
        return "no rows\n"
    shown = [i for i, name in enumerate(result.columns) if name not in result.given] or [0]
    names = [result.columns[i] for i in shown]
    prefixes = with_resources(result.base)
    cells = [[_cell(row[i], prefixes) for i in shown] for row in result.rows]
    numeric = [_all_numbers(result, i) for i in shown]
    natural = [max(_columns(name), *(_columns(row[i]) for row in cells)) for i, name in enumerate(names)]
    widths = _fit(natural, width - 2 * (len(natural) - 1)) if width else natural
    blocks = [_lines(row, widths, numeric) for row in cells]
    gap = [""] if any(len(block) > 1 for block in blocks) else []
    lines = [*_lines(names, widths, numeric), "  ".join("─" * w for w in widths)]
    lines += [line for block in blocks for line in (*block, *gap)]
    rows = "1 row" if len(cells) == 1 else f"{len(cells)} rows"
    return "\n".join([*lines, rows, ""])


def _cell(term: Any, prefixes: Mapping[str, str]) -> str:
    text = prefixed(term.value, prefixes) if isinstance(term, ox.NamedNode) else _value(term)
    # Control characters of a text would move the cursor or colour the terminal.
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in text)


def _all_numbers(result: QueryResult, column: int) -> bool:
    values = [plain(row[column]) for row in result.rows if row[column] is not None]
    return bool(values) and not any(isinstance(value, str | bool) for value in values)


def _fit(natural: list[int], room: int) -> list[int]:
    """Share ``room`` so that narrow columns stay whole and the wide ones get the same rest each."""
    widths = [0] * len(natural)
    left = room
    for place, column in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
        widths[column] = min(natural[column], max(_NARROWEST, left // (len(natural) - place)))
        left -= widths[column]
    return widths


def _lines(cells: list[str], widths: list[int], numeric: list[bool]) -> list[str]:
    broken = [_break(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for parts in itertools.zip_longest(*broken, fillvalue=""):
        padded = (
            " " * (width - _columns(part)) + part if right else part + " " * (width - _columns(part))
            for part, width, right in zip(parts, widths, numeric, strict=True)
        )
        lines.append("  ".join(padded).rstrip())
    return lines


def _break(text: str, width: int) -> list[str]:
    """Break ``text`` at spaces, or within a word that is wider than ``width``."""
    if _columns(text) <= width:
        return [text]
    lines, line, used = [], "", 0
    for word in text.split():
        size = _columns(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = "", 0
        line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
        while used > width:
            head = next(i for i in range(len(line), 0, -1) if i == 1 or _columns(line[:i]) <= width)
            lines.append(line[:head])
            line = line[head:]
            used = _columns(line)
    return [*lines, line]


def _columns(text: str) -> int:
    """Return how many terminal columns ``text`` takes: two for East Asian wide, none for combining."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1
        for c in text
    )
