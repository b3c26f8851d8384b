"""Extraction in several processes: the same as in one, whatever becomes of the processes."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

import kg
from kg.errors import KgError
from kg.extract import pipeline
from kg.incremental import PAPERS_FOR_A_PROCESS, processes
from kg.records import Paper
from kg.resources import sample_path
from kg.sources import read
from kg.workers import Workers

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Sequence

    from kg.records import Extraction

FRAGILE = """
import os, sys
import msgspec
from kg.records import Entity, Extraction, Paper, Role
from kg.worker import Answer, receive, send

out = os.fdopen(1, "wb")
send(out, Answer())
while True:
    papers = msgspec.json.decode(receive(sys.stdin.buffer), type=list[Paper])
    if len(papers) > 2 or any("poison" in paper.title for paper in papers):
        os.abort()
    send(out, Answer([Extraction(paper, (), (), (), (), (), ()) for paper in papers]))
"""
"""A worker that extracts nothing, and that a word or more than two papers at once kill."""


@pytest.fixture(scope="module")
def chunks() -> list[list[Paper]]:
    papers = read([sample_path()]).papers
    return [list(papers[start : start + 6]) for start in range(0, len(papers), 6)]


@pytest.fixture(scope="module")
def expected(chunks: list[list[Paper]]) -> list[list[Extraction]]:
    nlp = pipeline.load()
    return [list(pipeline.extract(chunk, nlp)) for chunk in chunks]


def in_order(found: dict[int, list[Extraction]]) -> list[list[Extraction]]:
    return [found[number] for number in range(len(found))]


def test_two_processes_find_what_one_finds(
    chunks: list[list[Paper]], expected: list[list[Extraction]]
) -> None:
    with Workers(2) as workers:
        found = dict(workers.extract(chunks))
    assert in_order(found) == expected
    assert len(workers.processes) == 2
    assert all(process.poll() is not None for process in workers.processes), "no process is left"


def test_a_process_that_is_killed_is_replaced(
    chunks: list[list[Paper]], expected: list[list[Extraction]]
) -> None:
    with Workers(1) as workers:
        results = workers.extract(chunks)
        found = dict([next(results)])
        os.kill(workers.processes[0].pid, signal.SIGKILL)
        found |= dict(results)
    assert in_order(found) == expected
    assert len(workers.processes) == 2


@pytest.fixture
def fragile(tmp_path: pathlib.Path) -> Callable[[int], Workers]:
    script = tmp_path / "fragile.py"
    script.write_text(FRAGILE, encoding="utf-8")
    return lambda jobs: Workers(jobs, command=[sys.executable, str(script)])


def papers(*titles: str) -> Sequence[Paper]:
    return [Paper(id=f"p{i}", title=title) for i, title in enumerate(titles)]


def test_the_paper_that_ends_processes_is_named(fragile: Callable[[int], Workers]) -> None:
    with (
        fragile(2) as workers,
        pytest.raises(KgError, match="paper 'A poison': 2 worker processes ended while they read it"),
    ):
        list(workers.extract([papers("Bread"), papers("Butter", "Milk", "A poison", "Tea")]))


def test_a_chunk_that_is_too_much_is_halved_and_put_together_again(fragile: Callable[[int], Workers]) -> None:
    chunk = papers("Bread", "Butter", "Milk", "Salt", "Tea")
    with fragile(2) as workers:
        assert [[e.paper for e in found] for _, found in workers.extract([chunk])] == [chunk]


def test_a_process_that_cannot_start_is_one_line(tmp_path: pathlib.Path) -> None:
    with (
        Workers(2, command=[sys.executable, "-c", "raise SystemExit(7)"]) as workers,
        pytest.raises(KgError, match=r"a worker process cannot start \(code 7\); --jobs 1 does without"),
    ):
        list(workers.extract([papers("Bread")]))
    with Workers(1, tmp_path) as workers, pytest.raises(KgError, match=str(tmp_path)):
        list(workers.extract([papers("Bread")]))


@pytest.mark.parametrize(("new", "jobs", "count"), [(0, 8, 1), (200, 8, 1), (600, 8, 3), (10**6, 4, 4)])
def test_few_papers_start_few_processes(new: int, jobs: int, count: int) -> None:
    assert processes(new, jobs) == count


def test_a_graph_does_not_depend_on_the_number_of_processes(tmp_path: pathlib.Path) -> None:
    source = tmp_path / "many.jsonl"
    lines = sample_path().read_text(encoding="utf-8").splitlines()
    many = [json.loads(line) for line in lines] * (2 * PAPERS_FOR_A_PROCESS // len(lines) + 1)
    for number, paper in enumerate(many):
        paper["title"] += f", part {number}"
        paper.pop("doi", None)
        paper.pop("arxiv", None)
        paper.pop("id", None)
    source.write_text("".join(json.dumps(paper) + "\n" for paper in many), encoding="utf-8")
    one, two = (kg.build(source, tmp_path / f"{jobs}", formats=["nt"], jobs=jobs) for jobs in (1, 2))
    assert one.extractions == two.extractions
    assert (tmp_path / "1/graph.nt").read_bytes() == (tmp_path / "2/graph.nt").read_bytes()


def test_no_processes_are_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(KgError, match="jobs 0: must be 1 or more"):
        kg.build(sample_path(), tmp_path, jobs=0)
