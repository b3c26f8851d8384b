"""What a query may take: each limit met on purpose, and the server in good health afterwards."""

from __future__ import annotations

import http.client
import json
import os
import pathlib
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from sparql_server import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sparql_server import Server

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
HEAVY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a"
QUICK = "ASK { ?s a kgo:Paper }"


@pytest.fixture(autouse=True)
def healthy(strict_server: Server) -> Iterator[None]:
    yield
    reply = strict_server.query(QUICK)
    assert (reply.status, json.loads(reply.body)["boolean"]) == (200, True)


PROCESSES = pathlib.Path("/proc")


def alive(process: int) -> bool:
    return (PROCESSES / str(process)).exists()


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return met


def test_the_time_limit_stops_the_work(strict_server: Server) -> None:
    before = set(strict_server.workers())
    start = time.monotonic()
    reply = strict_server.query(ENDLESS)
    assert time.monotonic() - start < 10
    assert reply.status == 503
    assert "time limit of 1.5 s" in reply.text
    assert int(reply.headers["retry-after"]) > 0
    assert wait_for(lambda: len(set(strict_server.workers()) - before) == 1), "the busy process is replaced"


def test_rows_that_never_end_are_no_cut_answer(strict_server: Server) -> None:
    """A server that streams as it goes would have said 200 by now."""
    reply = strict_server.query(
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'never') }"
    )
    assert reply.status == 503


def test_the_time_limit_holds_while_rows_are_coming(export: pathlib.Path) -> None:
    """A pipe that is full when its process is killed must not be waited for."""
    rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with running(export, seconds=0.5, at_once=1, answer=0) as server:
        for _ in range(5):
            assert server.request("GET", "/sparql?" + urlencode({"query": rows}), timeout=20).status == 503
        assert server.query(QUICK).status == 200


def test_a_long_answer_is_refused_whole(strict_server: Server) -> None:
    reply = strict_server.query(LONG)
    assert reply.status == 422
    assert "longer than 1 MiB" in reply.text


def test_a_query_that_takes_too_much_memory_is_stopped(export: pathlib.Path) -> None:
    with running(export, seconds=60, at_once=1, spare=0, memory=200 * 1024 * 1024) as server:
        reply = server.query(HEAVY)
        assert reply.status == 422
        assert "memory" in reply.text
        assert server.query(QUICK).status == 200
        line = server.process.stderr.readline()
    assert line == "a query needed more memory than the limit of 200 MiB; its worker process is replaced\n"


def test_more_queries_than_workers_wait_or_are_turned_away(strict_server: Server) -> None:
    with ThreadPoolExecutor(12) as clients:
        replies = list(clients.map(strict_server.query, [ENDLESS] * 12))
    assert {reply.status for reply in replies} == {503}
    assert any("wait already" in reply.text for reply in replies)
    assert all("retry-after" in reply.headers for reply in replies)


def test_quick_queries_pass_slow_ones(export: pathlib.Path) -> None:
    with running(export, seconds=60, at_once=2, spare=0) as server:
        slow = http.client.HTTPConnection("127.0.0.1", server.port)
        slow.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
        for _ in range(5):
            assert server.query(QUICK).status == 200
        slow.sock.settimeout(0.01)
        with pytest.raises(TimeoutError):
            slow.getresponse()
        slow.close()


def test_a_client_that_goes_away_ends_its_query(export: pathlib.Path) -> None:
    with running(export, seconds=60, at_once=1, spare=0) as server:
        before = set(server.workers())
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
        time.sleep(0.5)
        connection.close()
        assert wait_for(lambda: len(set(server.workers()) - before) == 1)
        assert server.query(QUICK).status == 200


def test_a_worker_that_dies_is_replaced(export: pathlib.Path) -> None:
    with running(export, at_once=1, spare=0) as server:
        [worker] = server.workers()
        os.kill(worker, signal.SIGKILL)
        assert server.query(QUICK).status in {200, 500}
        assert server.query(QUICK).status == 200


@pytest.mark.skipif(not PROCESSES.is_dir(), reason="there is no /proc here")
def test_one_client_is_answered_by_one_worker(export: pathlib.Path) -> None:
    """What it has read is in the processor's caches; the other workers stay small."""

    def switches(worker: int) -> int:
        status = (PROCESSES / str(worker) / "status").read_text(encoding="ascii")
        return int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])

    with running(export, at_once=3, spare=1) as server:
        assert wait_for(lambda: len(server.workers()) == 4)
        time.sleep(2)  # until the last has opened its store
        before = {worker: switches(worker) for worker in server.workers()}
        for _ in range(40):
            assert server.query(QUICK).status == 200
        assert sum(switches(worker) - count >= 20 for worker, count in before.items()) == 1


def test_workers_end_with_the_server(export: pathlib.Path) -> None:
    with running(export, at_once=2, spare=0) as server:
        assert wait_for(lambda: len(server.workers()) == 2)
        workers = list(server.workers())
    assert wait_for(lambda: not any(map(alive, workers)))


def test_a_busy_worker_ends_by_itself_when_the_server_is_killed(export: pathlib.Path) -> None:
    with running(export, seconds=1, at_once=1, spare=0) as server:
        [worker] = server.workers()
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", "/sparql?" + urlencode({"query": ENDLESS}))
        time.sleep(0.5)
        server.process.kill()
        assert wait_for(lambda: not alive(worker))
        connection.close()


@pytest.mark.skipif(not PROCESSES.is_dir(), reason="there is no /proc here")
def test_a_worker_can_open_no_file_and_no_connection(strict_server: Server) -> None:
    """The second wall: even a query that passed the check could not leave the process."""
    for worker in strict_server.workers():
        limits = (PROCESSES / str(worker) / "limits").read_text(encoding="ascii").splitlines()
        allowed = next(int(line.split()[3]) for line in limits if line.startswith("Max open files"))
        assert len(list((PROCESSES / str(worker) / "fd").iterdir())) >= allowed


def test_50_clients_at_once_leave_the_server_as_it_was(export: pathlib.Path) -> None:
    mebibyte = 1024 * 1024
    with running(export, seconds=2, at_once=2, spare=0, waiting=100, answer=mebibyte) as server:
        assert wait_for(lambda: len(server.workers()) == 2)
        at_start = sum(server.workers().values())
        until = time.monotonic() + 6
        statuses: set[int] = set()

        def client(number: int) -> int:
            done = 0
            while time.monotonic() < until:
                text = (ENDLESS, LONG, QUICK, "SELECT", "DROP ALL")[
                    number % 25 if number % 25 < 2 else 2 + number % 3
                ]
                statuses.add(server.query(text).status)
                done += 1
            return done

        with ThreadPoolExecutor(50) as clients:
            assert sum(clients.map(client, range(50))) > 50
        assert statuses <= {200, 400, 403, 422, 503}
        assert {200, 400, 403} <= statuses
        assert server.query(QUICK).status == 200
        assert wait_for(lambda: len(server.workers()) == 2)
        assert sum(server.workers().values()) < 2 * at_start
