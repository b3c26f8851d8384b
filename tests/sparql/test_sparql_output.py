"""Answers written for people and for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kg.errors import KgError
from kg.sparql import query, write
from kg.sparql.result import QueryResult

if TYPE_CHECKING:
    import pathlib


def written(result: QueryResult, output_format: str, width: int | None = None) -> str:
    stream = io.BytesIO()
    write(result, output_format, stream, width=width)
    return stream.getvalue().decode()


ROWS = "SELECT ?name ?n ?c { ?c a kgo:Task ; skos:prefLabel ?name ; kgo:paperCount ?n } ORDER BY ?name"


def test_a_table_shortens_iris_and_sets_numbers_right(export: pathlib.Path) -> None:
    assert written(query(export, ROWS), "table") == (
        "name                  n  c\n"
        "────────────────────  ─  ─────────────────────────\n"
        "image classification  1  task:image-classification\n"
        "question answering    1  task:question-answering\n"
        "2 rows\n"
    )


def test_a_table_breaks_long_cells_at_the_width_of_the_terminal(export: pathlib.Path) -> None:
    text = written(query(export, "SELECT ?t { ?p dcterms:title ?t } ORDER BY ?t"), "table", width=20)
    assert max(len(line) for line in text.splitlines()) <= 20
    assert "Patches Are Words: a\nPatch Transformer\n" in text


def test_a_table_for_a_pipe_cuts_nothing_and_ends_no_line_in_spaces() -> None:
    long = "a sentence that is far longer than any terminal is wide, " * 8 + "to its end"
    rows = ((ox.Literal("a"), ox.Literal(long)), (ox.Literal("bb"), ox.Literal("short")), (None, None))
    lines = written(QueryResult("select", ("name", "text"), rows), "table").splitlines()
    assert lines[0] == "name  text"
    assert lines[2:] == [f"a     {long}", "bb    short", "", "3 rows"]


def test_a_table_keeps_wide_characters_and_control_characters_in_line() -> None:
    rows = ((ox.Literal("知識グラフ"), ox.Literal(1)), (ox.Literal("a\x1b[31mb\nc"), ox.Literal(22)))
    text = written(QueryResult("select", ("name", "n"), rows), "table")
    assert text == "name         n\n──────────  ──\n知識グラフ   1\na [31mb c   22\n2 rows\n"


def test_json_is_read_back_by_another_parser(export: pathlib.Path) -> None:
    result = query(export, ROWS)
    parsed = ox.parse_query_results(written(result, "json").encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    assert tuple(tuple(row) for row in parsed) == result.rows
    assert json.loads(written(query(export, "ASK {}"), "json")) == {"head": {}, "boolean": True}


def test_csv_has_plain_values(export: pathlib.Path) -> None:
    text = written(query(export, 'SELECT (kgo:Task AS ?a) ("x, \\"y\\"" AS ?b) (1.5 AS ?c) ?d {}'), "csv")
    assert list(csv.reader(io.StringIO(text))) == [
        ["a", "b", "c", "d"],
        ["https://w3id.org/paperkg/ontology#Task", 'x, "y"', "1.5", ""],
    ]
    assert text.endswith("\r\n")


def test_turtle_declares_the_prefixes_that_it_uses(export: pathlib.Path) -> None:
    result = query(export, "CONSTRUCT { ?c skos:prefLabel ?l } { ?c a kgo:Task ; skos:prefLabel ?l }")
    text = written(result, "turtle")
    assert "@prefix skos:" in text
    assert "@prefix mls:" not in text
    for output_format, rdf_format in (("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES)):
        quads = ox.parse(written(result, output_format).encode(), format=rdf_format)
        assert {quad.triple for quad in quads} == set(result.triples)


@pytest.mark.parametrize(
    ("text", "output_format", "message"),
    [
        ("CONSTRUCT WHERE { ?s a kgo:Task }", "csv", "as turtle or ntriples"),
        ("CONSTRUCT WHERE { ?s a kgo:Task }", "json", "as turtle or ntriples"),
        ("ASK {}", "turtle", "use CONSTRUCT"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(
    export: pathlib.Path, text: str, output_format: str, message: str
) -> None:
    with pytest.raises(KgError, match=message):
        written(query(export, text), output_format)
