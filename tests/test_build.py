"""Papers in, files out: complete, the same every time, and never half-written."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from kg.build import build
from kg.cache import PLACE
from kg.errors import KgError
from kg.exports import FORMATS, USUAL
from kg.extractions import read_extractions
from kg.report import closing_lines, read_report
from kg.resources import sample_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Kg

    from kg.library import Build

FILES = {
    "graph.ttl",
    "graph.nt",
    "graph.jsonld",
    "graph.graphml",
    "graph.html",
    "void.ttl",
    "extractions.jsonl",
    "report.json",
}


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a build by name; what begins with a dot is not output."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in contents(folder).items()}


class TestSample:
    def test_every_paper_has_concepts_and_a_role_for_each(self, sample: Build) -> None:
        assert len(sample.extractions) == 48
        assert all(extraction.entities for extraction in sample.extractions)
        assert {c.type for c in sample.knowledge.concepts} == {"Method", "Dataset", "Task"}
        assert sample.summary.papers == 48
        assert sum(sample.summary.claims.values()) >= 48
        assert sample.skipped == ()

    def test_what_it_is_known_for_is_found(self, sample: Build) -> None:
        labels = {c.label for c in sample.knowledge.concepts}
        assert {"ImageNet", "CIFAR-10", "dropout", "image classification"} <= labels

    def test_the_files_are_those_of_the_report(self, sample_folder: Path) -> None:
        files = contents(sample_folder)
        assert set(files) == FILES
        report = read_report(sample_folder)
        assert set(report.files) == FILES - {"report.json"}
        for name, facts in report.files.items():
            assert (facts.bytes, facts.sha256) == (
                len(files[name]),
                hashlib.sha256(files[name]).hexdigest(),
            )
        assert report.inputs == ("papers.jsonl",)
        assert report.contents["papers"] == 48

    def test_graphml_is_the_networkx_graph(self, sample: Build, sample_folder: Path) -> None:
        read = nx.read_graphml(sample_folder / "graph.graphml", force_multigraph=True)
        assert set(read) == set(sample.graph)
        assert read.number_of_edges() == sample.graph.number_of_edges()

    def test_extractions_are_read_back(self, sample: Build, sample_folder: Path) -> None:
        assert tuple(read_extractions(sample_folder)) == sample.extractions

    def test_offsets_are_those_of_the_stored_text(self, sample: Build) -> None:
        for extraction in sample.extractions:
            for part in (*extraction.mentions, *extraction.claims):
                text = extraction.paper.text(part.span.field)
                assert text[part.span.start : part.span.end] == part.text


class TestSameBytes:
    def test_whatever_the_hash_seed(self, kg: Kg, few: Path, tmp_path: Path) -> None:
        for seed in ("1", "2"):
            done = kg("build", few, "-o", tmp_path / seed, PYTHONHASHSEED=seed)
            assert done.returncode == 0, done.stderr
        assert digests(tmp_path / "1") == digests(tmp_path / "2")

    def test_whatever_the_order_of_the_inputs(self, few: Path, tmp_path: Path) -> None:
        lines = few.read_text(encoding="utf-8").splitlines(keepends=True)
        parts = [tmp_path / name for name in ("b.jsonl", "a.jsonl", "c.jsonl")]
        for number, part in enumerate(parts):
            part.write_text("".join(lines[number::3]), encoding="utf-8")
        build(parts, tmp_path / "one")
        build([*reversed(parts), parts[0]], tmp_path / "other")
        folder = tmp_path / "folder"
        folder.mkdir()
        for part in parts:
            shutil.copy(part, folder)
        build(folder, tmp_path / "from folder")
        assert digests(tmp_path / "one") == digests(tmp_path / "other") == digests(tmp_path / "from folder")

    def test_when_nothing_is_extracted_anew(
        self, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        build(few, tmp_path / "out")
        first = digests(tmp_path / "out")
        (tmp_path / "out" / "graph.nt").unlink()

        def never(*_: object, **__: object) -> Iterator[None]:
            raise AssertionError("a known paper was extracted again")

        monkeypatch.setattr("kg.extract.pipeline.extract", never)
        build(few, tmp_path / "out")
        assert digests(tmp_path / "out") == first

    def test_adding_and_removing_a_paper_leaves_nothing_behind(self, few: Path, tmp_path: Path) -> None:
        build(few, tmp_path / "out")
        first = digests(tmp_path / "out")
        more = tmp_path / "more.jsonl"
        more.write_text(
            json.dumps({"title": "Frogs", "abstract": "We count frogs."}) + "\n", encoding="utf-8"
        )
        assert build([few, more], tmp_path / "out").summary.papers == 7
        assert digests(tmp_path / "out") != first
        build(few, tmp_path / "out")
        assert digests(tmp_path / "out") == first


class TestOptions:
    def test_min_confidence_leaves_out(self, sample: Build) -> None:
        sure = build(sample_path(), min_confidence=0.8)
        assert 0 < len(sure.knowledge.concepts) < len(sample.knowledge.concepts)
        assert all(e.confidence >= 0.8 for x in sure.extractions for e in x.entities)

    def test_links_correct_the_linking(self, few: Path, tmp_path: Path) -> None:
        concept = max(build(few).knowledge.concepts, key=lambda c: c.paper_count)
        links = tmp_path / "links.csv"
        links.write_text(f"action,concept,target\nrename,{concept.id},My own name\n", encoding="utf-8")
        built = build(few, tmp_path / "out", links=links)
        assert "My own name" in {c.label for c in built.knowledge.concepts}
        assert read_report(tmp_path / "out").links == hashlib.sha256(links.read_bytes()).hexdigest()

    def test_lines_of_the_links_file_that_change_nothing_are_reported(
        self, few: Path, tmp_path: Path
    ) -> None:
        links = tmp_path / "links.csv"
        links.write_text("action,concept,target\ndrop,method/nosuch\n", encoding="utf-8")
        built = build(few, tmp_path / "out", links=links)
        (told,) = built.skipped
        assert (told.source, told.place, told.reason) == ("links.csv", "line 2", "no concept method/nosuch")
        assert read_report(tmp_path / "out").skipped == built.skipped
        shown = list(closing_lines(built, tmp_path / "out", 1.0))
        assert "  1: no concept method/nosuch (links.csv line 2)" in shown

    def test_base_starts_every_iri_of_the_data(self, few: Path, tmp_path: Path) -> None:
        build(few, tmp_path, base="https://example.org/mine/", formats=["nt"])
        subjects = {line.split()[0] for line in (tmp_path / "graph.nt").read_text().splitlines()}
        assert all(subject.startswith("<https://example.org/mine/") for subject in subjects)

    def test_every_format_is_written(self, few: Path, tmp_path: Path) -> None:
        output = tmp_path / "out"
        built = build(few, output, formats=list(FORMATS))
        names = {name for form in FORMATS.values() for name in form.files} | {"report.json"}
        assert {path.name for path in built.files} == names == set(contents(output))
        assert all((output / name).stat().st_size for name in names)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"min_confidence": 1.5}, "between 0 and 1"),
            ({"min_confidence": "x"}, "'x': must be a number"),
            ({"base": "no iri"}, "base"),
            ({"formats": ["docx"]}, "docx"),
            ({"links": Path("no such links.csv")}, "no such links.csv"),
            ({"vocabulary": Path("no such words.csv")}, "no such words.csv"),
            ({"model": Path("no such model")}, "no such model"),
            ({"links": "no such links.csv"}, "no such links.csv"),
            ({"vocabulary": "no such words.csv"}, "no such words.csv"),
            ({"model": "no such model"}, "no such model"),
            ({"formats": "docx"}, "docx"),
            ({"format": "klingon"}, "klingon"),
        ],
    )
    def test_what_cannot_be_used_is_refused_before_anything_is_written(
        self, few: Path, tmp_path: Path, options: dict[str, object], message: str
    ) -> None:
        with pytest.raises(KgError, match=message):
            build(few, tmp_path / "out", **options)  # type: ignore[arg-type]
        assert not (tmp_path / "out").exists()

    def test_an_output_without_a_name_is_not_the_current_folder(
        self, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = set(tmp_path.iterdir())
        monkeypatch.chdir(tmp_path)
        with pytest.raises(KgError, match="names no folder"):
            build(few, "")
        assert set(tmp_path.iterdir()) == before


class TestNeverHalfWritten:
    def test_a_format_no_longer_asked_for_goes_and_what_is_not_ours_stays(
        self, sample: Build, tmp_path: Path
    ) -> None:
        (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
        sample.export(tmp_path, [*USUAL, "nq"])
        assert (tmp_path / "graph.nq").exists()
        sample.export(tmp_path)
        assert set(contents(tmp_path)) == FILES | {"notes.txt"}

    def test_a_failure_late_in_writing_leaves_the_earlier_build(
        self, sample: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sample.export(tmp_path)
        before = contents(tmp_path)

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("kg.exports.written_whole", full)
        with pytest.raises(KgError, match="No space left"):
            sample.export(tmp_path)
        assert contents(tmp_path) == before
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted(FILES)

    def test_a_file_that_grows_too_large(self, kg: Kg, few: Path, tmp_path: Path) -> None:
        assert kg("build", few, "-o", tmp_path / "out").returncode == 0
        before = contents(tmp_path / "out")
        with few.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"title": "Frogs", "abstract": "We count frogs."}) + "\n")
        done = subprocess.run(
            [sys.executable, "-P", "-m", "kg", "build", few, "-o", tmp_path / "out"],
            capture_output=True,
            encoding="utf-8",
            check=False,
            # Enough for the cache, too little for every file: the page alone takes more.
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith(f"kg: {tmp_path / 'out' / 'graph.'}")
        assert done.stderr.endswith(": cannot be written: File too large\n")
        assert contents(tmp_path / "out") == before
        assert {p.name for p in (tmp_path / "out").iterdir()} == FILES | {".cache"}

    def test_a_full_disk(self, kg: Kg, few: Path, tmp_path: Path) -> None:
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("no small disk can be mounted here")
        try:
            done = kg("build", few, "-o", disk / "out")
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.count("\n") == 1
            assert "No space left on device" in done.stderr or "full" in done.stderr
            assert [p.name for p in (disk / "out").iterdir()] == [".cache"]
        finally:
            subprocess.run(["umount", disk], check=True)

    def test_a_file_where_the_folder_should_be(self, kg: Kg, few: Path, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("", encoding="utf-8")
        done = kg("build", few, "-o", tmp_path / "out")
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1

    def test_what_a_killed_build_left_goes_and_that_of_a_running_one_stays(
        self, sample: Build, tmp_path: Path
    ) -> None:
        fcntl = pytest.importorskip("fcntl")
        for name in ("dead", "alive"):
            (tmp_path / f".part-{name}").mkdir()
            (tmp_path / f".part-{name}" / "lock").touch()
        with (tmp_path / ".part-alive" / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            sample.export(tmp_path, ["jsonl"])
        assert [p.name for p in tmp_path.glob(".part-*")] == [".part-alive"]


def many(path: Path, copies: int) -> Path:
    """The sample over and over, each time with other titles: papers enough for several batches."""
    with path.open("w", encoding="utf-8") as stream:
        for number in range(copies):
            for line in sample_path().read_text(encoding="utf-8").splitlines():
                paper = json.loads(line)
                stream.write(
                    json.dumps({"title": f"{paper['title']}, {number}", "abstract": paper["abstract"]}) + "\n"
                )
    return path


def cached(output: Path) -> int:
    try:
        with sqlite3.connect(f"file:{output / PLACE}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM extraction").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_build_that_is_stopped_goes_on_where_it_was(kg: Kg, tmp_path: Path, end: signal.Signals) -> None:
    for copies in (6, 18, 54):  # more where the build was quicker than the signal
        papers = many(tmp_path / f"many-{copies}.jsonl", copies)
        output = tmp_path / f"out-{copies}"
        command = [sys.executable, "-P", "-m", "kg", "build", str(papers), "-o", str(output)]
        running = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            # A shell starts what runs in its background deaf to SIGINT, and children inherit it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        deadline = time.monotonic() + 300
        while not cached(output) and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        running.send_signal(end)
        out, err = running.communicate(timeout=60)
        if running.returncode != 0:
            break
    assert out == ""
    if end == signal.SIGINT:
        assert (running.returncode, err) == (130, "kg: interrupted\n")
    kept = cached(output)
    assert 0 < kept < 48 * copies
    assert contents(output) == {}
    plan = kg("build", papers, "-o", output, "--dry-run")
    assert plan.stdout.startswith(f"{48 * copies:,} papers, {48 * copies - kept:,} of them new: about ")
    assert kg("build", papers, "-o", output).returncode == 0
    assert kg("build", papers, "-o", tmp_path / "undisturbed", PYTHONHASHSEED="3").returncode == 0
    assert digests(output) == digests(tmp_path / "undisturbed")


def test_a_damaged_cache_is_noted_and_made_anew(kg: Kg, few: Path, tmp_path: Path) -> None:
    assert kg("build", few, "-o", tmp_path / "out").returncode == 0
    first = digests(tmp_path / "out")
    (tmp_path / "out" / PLACE).write_bytes(b"\0" * 9000)
    done = kg("build", few, "-o", tmp_path / "out")
    assert done.returncode == 0
    assert done.stderr.startswith("note: ")
    assert done.stderr.count("\n") == 1
    assert digests(tmp_path / "out") == first
    assert cached(tmp_path / "out") == 6


@pytest.fixture(scope="module")
def output(kg: Kg, listing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("listing")
    done = kg("build", listing, "-o", output, PYTHONHASHSEED="11")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("papers     204\n")
    return output


class TestListing:
    """The job that the project was made for."""

    def test_all_its_papers_are_there_with_title_and_abstract(self, output: Path) -> None:
        papers = [extraction.paper for extraction in read_extractions(output)]
        assert len(papers) == len({p.id for p in papers}) == 204
        assert all(p.title and len(p.abstract) > 100 for p in papers)
        assert not [p.title for p in papers if "Subscribe" in p.title or "trending" in p.title]

    def test_it_conforms(self, kg: Kg, output: Path) -> None:
        done = kg("validate", output)
        assert done.returncode == 0, done.stdout
        assert done.stdout.endswith("conforms.\n")

    def test_the_scorer_finds_every_paper_and_has_figures_for_all_parts(self, output: Path) -> None:
        shared = Path(__file__).parents[2] / "shared"
        scorer, gold = shared / "eval" / "score.py", shared / "data" / "gold" / "seed-dev.jsonl"
        if not scorer.exists():
            pytest.skip("no scorer at ../shared/eval")
        done = subprocess.run(
            [sys.executable, scorer, output, gold, "--json"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        scores = json.loads(done.stdout)
        assert scores["missing"] == []
        for part in ("concepts", "spans", "claims", "about", "results", "linking"):
            assert scores[part]["f1"] > 0, part
        for part in ("role", "kind"):
            assert scores[part] > 0.5, part

    def test_in_parts_in_any_order_it_is_the_same_graph(
        self, kg: Kg, listing: Path, output: Path, tmp_path: Path
    ) -> None:
        lines = listing.read_text(encoding="utf-8").splitlines(keepends=True)
        parts = [tmp_path / f"{name}.txt" for name in "xyz"]
        rest = iter(lines)
        for part in parts:
            part.write_text("".join(islice(rest, 100 if part != parts[-1] else None)), encoding="utf-8")
        for name, order, seed in (("one", parts, "21"), ("other", parts[::-1], "22")):
            # With what is known from the whole, linking and writing are what is compared.
            shutil.copytree(output / ".cache", tmp_path / name / ".cache")
            done = kg("build", *order, "-o", tmp_path / name, PYTHONHASHSEED=seed)
            assert done.returncode == 0, done.stderr
        assert digests(tmp_path / "one") == digests(tmp_path / "other")

    def test_it_is_the_same_for_another_hash_seed_without_the_cache(
        self, kg: Kg, listing: Path, output: Path, tmp_path: Path
    ) -> None:
        assert kg("build", listing, "-o", tmp_path, PYTHONHASHSEED="12").returncode == 0
        assert digests(tmp_path) == digests(output)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users here")
def test_an_input_that_cannot_be_read(kg: Kg, few: Path, tmp_path: Path) -> None:
    unreadable = few
    if os.geteuid() == 0:  # whom permissions do not stop
        unreadable = Path("/proc/self/mem")
        if not unreadable.exists():
            pytest.skip("nothing here is unreadable for root")
    else:
        few.chmod(0)
    done = kg("build", unreadable, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kg: {unreadable}: cannot be read: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


BROKEN = """@article{good, title = {Frogs of the North}, abstract = {We count frogs.}}
@article{broken, title = {Toads of the South, year = 2020
@article{also, title = {Newts of the East}, abstract = {We count newts.}}
"""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n", "is empty"),
        ("noise.txt", bytes(range(256)) * 40, "is binary"),
        ("one.txt", b"A Title and Nothing Else\n", "listing"),
        ("thesis.pdf", b"%PDF-1.7 ...", "PDF"),
        ("cut.jsonl.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b", "cut off"),
        ("nothing.json", b"[]", "nothing.json"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    kg: Kg, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = kg("build", path, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kg: {path}: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_without_papers_is_refused(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = kg("build", tmp_path / "in", "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"kg: {tmp_path / 'in'}: holds no papers\n"


def test_a_broken_entry_is_skipped_and_named(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "papers.bib").write_text(BROKEN, encoding="utf-8")
    done = kg("build", tmp_path / "papers.bib", "-o", tmp_path / "out")
    assert done.returncode == 0
    assert done.stdout.startswith("papers     2\n")
    assert "broken entry" in done.stdout
    assert "papers.bib entry broken, line 2" in done.stdout
    assert [s.place for s in read_report(tmp_path / "out").skipped] == ["entry broken, line 2"]


def test_papers_come_from_standard_input_too(kg: Kg, few: Path, tmp_path: Path) -> None:
    done = kg("build", "-", "-o", tmp_path / "out", stdin=few.read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stderr
    assert read_report(tmp_path / "out").inputs == ("standard input",)
