"""Measures builds of several sizes beside a yardstick, and writes what was found."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kg.bench.chart import chart
from kg.bench.machine import Machine, machine
from kg.bench.measure import measured
from kg.bench.papers import enough
from kg.bench.rooms import Rooms
from kg.bench.table import table
from kg.bench.yardstick import PIPELINES
from kg.errors import KgError
from kg.files import written_whole
from kg.progress import Unwatched
from kg.resources import sample_path
from kg.sources import read
from kg.workers import cores

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.progress import Watcher
    from kg.records import Paper

YARDSTICK_PAPERS = 512
"""Papers that the yardstick reads, at most: it reads as many a second of any number."""
ANSWERS = 5
"""Times that a command is started; the quickest counts."""


class Size(msgspec.Struct, frozen=True):
    """A build of so many papers: from nothing, then again with all of them known."""

    papers: int
    concepts: int
    relations: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    """Memory of the process that builds; zero where the system does not tell."""
    peak_all_mb: float
    """Memory with those that extract."""
    rooms: dict[str, float]
    """Seconds in each room."""
    again_seconds: float
    """The second build."""
    again_peak_mb: float


class Figures(msgspec.Struct, frozen=True):
    """What a benchmark found."""

    machine: Machine
    input: str
    """What was built from."""
    jobs: int
    sizes: tuple[Size, ...]
    """The smallest first."""
    yardstick: str
    """Name of the pipeline; empty where none is installed."""
    yardstick_papers_per_second: float
    ratio: float
    """Papers a second of the largest build over those of the yardstick; zero without one."""
    growth: float
    """Seconds a paper of the largest build over those of the smallest."""
    help_seconds: float
    """``kg --help``."""
    query_seconds: float
    """``kg query`` of the largest graph, from the command to the answer, the second time."""


def bench(
    inputs: Sequence[str | Path] = (),
    output: Path = Path("output/bench"),
    *,
    papers: Sequence[int] = (1000, 4000),
    jobs: int | None = None,
    watcher: Watcher | None = None,
) -> Figures:
    """Measure builds, and write ``bench.json``, ``bench.md`` and ``bench.svg``.

    Args:
        inputs: files or folders of papers; by default the landmark papers of the package. Where a size asks
            for more papers than there are, they are repeated with other names.
        output: folder for the files.
        papers: sizes of the builds.
        jobs: processes that extract; by default one for each core.
        watcher: told how it goes on.

    Raises:
        KgError: an input cannot be read or holds no paper, or a build fails.
    """
    watcher = watcher or Unwatched()
    sizes = sorted(set(papers))
    if not sizes or sizes[0] < 1:
        raise KgError(f"papers {list(papers)}: must be numbers of papers to build from, 1 or more")
    given = read(list(inputs) or [sample_path()]).papers
    if not given:
        raise KgError("benchmark: no papers to build from")
    jobs = jobs or cores()
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as name:
        folder = Path(name)
        built: list[Size] = []
        for count in sizes:
            watcher.step(f"building {count:,}", len(built), len(sizes))
            source = _written(enough(given, count), folder / f"{count}.jsonl")
            built.append(_size(source, folder / str(count), jobs))
        watcher.step("yardstick", 0, 0)
        yardstick = next((name for name in PIPELINES if importlib.util.find_spec(name)), "")
        speed = _yardstick(yardstick, given, min(sizes[-1], YARDSTICK_PAPERS), folder) if yardstick else 0.0
        watcher.step("starting commands", 0, 0)
        query = [str(folder / str(sizes[-1])), "top-concepts"]
        measured(_kg("query", *query))  # makes what later queries use
        first, last = built[0], built[-1]
        figures = Figures(
            machine=machine(),
            input=", ".join(Path(one).name for one in inputs) or "landmark papers of the package, repeated",
            jobs=jobs,
            sizes=tuple(built),
            yardstick=yardstick,
            yardstick_papers_per_second=speed,
            ratio=last.papers / last.seconds / speed if speed else 0.0,
            growth=(last.seconds / last.papers) / (first.seconds / first.papers),
            help_seconds=_quickest(_kg("--help")),
            query_seconds=_quickest(_kg("query", *query)),
        )
    for file, text in (
        ("bench.json", msgspec.json.format(msgspec.json.encode(figures), indent=2).decode() + "\n"),
        ("bench.md", table(figures)),
        ("bench.svg", chart(figures)),
    ):
        with written_whole(output / file) as stream:
            stream.write(text.encode())
    return figures


def _size(source: Path, folder: Path, jobs: int) -> Size:
    command = [sys.executable, "-m", "kg.bench.rooms", str(source), str(folder), str(jobs)]
    cold = measured(command)
    again = measured(command)
    rooms = msgspec.json.decode(cold.output, type=Rooms)
    return Size(
        papers=rooms.papers,
        concepts=rooms.concepts,
        relations=rooms.relations,
        seconds=cold.seconds,
        cpu_seconds=cold.cpu_seconds,
        peak_mb=cold.peak_mb,
        peak_all_mb=cold.peak_all_mb,
        rooms=rooms.rooms,
        again_seconds=again.seconds,
        again_peak_mb=again.peak_all_mb,
    )


def _yardstick(name: str, papers: Sequence[Paper], count: int, folder: Path) -> float:
    source = _written(enough(papers, count), folder / "yardstick.jsonl")
    taken = measured([sys.executable, "-m", "kg.bench.yardstick", str(source), name])
    return count / msgspec.json.decode(taken.output, type=float)


def _written(papers: Iterable[Paper], path: Path) -> Path:
    with path.open("wb") as stream:
        stream.writelines(paper.to_json() + b"\n" for paper in papers)
    return path


def _kg(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kg", *arguments]


def _quickest(command: list[str]) -> float:
    return min(measured(command).seconds for _ in range(ANSWERS))
