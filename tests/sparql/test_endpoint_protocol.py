"""The SPARQL 1.1 Protocol, spoken to a real server, with the traps that other servers fall into."""

from __future__ import annotations

import csv
import io
import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg.sparql.endpoint.application import _listen

if TYPE_CHECKING:
    import pathlib

    from sparql_server import Server

FORM = "application/x-www-form-urlencoded"
TITLES = "SELECT ?title { ?p dcterms:title ?title } ORDER BY ?title"
TASKS = "CONSTRUCT WHERE { ?c a kgo:Task ; skos:prefLabel ?l }"


def test_get_post_form_and_post_direct_answer_alike(server: Server) -> None:
    got = server.query(TITLES)
    form = server.request("POST", "/sparql", urlencode({"query": TITLES}).encode(), content_type=FORM)
    direct = server.request(
        "POST", "/sparql", TITLES.encode(), content_type="application/sparql-query; charset=UTF-8"
    )
    assert got.status == form.status == direct.status == 200
    assert got.body == form.body == direct.body
    assert got.type == "application/sparql-results+json"
    assert len(json.loads(got.body)["results"]["bindings"]) == 5


def test_head_has_the_headers_of_get_and_no_body(server: Server) -> None:
    path = "/sparql?" + urlencode({"query": TITLES})
    got, head = server.get(path), server.request("HEAD", path)
    assert head.status == 200
    assert head.body == b""
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in got.headers.items() if k != "date"
    }


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.8", "application/sparql-results+xml"),
        ("text/html, application/xml;q=0.9, */*;q=0.1", "application/xml"),
        ("text/*", "text/xml"),
        ("application/sparql-results+json;q=0, */*", "application/json"),
        ("", "application/sparql-results+json"),
    ],
)
def test_rows_come_in_the_format_that_the_client_prefers(
    server: Server, accept: str, media_type: str
) -> None:
    reply = server.query(TITLES, accept=accept)
    assert reply.type == media_type
    if media_type.endswith("json"):
        titles = [row["title"]["value"] for row in json.loads(reply.body)["results"]["bindings"]]
    elif media_type.endswith("xml"):
        root = ET.fromstring(reply.body)  # noqa: S314 - our own server's
        titles = [node.text for node in root.iter("{http://www.w3.org/2005/sparql-results#}literal")]
    elif media_type == "text/csv":
        titles = [row["title"] for row in csv.DictReader(io.StringIO(reply.text))]
    else:
        assert reply.text.splitlines()[0] == "?title"
        titles = [line.strip('"') for line in reply.text.splitlines()[1:]]
    assert titles == sorted(titles)
    assert "Patches Are Words: a Patch Transformer" in titles
    assert "vary" in reply.headers


@pytest.mark.parametrize(
    ("accept", "media_type", "rdf_format"),
    [
        ("*/*", "text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_triples_come_in_the_format_that_the_client_prefers(
    server: Server, accept: str, media_type: str, rdf_format: ox.RdfFormat
) -> None:
    reply = server.query(TASKS, accept=accept)
    assert reply.type == media_type
    assert len({quad.triple for quad in ox.parse(reply.body, format=rdf_format)}) == 4


@pytest.mark.parametrize("form", ["JSON", "XML", "CSV", "TSV"])
def test_ask_is_answered(server: Server, form: str) -> None:
    media_type = {
        "JSON": "application/sparql-results+json",
        "XML": "application/sparql-results+xml",
        "CSV": "text/csv",
        "TSV": "text/tab-separated-values",
    }[form]
    reply = server.query("ASK { ?s a kgo:Paper }", accept=media_type)
    assert reply.type == media_type
    assert "true" in reply.text


def test_a_format_that_does_not_fit_the_query_is_406(server: Server) -> None:
    for text, accept in ((TITLES, "text/turtle"), (TASKS, "text/csv"), (TITLES, "image/png")):
        reply = server.query(text, accept=accept)
        assert reply.status == 406
        assert "can be answered as" in reply.text


def test_a_syntax_error_is_400_with_line_and_column(server: Server) -> None:
    reply = server.query("SELECT ?s {\n ?s ?p \n}}")
    assert reply.status == 400
    assert reply.text.startswith("query, line 3, column ")
    assert reply.text.count("\n") == 1


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"<q/>", "application/xml", 415),
        (b"query=x", "", 415),
        (TITLES.encode("utf-16"), "application/sparql-query; charset=utf-16", 415),
        (b"ASK { ?s ?p '\xff' }", "application/sparql-query", 400),
        (b"query=%ff", FORM, 400),
        (b"nothing=1", FORM, 400),
        (b"query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
        (b"", "application/sparql-query", 400),
        (b"DELETE WHERE { ?s ?p ?o }", "application/sparql-update", 403),
        (b"update=CLEAR+ALL", FORM, 403),
        (b"query=CLEAR+ALL", FORM, 403),
        (b"query=ASK%7B%7D&default-graph-uri=file:///etc/passwd", FORM, 403),
        (b"query=ASK%7B%7D&named-graph-uri=http://127.0.0.1/", FORM, 403),
        (b"query=" + b"x" * 1_100_000, FORM, 413),
    ],
)
def test_a_bad_request_gets_its_status_and_one_line(
    server: Server, body: bytes, content_type: str, status: int
) -> None:
    headers = {"content_type": content_type} if content_type else {}
    reply = server.request("POST", "/sparql", body, **headers)
    assert reply.status == status
    assert reply.text.count("\n") == 1
    assert reply.type == "text/plain"


def test_a_body_of_unknown_length_is_limited_too(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        connection.sendall((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        try:
            for _ in range(20):
                connection.sendall(chunk)
            connection.sendall(b"0\r\n\r\n")
        except ConnectionError:
            pass
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_other_methods_are_405(server: Server) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert server.request(method, "/sparql").status == 405


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DROP ALL",
    ],
)
def test_what_reaches_beyond_the_graph_is_403(server: Server, text: str) -> None:
    reply = server.query(text)
    assert reply.status == 403
    assert "refused" in reply.text or "read-only" in reply.text


def test_words_in_literals_are_no_clauses(server: Server) -> None:
    reply = server.query("SELECT ('SERVICE <x:x> { } FROM <y:y>' AS ?a) { } # LOAD <z:z>")
    assert reply.status == 200
    assert json.loads(reply.body)["results"]["bindings"][0]["a"]["value"] == "SERVICE <x:x> { } FROM <y:y>"


def test_the_graph_stays_as_it_was(server: Server, export: pathlib.Path) -> None:
    before = (export / "graph.ttl").read_bytes()
    server.request("POST", "/sparql", b"update=INSERT+DATA+%7B+%3Ca:a%3E+%3Ca:b%3E+1+%7D", content_type=FORM)
    assert json.loads(server.query("ASK { <a:a> ?p ?o }").body)["boolean"] is False
    assert (export / "graph.ttl").read_bytes() == before


def test_percent_signs_are_decoded_once(server: Server) -> None:
    for sent in ("100%25", "a+b", "a%2Bb", "é & <"):
        path = "/sparql?query=" + quote(f"SELECT ('{sent}' AS ?x) {{}}", safe="")
        assert json.loads(server.get(path).body)["results"]["bindings"][0]["x"]["value"] == sent


def test_a_query_of_20_kilobytes_comes_by_get(server: Server) -> None:
    text = "SELECT ?x { VALUES ?x { " + " ".join(f"'{number:06}'" for number in range(2400)) + " } }"
    assert len(text) > 20_000
    reply = server.query(text)
    assert reply.status == 200
    assert len(json.loads(reply.body)["results"]["bindings"]) == 2400


def test_a_bare_get_describes_the_service(server: Server) -> None:
    reply = server.get("/sparql")
    assert reply.type == "text/turtle"
    sd = "http://www.w3.org/ns/sparql-service-description#"
    triples = {
        (quad.predicate.value.removeprefix(sd), quad.object.value)
        for quad in ox.parse(reply.body, format=ox.RdfFormat.TURTLE)
    }
    assert ("endpoint", f"{server.address}/sparql") in triples
    assert ("supportedLanguage", sd + "SPARQL11Query") in triples
    xml = server.get("/sparql", accept="application/rdf+xml")
    assert len(list(ox.parse(xml.body, format=ox.RdfFormat.RDF_XML))) == len(triples)
    assert server.get("/sparql", accept="image/png").status == 406
    browser = server.get("/sparql", accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert (browser.status, browser.headers["location"]) == (303, "/query")


def test_any_site_may_read_but_never_with_credentials(server: Server) -> None:
    for reply in (
        server.query(TITLES, origin="https://editor.example"),
        server.query("SELECT", origin="https://editor.example"),
        server.request(
            "OPTIONS",
            "/sparql",
            origin="https://editor.example",
            access_control_request_method="POST",
            access_control_request_headers="content-type",
        ),
    ):
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers
    assert "POST" in reply.headers["access-control-allow-methods"]


def test_answers_are_complete_and_of_known_length(server: Server) -> None:
    reply = server.query("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000", accept="text/csv")
    assert reply.status == 200
    assert int(reply.headers["content-length"]) == len(reply.body) > 1_000_000
    assert reply.body.count(b"\r\n") == 20_001


def test_answers_on_one_connection_do_not_wait_for_acknowledgements(server: Server) -> None:
    """Nagle's algorithm and delayed acknowledgements together would hold each back for 40 ms."""
    listening = _listen("127.0.0.1", 0)
    listening.listen()
    with listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            # What asyncio looks at before it sets TCP_NODELAY.
            assert accepted.proto == socket.IPPROTO_TCP
