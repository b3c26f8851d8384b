"""Builds on Dask's workers give what a build on one machine gives, whatever becomes of the workers."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.engine import shards
from kg.engine.build import SHARD_PAPERS, build
from kg.engine.dask import Dask
from kg.engine.step import RECORDS
from kg.engine.walk import extract, papers_in
from kg.errors import KgError
from kg.incremental import Extractor
from kg.link.linker import link
from kg.progress import Unwatched
from kg.rdf import export
from kg.records import Extraction
from kg.resources import sample_path
from kg.sources import read
from tests.conftest import SHARED
from tests.engine.whole import PROVENANCE, lines, linked_in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

pytest.importorskip("distributed")
pytest.importorskip("fsspec")


@pytest.fixture(scope="module")
def dask() -> Iterator[Dask]:
    with Dask(workers=2) as engine:
        yield engine


@dataclasses.dataclass(frozen=True)
class DiesOnce:
    """Does a step, but kills the worker of the first shard that comes to it, before or after it is made."""

    step: Callable[[str], str]
    marker: str

    def __str__(self) -> str:
        return str(self.step)

    def __call__(self, shard: str) -> str:
        try:
            Path(self.marker).touch(exist_ok=False)
        except FileExistsError:
            return self.step(shard)
        if str(self.step) != "linking":
            self.step(shard)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


@dataclasses.dataclass
class Mortal:
    """An engine that loses a worker in the extraction, in the linking and in the writing."""

    engine: Dask
    graves: Path

    def map_shards(self, function: Callable[[str], str], places: Sequence[str]) -> list[str]:
        marker = self.graves / str(function)
        return self.engine.map_shards(DiesOnce(function, str(marker)), places)


def test_workers_killed_half_way_change_nothing(dask: Dask, sample_folder: Path, tmp_path: Path) -> None:
    graves = tmp_path / "graves"
    graves.mkdir()
    output = tmp_path / "output"
    whole = build([sample_path()], output, Mortal(dask, graves), title="Landmark papers", size=6)
    assert {path.name for path in graves.iterdir()} == {"extracting", "linking", "writing"}
    assert b"".join(lines(whole.rdf)) == (sample_folder / "graph.nt").read_bytes()
    # All papers are in the top, so its files are those of a build on one machine.
    for path in sample_folder.iterdir():
        if path.is_file():
            assert (output / path.name).read_bytes() == path.read_bytes(), path.name
    # What was extracted stays, and nothing else.
    kept = shards.listed(str(output / "shards"))
    assert {name.partition("-")[0] for name in kept} == {"extractions", "rdf"}


def test_a_step_that_cannot_go_on_says_why(dask: Dask, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="nothing: cannot be read"):
        dask.map_shards(shards.read, [str(tmp_path / "nothing")])


def test_2000_papers_of_the_corpus(dask: Dask, tmp_path: Path) -> None:
    corpus = SHARED / "data" / "corpus" / "papers-20k.jsonl.gz"
    if not corpus.exists():
        pytest.skip("no development data at ../shared/data")
    papers = read([corpus]).papers[::10]
    room = shards.folder(str(tmp_path / "extracted"))
    extracted = extract(dask, room, papers_in(papers, SHARD_PAPERS // 2), Extractor().fingerprint, None)
    parts = [shards.get(shard + RECORDS, list[Extraction]) for shard in extracted]
    assert len(parts) > 4
    one = link(extraction for part in parts for extraction in part)
    export(one, tmp_path, formats=["nt"], provenance=PROVENANCE)
    whole, rdf = linked_in_parts(parts, tmp_path / "room", dask)
    assert whole.concepts == list(one.concepts)
    assert b"".join(lines(rdf)) == (tmp_path / "graph.nt").read_bytes()


class Notes(Unwatched):
    """Keeps the notes that it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


def test_a_scheduler_that_does_not_answer_is_named_at_once_and_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kg.engine.dask.WAIT", 1)
    notes = Notes()
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes connections, and says nothing
        address = f"tcp://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(KgError, match=address), Dask(address, watcher=notes):
            pass
    assert notes.lines == [f"waiting for scheduler {address}, 1 s at most"]
