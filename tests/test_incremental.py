"""Each text is extracted once, in whatever batches, and a run that dies keeps its finished batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.cache import Cache
from kg.incremental import BATCH, Extractor, extracted, planned
from kg.records import Entity, Extraction, Paper, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Counting(Extractor):
    """Finds the title of each paper as a task, and counts; dies at the paper called so."""

    def __init__(self, dies_at: str = "") -> None:
        super().__init__()
        self.read: list[str] = []
        self.dies_at = dies_at

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            if paper.title == self.dies_at:
                raise KeyboardInterrupt
            self.read.append(paper.title)
            yield Extraction(paper, (Entity("Task", paper.title, Role.STUDIES),))


class Steps:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def step(self, name: str, done: int, total: int) -> None:
        self.told.append((name, done, total))

    def note(self, line: str) -> None:
        raise AssertionError(line)


def papers(number: int) -> list[Paper]:
    return [Paper(id=f"p{n}", title=f"Paper {n}") for n in range(number)]


def test_without_a_cache_every_paper_is_read_in_order() -> None:
    reader = Counting()
    found = extracted(papers(150), reader, None)
    assert [e.paper.id for e in found] == [f"p{n}" for n in range(150)]
    assert len(reader.read) == 150


def test_a_second_run_reads_nothing_and_new_papers_alone_are_read(tmp_path: Path) -> None:
    with Cache(tmp_path / "c", "m") as cache:
        first = extracted(papers(100), Counting(), cache)
        again = Counting()
        assert extracted(papers(100), again, cache) == first
        assert again.read == []
        more = Counting()
        found = extracted([Paper(id="new", title="New"), *papers(100)], more, cache)
        assert more.read == ["New"]
        assert [e.paper.id for e in found] == ["new", *(f"p{n}" for n in range(100))]
        assert [e.entities[0].name for e in found] == [e.paper.title for e in found]


def test_an_interrupted_run_loses_its_unfinished_batch_only(tmp_path: Path) -> None:
    with Cache(tmp_path / "c", "m") as cache, pytest.raises(KeyboardInterrupt):
        extracted(papers(BATCH + 20), Counting(dies_at=f"Paper {BATCH + 10}"), cache)
    with Cache(tmp_path / "c", "m") as cache:
        rest = Counting()
        found = extracted(papers(BATCH + 20), rest, cache)
    assert rest.read == [f"Paper {n}" for n in range(BATCH, BATCH + 20)]
    assert found == extracted(papers(BATCH + 20), Counting(), None)


def test_progress_goes_on_from_what_is_known_batch_by_batch(tmp_path: Path) -> None:
    steps = Steps()
    count = 2 * BATCH
    with Cache(tmp_path / "c", "m") as cache:
        extracted(papers(3), Counting(), cache)
        extracted(papers(count), Counting(), cache, steps)
    assert steps.told == [("extracting", n, count) for n in (0, 3, BATCH + 3, count)]


def test_a_plan_counts_what_is_new() -> None:
    reader = Counting()
    plan = planned(papers(50), reader, set(range(10)))
    assert (plan.papers, plan.new) == (50, 40)
    assert 0 < len(set(reader.read)) <= 16
    assert not {f"Paper {n}" for n in range(10)}.intersection(reader.read)
    assert plan.seconds > 0
    assert "40 of them new" in str(plan)
    assert str(planned(papers(10), Counting(), set(range(10)))) == "10 papers, none of them new"
