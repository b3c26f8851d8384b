#!/usr/bin/env python3
"""Time the named queries and eight free ones on an export, by engine, and see that all answer alike.

    python tests/benchmarks/sparql_queries.py DIR [--engines kg,serve,rdflib,oxrdflib,oxigraph] [--repeat 5]

DIR holds ``graph.nt``. ``kg`` is ``kg.sparql`` in this process over the store on disk, ``serve`` the endpoint
through HTTP, ``oxigraph`` the server of that name through HTTP (``pip install oxigraph``), ``rdflib`` and
``oxrdflib`` hold the graph in memory. All engines are open at once and every query goes round them, so that
a busy machine is busy for all. Times are milliseconds, the median of the repetitions after one that does not
count, whose answer is compared with the first engine's, as a set of rows with numbers taken as such. A query
that takes rdflib more than ``--limit`` seconds is stopped and shown as ``>``. A last line gives the time to
load. Prints Markdown; the exit status is 1 where answers differ.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import math
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from kg.sparql import disk
from kg.sparql.evaluate import evaluate
from kg.sparql.named import bind, named_queries
from kg.sparql.names import Names
from kg.sparql.prefixes import PREFIXES
from kg.sparql.store import graph_file, load

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "sparql"))

Rows = Counter[tuple[str, ...]]
"""Rows of an answer and how often each is there; numbers are written one way."""
Ask = Callable[[str], Callable[[], Rows]]
"""Has a query answered in full, then gives what reads the rows out of the answer, which is not timed."""
LONG = 2.0
"""Seconds from which one run is enough."""

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
    "results on a dataset": (
        "SELECT ?name ?metric ?value ?title WHERE { ?r kgo:onDataset ?d ; kgo:valueText ?value ."
        " ?d skos:prefLabel %(dataset)s . ?p kgo:reportsResult ?r ; dcterms:title ?title ."
        " OPTIONAL { ?r kgo:metric ?metric } OPTIONAL { ?r kgo:ofMethod/skos:prefLabel ?name } }"
        " ORDER BY ?title ?metric ?value ?name"
    ),
    "mentions with their place": (
        "SELECT ?text ?begin ?end ?title WHERE { ?mention itsrdf:taIdentRef ?m ; nif:anchorOf ?text ;"
        " nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext/kgo:partOfPaper ?p ."
        " ?m skos:prefLabel %(method)s . ?p dcterms:title ?title } ORDER BY ?title ?begin ?end ?text"
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
        yield f"`{query.name}`", bind(query, given, Names(store)).text


def counted(rows: Iterator[tuple[str, ...]]) -> Rows:
    """Return rows of plain text with every number written one way."""
    return Counter(tuple(map(_number, row)) for row in rows)


def _number(text: str) -> str:
    try:
        # Engines keep more or fewer places of an average.
        return f"{Decimal(text).normalize():.8g}"
    except InvalidOperation:
        return text


@contextlib.contextmanager
def kg(directory: pathlib.Path) -> Iterator[Ask]:
    """Ask in this process."""
    store = disk.open_stored(disk.stored(directory))

    def ask(text: str) -> Callable[[], Rows]:
        found = evaluate(store, text)
        return lambda: counted(
            tuple("" if term is None else str(term.value) for term in row) for row in found.rows
        )

    yield ask


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
    yield asked_of(graph)


@contextlib.contextmanager
def oxrdflib(directory: pathlib.Path) -> Iterator[Ask]:
    """Ask pyoxigraph behind rdflib's interface."""
    import rdflib as library

    graph = library.Graph(store="Oxigraph").parse(graph_file(directory), format="ox-nt")
    yield asked_of(graph)


def asked_of(graph: Any) -> Ask:
    """Return what asks an rdflib graph."""

    def ask(text: str) -> Callable[[], Rows]:
        found = list(graph.query(text))
        return lambda: counted(tuple("" if term is None else str(term) for term in row) for row in found)

    return ask


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
    """Return what asks an endpoint by a POST form."""

    def ask(text: str) -> Callable[[], Rows]:
        body = urllib.parse.urlencode({"query": text}).encode()
        request = urllib.request.Request(address, body, {"Accept": "application/sparql-results+json"})  # noqa: S310
        with urllib.request.urlopen(request) as response:  # noqa: S310
            answer = response.read()

        def rows() -> Rows:
            found = json.loads(answer)
            names = found["head"]["vars"]
            return counted(
                tuple(row[name]["value"] if name in row else "" for name in names)
                for row in found["results"]["bindings"]
            )

        return rows

    return ask


ENGINES = {"kg": kg, "serve": serve, "rdflib": rdflib, "oxrdflib": oxrdflib, "oxigraph": oxigraph}


class TooLongError(Exception):
    """A query went on beyond the limit."""


def too_long(*_: object) -> None:
    """End what runs in this process, at the alarm."""
    raise TooLongError


@dataclasses.dataclass
class Timed:
    """One query on all engines."""

    rows: int = 0
    agree: bool = True
    seconds: dict[str, float] = dataclasses.field(default_factory=dict)
    """Median by engine; infinite beyond the limit."""


def timed(text: str, engines: dict[str, Ask], repeat: int, limit: float) -> Timed:
    """Ask every engine in turn, ``repeat`` times after one that does not count."""
    found = Timed()
    taken: dict[str, list[float]] = {name: [] for name in engines}
    first: Rows | None = None
    for turn in range(repeat + 1):
        for name, ask in engines.items():
            if turn and max(taken[name]) > LONG:
                continue
            signal.setitimer(signal.ITIMER_REAL, limit if name == "rdflib" else 0)
            start = time.perf_counter()
            try:
                answer = ask(text)
            except TooLongError:
                taken[name].append(math.inf)
                continue
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            taken[name].append(time.perf_counter() - start)
            if turn == 0:
                rows = answer()
                first = rows if first is None else first
                found.rows = first.total()
                found.agree &= rows == first
    # The first run counts only where it is the only one.
    found.seconds = {name: statistics.median(times[1:] or times) for name, times in taken.items()}
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--engines", default="kg,serve,rdflib,oxrdflib")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--limit", type=float, default=20)
    args = parser.parse_args()
    signal.signal(signal.SIGALRM, too_long)
    asked = dict(questions(args.directory))
    names = args.engines.split(",")
    loading: dict[str, float] = {}
    with contextlib.ExitStack() as stack:
        engines: dict[str, Ask] = {}
        for name in names:
            start = time.perf_counter()
            engines[name] = stack.enter_context(ENGINES[name](args.directory))
            loading[name] = time.perf_counter() - start
        ratios = [(a, b) for a, b in (("rdflib", "serve"), ("serve", "oxigraph")) if {a, b} <= set(names)]
        titles = ["milliseconds", "rows", *names, *(f"{a} / {b}" for a, b in ratios)]
        print(f"| {' | '.join(titles)} |")
        print(f"|{' --- |' * len(titles)}")
        apart = []
        for name, text in asked.items():
            found = timed(text, engines, args.repeat, args.limit)
            cells = [_cell(found.seconds[engine], args.limit) for engine in names]
            cells += [_ratio(found.seconds[a], found.seconds[b], args.limit) for a, b in ratios]
            print(f"| {name} | {found.rows} | {' | '.join(cells)} |", flush=True)
            apart += [] if found.agree else [name]
    print(
        f"| open or load, seconds | | {' | '.join(f'{loading[n]:.2f}' for n in names)} |{' |' * len(ratios)}"
    )
    print(f"\n{'answers differ: ' + ', '.join(apart) if apart else 'All engines gave the same rows.'}")
    print(f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    sys.exit(1 if apart else 0)


def _cell(seconds: float, limit: float) -> str:
    return f"> {1000 * limit:.0f}" if seconds == math.inf else f"{1000 * seconds:.1f}"


def _ratio(one: float, other: float, limit: float) -> str:
    return f"> {limit / other:.0f}" if one == math.inf else f"{one / other:.3g}"


if __name__ == "__main__":
    main()
