"""The clients that people use, for real: SPARQLWrapper, rdflib's SPARQLStore, Comunica, YASGUI."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sparql_server import Server

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kgo: <https://w3id.org/paperkg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
INTRODUCED = (
    PREFIXES
    + """
SELECT ?name ?title WHERE { ?paper kgo:introduces ?c ; dcterms:title ?title . ?c skos:prefLabel ?name }
ORDER BY ?title"""
)
NAMES = ["patch transformer", "residual network", "Small-BERT", "BERT"]
TASKS = PREFIXES + "CONSTRUCT WHERE { ?c a kgo:Task ; skos:prefLabel ?l }"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("posting", ["urlencoded", "postdirectly"])
def test_sparqlwrapper(server: Server, method: str, posting: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    client = wrapper.SPARQLWrapper(server.address + "/sparql")
    client.setMethod(method)
    client.setRequestMethod(posting)
    client.setQuery(INTRODUCED)
    client.setReturnFormat(wrapper.JSON)
    assert [row["name"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == NAMES
    client.setReturnFormat(wrapper.XML)
    names = [node.firstChild.data for node in client.queryAndConvert().getElementsByTagName("literal")][::2]
    assert names == NAMES
    client.setReturnFormat(wrapper.CSV)
    assert client.queryAndConvert().decode().splitlines()[0] == "name,title"
    client.setQuery(PREFIXES + "ASK { ?p a kgo:Paper }")
    client.setReturnFormat(wrapper.JSON)
    assert client.queryAndConvert()["boolean"] is True
    client.setQuery(TASKS)
    client.setReturnFormat(wrapper.TURTLE)
    assert b"image classification" in client.queryAndConvert()
    for return_format in (wrapper.RDFXML, wrapper.JSONLD):
        client.setReturnFormat(return_format)
        assert len(client.queryAndConvert()) == 4
    client.setQuery("SELECT nonsense")
    client.setReturnFormat(wrapper.JSON)
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="line 1, column 8"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib(server: Server, method: str) -> None:
    rdflib = pytest.importorskip("rdflib")
    from rdflib.plugins.stores.sparqlstore import SPARQLStore  # noqa: PLC0415 - after the check for rdflib

    graph = rdflib.Graph(SPARQLStore(server.address + "/sparql", method=method))
    assert [str(row.name) for row in graph.query(INTRODUCED)] == NAMES
    assert graph.query(PREFIXES + "ASK { ?p a kgo:Paper }").askAnswer
    assert len(graph.query(TASKS).graph) == 4
    kgo = rdflib.Namespace("https://w3id.org/paperkg/ontology#")
    assert len(list(graph.subjects(rdflib.RDF.type, kgo.Paper))) == 5
    assert len(graph) > 400


def test_rdflib_follows_an_iri_as_linked_data(server: Server) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(server.address + "/paper/p2")
    [title] = graph.objects(rdflib.URIRef("https://w3id.org/paperkg/paper/p2"), rdflib.DCTERMS.title)
    assert str(title) == "Patches Are Words: a Patch Transformer"


def comunica() -> str | None:
    local = pathlib.Path(__file__).parents[2] / "node_modules" / ".bin"
    return shutil.which("comunica-sparql") or shutil.which("comunica-sparql", path=str(local))


@pytest.mark.skipif(comunica() is None, reason="no comunica-sparql: npm install @comunica/query-sparql")
@pytest.mark.parametrize("source", ["sparql@{}/sparql", "{}/sparql"], ids=["told", "found out"])
def test_comunica(server: Server, source: str) -> None:
    command = [comunica(), source.format(server.address), INTRODUCED, "-t", "application/json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert [row["name"].strip('"') for row in json.loads(done.stdout)] == NAMES


@pytest.mark.browser
def test_yasgui_in_a_browser(server: Server) -> None:
    """The editor opens without another host, answers, and knows named queries and names to ask for."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(90_000)  # for a busy machine
        problems: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(server.address + "/query")
        page.click(".yasqe_queryButton")
        page.wait_for_selector(".yasr_results table.dataTable tbody tr")
        sync_api.expect(page.locator(".yasr_results")).to_contain_text("residual network", timeout=90_000)

        page.select_option("#question", "claims-beating")
        page.fill("#parameters input", "resn")
        page.wait_for_selector("#parameters datalist option[value='residual network']", state="attached")
        page.fill("#parameters input", "residual network")
        page.click("#parameters button")
        page.wait_for_selector(".tabPanel.active .yasr_results table.dataTable tbody tr")
        sync_api.expect(page.locator(".tabPanel.active .yasr_results")).to_contain_text(
            "PaT surpasses ResNet on ImageNet", timeout=90_000
        )
        assert "residual network" in page.inner_text("#said")

        page.goto(server.address + "/paper/p1")
        page.fill("#find-text", "image cl")
        page.click("#found a >> text=image classification")
        page.wait_for_selector("h1 >> text=image classification")
        browser.close()
    assert problems == []
    assert all(address.startswith((server.address + "/", "data:")) for address in asked)
