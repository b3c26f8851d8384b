"""Pages, linked data, search and the headers around them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import sparql_corpus
from sparql_server import running

from kg.sparql.prefixes import ONTOLOGY, RDF_TYPE

if TYPE_CHECKING:
    import pathlib

    from sparql_server import Server

BASE = sparql_corpus.BASE


def test_every_iri_of_the_data_has_a_page(server: Server) -> None:
    iris = {
        node.value.partition("#")[0]
        for quad in ox.parse(sparql_corpus.turtle().encode(), format=ox.RdfFormat.TURTLE)
        for node in (quad.subject, quad.object)
        if isinstance(node, ox.NamedNode) and node.value.startswith(BASE) and "/ontology#" not in node.value
    }
    assert len(iris) == 18
    for iri in iris:
        reply = server.get("/" + iri.removeprefix(BASE), accept="text/html")
        assert (reply.status, reply.type) == (200, "text/html"), iri
        assert iri in reply.text


def test_a_concept_page_shows_claims_and_evidence(server: Server) -> None:
    page = server.get("/concept/method/residual-network").text
    assert "Also called residual networks, ResNet." in page
    assert "PaT surpasses ResNet on ImageNet" in page
    assert '<a href="/paper/p2#sentence_abstract_80_139">' in page
    assert '<a href="/concept/method/patch-transformer">patch transformer</a>' in page


def test_a_paper_page_marks_claims_and_concepts_in_the_abstract(server: Server) -> None:
    page = server.get("/paper/p2").text
    assert (
        '<mark id="sentence_abstract_80_139" title="claim: performance">'
        '<a href="/concept/method/patch-transformer" title="patch transformer">PaT</a> surpasses '
    ) in page
    assert re.search(r"<dt>introduces</dt>\s*<dd><a href=\"/concept/method/patch-transformer\">", page)
    text = re.sub(r"<[^>]+>", "", page.partition('<p class="abstract">')[2].partition("</p>")[0])
    assert text == sparql_corpus.PAPERS["p2"]["abstract"]


def test_an_iri_with_percent_signs_is_looked_up_as_it_was_sent(tmp_path: pathlib.Path) -> None:
    """Decoded once too often, ``%2F`` would be a slash and ``%25`` a percent sign."""
    base = "http://127.0.0.1:7999/"
    names = ["10.1%2Fa", "100%25", "%C3%A9t%C3%A9", "a%20b"]
    (tmp_path / "graph.nt").write_text(
        "".join(
            f"<{base}paper/{name}> <{RDF_TYPE}> <{ONTOLOGY}Paper> .\n"
            f'<{base}paper/{name}> <http://purl.org/dc/terms/title> "title {number}" .\n'
            for number, name in enumerate(names)
        )
    )
    with running(tmp_path) as server:
        for number, name in enumerate(names):
            page = server.get(f"/paper/{name}", accept="text/html")
            assert f"<h1>title {number}</h1>" in page.text
            turtle = server.get(f"/paper/{name}", accept="text/turtle")
            assert {quad.subject.value for quad in ox.parse(turtle.body, format=ox.RdfFormat.TURTLE)} == {
                f"{base}paper/{name}"
            }
        hits = json.loads(server.get("/search?q=title").body)
        assert [hit["href"] for hit in hits] == [f"/paper/{name}" for name in names]
        assert server.get("/paper/10.1/a").status == 404


def test_text_of_papers_is_never_markup(server: Server) -> None:
    page = server.get("/paper/p5").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_an_iri_gives_rdf_and_json_by_negotiation(server: Server) -> None:
    for accept, rdf_format in (
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ):
        reply = server.get("/paper/p4", accept=accept)
        subjects = {quad.subject.value.partition("#")[0] for quad in ox.parse(reply.body, format=rdf_format)}
        assert subjects == {BASE + "paper/p4"}
        assert "Vary" in reply.headers or "vary" in reply.headers
    assert len(list(ox.parse(reply.body, format=rdf_format))) > 20
    view = json.loads(server.get("/concept/dataset/glue", accept="application/json").body)
    assert (view["label"], view["type"], view["papers"]) == ("GLUE", "dataset", 1)
    assert server.get("/paper/p4?format=ttl").type == "text/turtle"
    assert server.get("/paper/p4", accept="image/png").status == 406


@pytest.mark.parametrize(
    "path", ["/concept/method/nothing", "/paper/", "/paper/p1/p2", "/%3Cscript%3E", "/a%22%7D", "/%FF"]
)
def test_what_the_graph_does_not_know_is_404(server: Server, path: str) -> None:
    page = server.get(path, accept="text/html")
    assert page.status == 404
    assert "<script>" not in page.text
    assert server.get(path, accept="text/turtle").status == 404
    assert server.get(path, accept="application/json").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/secret.txt",
        "/files/../graph.ttl",
        "/files/..%2f..%2fetc%2fpasswd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        "/files/secret.txt",
        "/files/.store",
        "/static/../pages.py",
        "/static/..%2fpages.py",
        "/static/%2e%2e/pages.py",
        "//etc/passwd",
        "/../../../../etc/passwd",
        "/files/graph.nt",
    ],
)
def test_no_path_leads_outside(export: pathlib.Path, server: Server, path: str) -> None:
    (export / "secret.txt").write_text("for my eyes only")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    assert reply.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))
    assert b"for my eyes" not in reply
    assert b"root:" not in reply


def test_search_finds_by_prefix_alias_and_title(server: Server) -> None:
    def found(**parameters: str) -> list[str]:
        reply = server.get("/search?" + urlencode(parameters))
        assert reply.type == "application/json"
        return [hit["label"] for hit in json.loads(reply.body)]

    assert found(q="resn") == ["residual network"]
    assert found(q="ima") == [
        "ImageNet",
        "image classification",
        "Residual Networks for Image Classification",
    ]
    assert found(q="ima", type="Task") == ["image classification"]
    assert found(q="ima", limit="1") == ["ImageNet", "Residual Networks for Image Classification"]
    assert found(q="zzz") == []
    assert server.get("/search?q=").status == 400
    assert server.get("/search?q=a&limit=1e9").status == 400


def test_a_named_query_is_given_bound(server: Server) -> None:
    bound = json.loads(server.get("/queries/claims-about?concept=PaT").body)
    assert "VALUES ?concept { <https://w3id.org/paperkg/concept/method/patch-transformer> }" in bound["text"]
    assert bound["notes"] == ["concept is patch transformer (method:patch-transformer)"]
    assert "UNDEF" in json.loads(server.get("/queries/claims-about").body)["text"]
    unknown = server.get("/queries/claims-about?concept=PaTT")
    assert (unknown.status, unknown.type) == (400, "text/plain")
    assert "nearest: PaT" in unknown.text or "nearest: patch" in unknown.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:80", 200),
        ("127.0.0.1:7878", 200),
        ("[::1]:7878", 200),
        (socket.gethostname(), 200),
        ("attacker.example", 421),
        ("localhost.attacker.example", 421),
        ("127.0.0.1.attacker.example:7878", 421),
        ("", 421),
    ],
)
def test_a_foreign_host_name_is_refused(server: Server, host: str, status: int) -> None:
    """A name that its owner points at this machine must not open the graph to the owner's page."""
    assert server.get("/search?q=a", host=host).status == status


def test_every_response_carries_the_security_headers(server: Server) -> None:
    for path in ("/", "/query", "/sparql", "/paper/p1", "/nothing", "/search?q=a", "/static/find.js"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "'unsafe-eval'" not in policy
        assert not re.search(r"script-src[^;]*'unsafe-inline'", policy)
        assert not re.search(r"https?:", policy)
        assert "server" not in headers


def test_the_graph_page_may_run_its_own_scripts_only(tmp_path: pathlib.Path, export: pathlib.Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((export / "graph.ttl").read_bytes())
    (tmp_path / "graph.html").write_text("<!doctype html><title>g</title><script>let a = 1;</script>")
    with running(tmp_path) as server:
        reply = server.get("/")
        assert "let a = 1" in reply.text
        digest = base64.b64encode(hashlib.sha256(b"let a = 1;").digest()).decode()
        assert f"script-src 'sha256-{digest}';" in reply.headers["content-security-policy"]


def test_an_address_for_others_is_warned_of(export: pathlib.Path, server: Server) -> None:
    with running(export, host="0.0.0.0", at_once=1) as open_server:  # noqa: S104 - what the warning is about
        assert "warning: http://0.0.0.0:" in open_server.said
        assert "can be read and queried there, without a password" in open_server.said
    assert "warning" not in server.said


def test_a_port_in_use_is_one_clear_line(export: pathlib.Path, server: Server) -> None:
    program = (
        f"import pathlib, kg.sparql\nkg.sparql.serve(pathlib.Path({str(export)!r}), port={server.port})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        f"kg.errors.KgError: 127.0.0.1, port {server.port}: cannot be used: Address already in use;"
        " choose another with --port"
    )
