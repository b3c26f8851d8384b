"""Updates, SERVICE and FROM are refused wherever they are meant, and nowhere else."""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sparql.guard import RefusedError, check

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSED = [
    "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
    "select * { service silent ?where { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1 .SERVICE<http://a.example/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o SERVICE # a comment > \n ex:there{} }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://a.example/> {} } } } }",
    "ASK { FILTER EXISTS { SERVICE <http://a.example/> {} } }",
    # A "less than" that looks like the beginning of an IRI, up to a > in a comment or a literal.
    "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE?x#>\n{ ?s ?p ?z } }",
    "SELECT * { ?s ?p ?o FILTER(?s<?o&&'>'=?o) SERVICE <http://a.example/> {?s ?p 'y'} }",
    # Keywords that stand together.
    "SELECT * { SERVICESILENT<http://a.example/>{} }",
    "SELECT * { ?s ?p trueSERVICE<http://a.example/>{} }",
    "SELECT * { SERVICEex:there{} }",
    "SELECT * FROM <file:///etc/hosts> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://a.example/> { GRAPH ?g { ?s ?p ?o } }",
    "ASK FROM<http://a.example/>{}",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "BASE <http://a.example/> PREFIX insert: <b> LOAD <x>",
    "CLEAR ALL",
    "DROP DEFAULT",
    "WITH <g:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]
ALLOWED = [
    "SELECT * { ?s rdfs:label 'SERVICE <http://a.example/> { ?s ?p ?o }' }",
    'SELECT * { ?s rdfs:label """a "SERVICE <x:x> {" FROM """ }',
    "SELECT ?service ?from { ?service ?insert ?from } # SERVICE <x:x> { } FROM <y:y>",
    "SELECT * { <http://a.example/SERVICE> a <http://a.example/?from=LOAD> }",
    "PREFIX service: <http://a.example/> SELECT * { ?s service:from service:load }",
    "PREFIX service: <http://a.example/> SELECT * { GRAPH ?g { service:x service:y _:service } }",
    "SELECT * { ?s rdfs:label 'chat'@service }",
    "SELECT * { ?s ?p ?o FILTER(?s<?o && ?o>?s) }",
    r"SELECT * { ?s rdfs:label 'it\'s a SERVICE <x:x> {' }",
    "SELECT (REPLACE(?a, 'load', 'insert') AS ?delete) { ?a ?b ?c }",
    "SELECT * { <http://a.example/customer-service> <http://a.example/o'neill> 'from' }",
]


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"^query, line \d+, column \d+: "):
        check(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_allowed(text: str) -> None:
    check(text)


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[str, list[str]]]:
    """Run a server that notes every request: what no query may reach."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(self.path)
            self.send_error(500)

        def log_message(self, *_: object) -> None:
            pass

    listening = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}/", requests
    listening.shutdown()
    thread.join()
    listening.server_close()


BEFORE = [
    "",
    ". ",
    "{} ",
    "OPTIONAL { ?a ?b ?c } ",
    "FILTER(?a<?b)",
    "FILTER(?a>?b)",
    "FILTER(?a<?b&&'>'!=?b)",
    "FILTER(?a<?b || \"x>\"='y')",
    "BIND(1<2 AS ?k)",
    ". ?a ?b true",
    ". ?a ?b 1",
    ". ?a ?b 'x'@en",
    ". ?a ?b <IRI>",
    ". ?a ?b ex:x",
]
GLUE = ["", " ", "\n", "#>\n", " # x' \n", '#"\n']
AFTER = ["", "FILTER('>'=?c)", " ?a ?b '{'", " # ' >", '. ?a ?b "x"', "FILTER(?x>?y)"]
SERVICES = st.tuples(
    *(st.sampled_from(choice) for choice in (GLUE, BEFORE, GLUE, BEFORE, GLUE)),
    st.sampled_from(["SERVICE", "service", "SERVICE SILENT", "SERVICESILENT"]),
    *(st.sampled_from(choice) for choice in (GLUE, ["<IRI>", "?c", "ex:", "ex:x"], GLUE, ["{}"], AFTER)),
)


@given(SERVICES)
def test_what_the_parser_takes_for_a_service_is_refused(
    asked: tuple[str, list[str]], pieces: tuple[str, ...]
) -> None:
    """Compare with the parser itself: what makes it send a request must be refused before."""
    address, requests = asked
    text = f"PREFIX ex: <{address}> SELECT * {{ ?a ?b ?c {''.join(pieces).replace('IRI', address)} }}"
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode(address), ox.NamedNode(address)))
    requests.clear()
    try:
        list(store.query(text))
    except SyntaxError:
        return
    except (OSError, RuntimeError):
        pass
    if requests:
        with pytest.raises(RefusedError):
            check(text)


def test_the_parser_knows_no_escapes_in_keywords() -> None:
    """The check would have to follow if it did: the standard allows them anywhere."""
    with pytest.raises(SyntaxError):
        ox.Store().query(r"SELECT * { \u0053ERVICE <http://a.example/> { ?s ?p ?o } }")


@given(st.sampled_from(REFUSED), st.text(alphabet="SF\u017f\ufb01 <>{}?'\"#\n", max_size=12))
def test_what_is_refused_stays_so_behind_a_comment(text: str, before: str) -> None:
    """The shortcuts for texts without the words look at the whole text."""
    comment = "#" + before.replace("\n", "") + "\n"
    with pytest.raises(RefusedError):
        check(comment + text)
