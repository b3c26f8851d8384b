#!/usr/bin/env python3
"""Time the named queries and six free ones on an export, by engine.

    python tests/benchmarks/sparql_queries.py DIR [--engines kg,serve,rdflib,oxrdflib,oxigraph] [--repeat 5]

DIR holds ``graph.nt``. ``kg`` is ``kg.sparql`` in this process over the store on disk, ``serve`` the endpoint
through HTTP, ``oxigraph`` the server of that name through HTTP (``pip install oxigraph``), ``rdflib`` and
``oxrdflib`` hold the graph in memory. Times are milliseconds, the median of the repetitions after one that
does not count; every engine gets the same text, and where they differ in the number of rows all are shown. A
last line gives the time to load. Prints Markdown.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator

from kg.sparql import disk
from kg.sparql.evaluate import evaluate
from kg.sparql.named import bind, named_queries
from kg.sparql.prefixes import PREFIXES
from kg.sparql.store import graph_file, load

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "sparql"))

Ask = Callable[[str], int | None]

FREE = {
    "papers by method": (
        "SELECT ?title WHERE { ?p kgo:uses ?m ; dcterms:title ?title . ?m skos:prefLabel %(method)s }"
        " ORDER BY ?title"
    ),
    "methods on a dataset": (
        "SELECT ?name (COUNT(DISTINCT ?p) AS ?n) WHERE { ?d skos:prefLabel %(dataset)s ."
        " ?p kgo:evaluatesOn ?d ; kgo:concerns ?m . ?m a kgo:Method ;"
        " skos:prefLabel ?name } GROUP BY ?name ORDER BY DESC(?n) ?name"
    ),
    "concepts that co-occur with one": (
        "SELECT ?name (COUNT(DISTINCT ?p) AS ?n) WHERE { ?m skos:prefLabel %(method)s ."
        " ?p kgo:concerns ?m, ?c . ?c skos:prefLabel ?name } GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT 50"
    ),
    "claims with evidence": (
        "SELECT ?text ?title WHERE { ?c schema:about ?m ; nif:anchorOf ?text . ?m skos:prefLabel %(method)s ."
        " ?p kgo:makesClaim ?c ; dcterms:title ?title } ORDER BY ?title ?text"
    ),
    "top concepts": (
        "SELECT ?name (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p kgo:concerns ?c . ?c skos:prefLabel ?name }"
        " GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT 50"
    ),
    "path over narrower": (
        "SELECT DISTINCT ?name WHERE { ?c skos:broader+ ?m . ?m skos:prefLabel %(method)s ."
        " ?c skos:prefLabel ?name } ORDER BY ?name"
    ),
}


def most_used(store: object, kind: str) -> str:
    """Return the IRI of the concept of a type that is in most papers."""
    text = f"SELECT ?c {{ ?c a kgo:{kind} ; kgo:paperCount ?n }} ORDER BY DESC(?n) ?c LIMIT 1"
    return str(evaluate(store, text).rows[0][0].value)


def questions(directory: pathlib.Path) -> Iterator[tuple[str, str]]:
    """Yield name and SPARQL of every question, asked of the most used concepts of the graph."""
    store = disk.open_stored(disk.stored(directory))
    values = {kind.lower(): most_used(store, kind) for kind in ("Method", "Dataset", "Task")}
    values["concept"] = values["method"]
    [[paper]] = evaluate(store, "SELECT ?p { ?p a kgo:Paper } ORDER BY ?p LIMIT 1").rows
    values["paper"] = paper.value
    prologue = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    labels = {
        kind: str(evaluate(store, f"SELECT ?l {{ <{values[kind]}> skos:prefLabel ?l }}").rows[0][0])
        for kind in ("method", "dataset")
    }
    for name, text in FREE.items():
        yield name, prologue + text % labels
    for query in named_queries():
        given = {p.name: values[p.name] for p in query.parameters if not p.optional}
        yield f"`{query.name}`", bind(query, given, store).text


@contextlib.contextmanager
def kg(directory: pathlib.Path) -> Iterator[Ask]:
    """Ask in this process."""
    store = disk.open_stored(disk.stored(directory))
    yield lambda text: len(evaluate(store, text))


@contextlib.contextmanager
def serve(directory: pathlib.Path) -> Iterator[Ask]:
    """Ask our endpoint."""
    from sparql_server import running

    with running(directory, seconds=600) as server:
        yield over_http(server.address + "/sparql")


@contextlib.contextmanager
def rdflib(directory: pathlib.Path) -> Iterator[Ask]:
    """Ask rdflib's own evaluator."""
    import rdflib as library

    graph = library.Graph().parse(graph_file(directory), format="nt")
    yield lambda text: len(list(graph.query(text)))


@contextlib.contextmanager
def oxrdflib(directory: pathlib.Path) -> Iterator[Ask]:
    """Ask pyoxigraph behind rdflib's interface."""
    import rdflib as library

    graph = library.Graph(store="Oxigraph").parse(graph_file(directory), format="ox-nt")
    yield lambda text: len(list(graph.query(text)))


@contextlib.contextmanager
def oxigraph(directory: pathlib.Path) -> Iterator[Ask]:
    """Ask the oxigraph server."""
    program = shutil.which("oxigraph")
    if program is None:
        raise SystemExit("oxigraph is not installed: pip install oxigraph, or leave it out of --engines")
    with tempfile.TemporaryDirectory() as place, socket.socket() as free:
        import pyoxigraph

        store = load(graph_file(directory), pyoxigraph.Store(place))
        store.flush()
        del store
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        process = subprocess.Popen(
            [program, "serve-read-only", "--location", place, "--bind", f"127.0.0.1:{port}"],
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.1)
            yield over_http(f"http://127.0.0.1:{port}/query")
        finally:
            process.terminate()
            process.wait()


def over_http(address: str) -> Ask:
    """Return what asks an endpoint by a POST form, and reads the answer without counting its rows."""

    def ask(text: str) -> None:
        body = urllib.parse.urlencode({"query": text}).encode()
        request = urllib.request.Request(address, body, {"Accept": "application/sparql-results+json"})  # noqa: S310
        with urllib.request.urlopen(request) as response:  # noqa: S310
            response.read()

    return ask


ENGINES = {"kg": kg, "serve": serve, "rdflib": rdflib, "oxrdflib": oxrdflib, "oxigraph": oxigraph}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--engines", default="kg,serve,rdflib,oxrdflib")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    asked = dict(questions(args.directory))
    names = args.engines.split(",")
    times: dict[str, dict[str, float]] = {name: {} for name in asked}
    rows: dict[str, set[int | None]] = {name: set() for name in asked}
    loading: dict[str, float] = {}
    for engine in names:
        start = time.perf_counter()
        with ENGINES[engine](args.directory) as ask:
            loading[engine] = time.perf_counter() - start
            for name, text in asked.items():
                rows[name].add(ask(text))
                taken = []
                for _ in range(args.repeat):
                    start = time.perf_counter()
                    ask(text)
                    taken.append(time.perf_counter() - start)
                times[name][engine] = 1000 * statistics.median(taken)
    print(f"| milliseconds | rows | {' | '.join(names)} |")
    print(f"| --- | --- |{' --- |' * len(names)}")
    for name in asked:
        counts = rows[name] - {None}
        cells = " | ".join(f"{times[name][engine]:.1f}" for engine in names)
        print(f"| {name} | {' or '.join(map(str, sorted(counts)))} | {cells} |")
    print(f"| open or load, seconds | | {' | '.join(f'{loading[engine]:.2f}' for engine in names)} |")
    print(f"\nload average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
