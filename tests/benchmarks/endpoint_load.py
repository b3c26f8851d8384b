#!/usr/bin/env python3
"""Trip every limit of the endpoint at once, from many clients, and see it come back.

    python tests/benchmarks/endpoint_load.py DIR [--clients 50] [--seconds 60]

An eighth of the clients each: endless queries, answers that are too long, queries that take too much memory,
updates, SERVICE clauses, a foreign Host header, quick queries, and clients that go away. Prints what was
answered how often and with which words, how long quick queries took, the memory of the server and its workers
before, at most and after, and what the server wrote on standard error.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import http.client
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlencode

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "sparql"))

from sparql_server import Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
HEAVY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a"
OUTSIDE = "SELECT * { SERVICE <http://203.0.113.1/> { ?a ?b ?c } }"
ASKED = {"endless": ENDLESS, "long": LONG, "heavy": HEAVY, "update": "DROP ALL", "service": OUTSIDE}
QUICK = "SELECT ?t { ?p a kgo:Paper ; dcterms:title ?t } LIMIT 10"

MEBIBYTE = 1024 * 1024
KINDS = ("quick", *ASKED, "host", "away")
NUMBER = re.compile(r"\b\d+(?= queries wait)")


def memory(server: Server) -> tuple[int, int]:
    """Return the resident memory of the server and of its workers together, in MiB."""
    own = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(server.process.pid)], capture_output=True, text=True, check=True
    )
    return int(own.stdout) // 1024, sum(server.workers().values()) // 1024


def go_away(server: Server) -> None:
    """Send an endless query and leave."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with contextlib.suppress(OSError):
        connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
        time.sleep(0.5)
    connection.close()


class Load:
    """Clients at work until a moment, and what they were told."""

    def __init__(self, server: Server, until: float) -> None:
        self.server = server
        self.until = until
        self.answered: collections.Counter[tuple[str, str, str]] = collections.Counter()
        """How often by kind of client, status and words."""
        self.quick: list[float] = []
        """Seconds of the quick queries that were answered."""
        self._lock = threading.Lock()

    def client(self, number: int) -> None:
        """Ask the same again and again."""
        kind = KINDS[number % len(KINDS)]
        while (start := time.monotonic()) < self.until:
            status, said = self._ask(kind)
            with self._lock:
                self.answered[kind, status, NUMBER.sub("N", said)] += 1
                if kind == "quick" and status == "200":
                    self.quick.append(time.monotonic() - start)
            if status != "200":
                time.sleep(0.2)  # a client that is refused does not ask a thousand times a second

    def _ask(self, kind: str) -> tuple[str, str]:
        if kind == "away":
            go_away(self.server)
            return "left", ""
        headers = {"host": "attacker.example"} if kind == "host" else {}
        reply = self.server.query(ASKED.get(kind, QUICK), **headers)
        return str(reply.status), "" if reply.status == 200 else reply.text.strip()

    def run(self, clients: int) -> int:
        """Run the clients, and return the most memory in MiB that was seen meanwhile."""
        most = 0
        with ThreadPoolExecutor(clients) as pool:
            work = [pool.submit(self.client, number) for number in range(clients)]
            while time.monotonic() < self.until:
                most = max(most, sum(memory(self.server)))
                time.sleep(1)
            for one in work:
                one.result()
        return most

    def lines(self) -> Iterator[str]:
        """Yield what happened."""
        for (kind, status, said), count in sorted(self.answered.items()):
            yield f"{count:6} {kind} {status} {said}".rstrip()
        if self.quick:
            median, slowest = statistics.median(self.quick), max(self.quick)
            yield f"quick queries: median {median:.2f} s, slowest {slowest:.2f} s"


def main() -> None:
    """Run the clients and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    args = parser.parse_args()
    limits = {"seconds": 3, "at_once": 4, "waiting": 25, "patience": 10}
    with running(args.directory, **limits, answer=16 * MEBIBYTE, memory=300 * MEBIBYTE) as server:
        for _ in range(20):
            server.query(QUICK)
        while len(server.workers()) < limits["at_once"] + 1:
            time.sleep(0.1)
        time.sleep(2)
        before = memory(server)
        load = Load(server, time.monotonic() + args.seconds)
        most = load.run(args.clients)
        time.sleep(5)
        alive = server.query(QUICK).status
        after = memory(server)
        server.process.send_signal(signal.SIGINT)
        logged = collections.Counter(server.process.stderr)
    print(*load.lines(), sep="\n")
    print(f"MiB of server and of workers: before {before}, after {after}; together at most {most}")
    print(f"a query afterwards: {alive}")
    for line, count in logged.items():
        print(f"on standard error, {count} times: {line}", end="")


if __name__ == "__main__":
    main()
