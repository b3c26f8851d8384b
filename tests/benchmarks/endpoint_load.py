#!/usr/bin/env python3
"""Trip every limit of the endpoint at once, from many clients, and see it come back.

    python tests/benchmarks/endpoint_load.py DIR [--clients 50] [--seconds 60]

A fifth of the clients each: endless queries, answers that are too long, quick queries, refused updates, and
clients that go away. Prints what was answered how often, how long quick queries took, and the memory of the
server and of its workers before and after.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import http.client
import pathlib
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "sparql"))

from sparql_server import Server, running

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
QUICK = "SELECT ?t { ?p a kgo:Paper ; dcterms:title ?t } LIMIT 10"


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


def main() -> None:
    """Run the clients and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    args = parser.parse_args()
    answered: collections.Counter[str] = collections.Counter()
    quick: list[float] = []
    lock = threading.Lock()
    mebibyte = 1024 * 1024
    with running(args.directory, seconds=2, at_once=4, waiting=40, answer=16 * mebibyte) as server:
        for _ in range(20):
            server.query(QUICK)
        before = memory(server)
        until = time.monotonic() + args.seconds

        def client(number: int) -> None:
            kind = ("endless", "long", "quick", "refused", "away")[number % 5]
            while time.monotonic() < until:
                start = time.monotonic()
                if kind == "away":
                    go_away(server)
                    status = "left"
                else:
                    text = {"endless": ENDLESS, "long": LONG, "quick": QUICK}.get(kind, "DROP ALL")
                    status = str(server.query(text).status)
                with lock:
                    answered[f"{kind} {status}"] += 1
                    if kind == "quick" and status == "200":
                        quick.append(time.monotonic() - start)

        with ThreadPoolExecutor(args.clients) as clients:
            list(clients.map(client, range(args.clients)))
        time.sleep(5)
        alive = server.query(QUICK).status
        after = memory(server)
    for name, count in sorted(answered.items()):
        print(f"{name}: {count}")
    if quick:
        print(f"quick queries: median {statistics.median(quick):.2f} s, slowest {max(quick):.2f} s")
    print(f"server and workers, MiB: before {before}, after {after}; a query afterwards: {alive}")


if __name__ == "__main__":
    main()
