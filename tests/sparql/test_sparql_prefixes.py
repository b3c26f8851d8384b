"""What a table prints of an IRI can be pasted into a query."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import sparql_corpus
from hypothesis import given
from hypothesis import strategies as st

from kg.sparql import query, write
from kg.sparql.prefixes import prefixed, with_resources

if TYPE_CHECKING:
    import pathlib

    from sparql_server import Server

    from kg.sparql.result import QueryResult

BASE = sparql_corpus.BASE
ALL = (
    "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?x ?o } UNION { ?s ?p ?x } FILTER(ISIRI(?x)) } ORDER BY ?x"
)


def cells(result: QueryResult) -> list[str]:
    stream = io.BytesIO()
    write(result, "table", stream)
    return stream.getvalue().decode().splitlines()[2:-1]


@pytest.mark.parametrize("timeout", [None, 30.0])
def test_each_printed_name_means_the_same_iri_in_a_query(export: pathlib.Path, timeout: float | None) -> None:
    result = query(export, ALL, timeout=timeout)
    printed = cells(result)
    assert {"method:bert", "dataset:glue", "task:question-answering", "paper:p1", "kgo:Paper"} <= set(printed)
    # A bare # would begin a comment, and name the paper.
    assert r"paper:p2\#sentence_abstract_80_139" in printed
    pasted = " ".join(f"({name if re.match(r'[a-z]+:(?!//)', name) else f'<{name}>'})" for name in printed)
    again = query(export, f"SELECT ?x {{ VALUES (?x) {{ {pasted} }} }}", timeout=timeout)
    assert again.rows == result.rows


def test_a_graph_with_another_base_has_its_own_prefixes(tmp_path: pathlib.Path) -> None:
    other = "http://127.0.0.1:7999/paper/kg/"
    graph = sparql_corpus.turtle().replace(BASE + "paper/", other + "paper/")
    (tmp_path / "graph.ttl").write_text(
        graph.replace(BASE + "concept/", other + "concept/"), encoding="utf-8"
    )
    [row] = query(
        tmp_path, "SELECT ?label { paper:p3 kgo:uses method:bert . method:bert skos:prefLabel ?label }"
    )
    assert row == {"label": "BERT"}
    # What only looks like a resource of the graph is printed whole.
    urls = query(tmp_path, "SELECT ?u { VALUES ?u { <https://a.example/paper/1> paper:p1 } }")
    assert cells(urls) == ["https://a.example/paper/1", "paper:p1"]


def test_a_query_may_give_a_prefix_another_meaning(export: pathlib.Path) -> None:
    [row] = query(export, "PREFIX paper: <http://a.example/> SELECT (paper:b AS ?x) {}")
    assert row == {"x": "http://a.example/b"}


def test_a_graph_without_papers_has_no_prefixes_of_resources(tmp_path: pathlib.Path) -> None:
    (tmp_path / "graph.nt").write_text("<http://a.example/concept/method/b> <http://a.example/p> <a:b> .\n")
    assert cells(query(tmp_path, "SELECT ?s { ?s ?p ?o }")) == ["http://a.example/concept/method/b"]


@given(st.text("aZ09_-.~!$&'()*+,;=:@%/?#é[]^", min_size=1))
def test_a_prefixed_name_is_read_back_as_its_iri(local: str) -> None:
    iri = BASE + "concept/method/" + local
    try:
        ox.NamedNode(iri)
    except ValueError:
        return
    prefixes = with_resources(BASE)
    name = prefixed(iri, prefixes)
    if name != iri:
        [row] = ox.Store().query(f"SELECT ({name} AS ?x) {{}}", prefixes=prefixes)
        assert row[0].value == iri


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("a.", r"method:a\."),
        ("-a.b-", r"method:\-a.b-"),
        ("0.0.0", r"method:0\.0\.0"),
        ("c%2B%2B", "method:c%2B%2B"),
        ("100%", r"method:100\%"),
        ("a~b/c", r"method:a\~b\/c"),
        ("é", BASE + "concept/method/é"),
    ],
)
def test_what_a_name_cannot_have_is_escaped(local: str, name: str) -> None:
    assert prefixed(BASE + "concept/method/" + local, with_resources(BASE)) == name


def test_the_endpoint_and_its_editor_know_the_prefixes(server: Server) -> None:
    reply = server.query("ASK { paper:p3 kgo:uses method:bert ; kgo:studies task:question-answering }")
    assert json.loads(reply.body)["boolean"] is True
    page = server.get("/query").text
    found = re.search(r'<script[^>]*id="settings"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    prefixes = json.loads(found[1])["prefixes"]
    assert prefixes["dataset"] == BASE + "concept/dataset/"
    assert prefixes["paper"] == BASE + "paper/"
