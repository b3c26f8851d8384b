"""``import kg`` in a program of one's own, as the README shows it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import networkx as nx
import pytest

import kg as library
from kg.errors import KgError
from kg.sparql import query

if TYPE_CHECKING:
    from pathlib import Path

    from kg.library import Build


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, kg\n"
        "heavy = ('spacy', 'numpy', 'networkx', 'rdflib', 'pyoxigraph', 'pyvis', 'rich', 'typer')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "[]\n"


def test_build_stays_the_function_whatever_is_imported() -> None:
    code = "import kg, kg.build, kg.cli\nfrom kg.build import plan\nprint(callable(kg.build), callable(plan))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "True True\n"


def test_what_is_public_is_there() -> None:
    assert all(hasattr(library, name) for name in library.__all__)


def test_the_networkx_graph(sample: Build) -> None:
    assert isinstance(sample.graph, nx.MultiDiGraph)
    kinds = [kind for _, kind in sample.graph.nodes(data="kind")]
    assert kinds.count("paper") == 48
    assert kinds.count("concept") == len(sample.knowledge.concepts)


def test_queries_by_name_and_in_sparql(sample: Build, introduced: tuple[str, str]) -> None:
    name, title = introduced
    assert title in {row["title"] for row in sample.query("who-introduced", concept=f"method:{name}")}
    (row,) = sample.query("SELECT (COUNT(?p) AS ?n) { ?p a kgo:Paper }")
    assert row == {"n": 48}
    assert sample.query("ASK { ?p a kgo:Paper }")
    with pytest.raises(KgError, match="no-such"):
        sample.query("no-such-query")


def test_it_answers_as_the_files_do(sample: Build, sample_folder: Path) -> None:
    assert sample.query("top-concepts") == query(sample_folder, name="top-concepts")


def test_export_of_some_formats(sample: Build, tmp_path: Path) -> None:
    paths = sample.export(tmp_path / "made", formats=["ttl", "gexf"])
    assert [path.name for path in paths] == ["graph.ttl", "graph.gexf", "report.json"]
    assert all(path.stat().st_size for path in paths)


def test_files_may_be_given_as_text(few: Path, tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text("action,concept,target\n", encoding="utf-8")
    (tmp_path / "words.csv").write_text("type,name\nMethod,frobbing\n", encoding="utf-8")
    built = library.build(few, links=str(tmp_path / "links.csv"), vocabulary=str(tmp_path / "words.csv"))
    assert built.links_sha256
    assert built.vocabulary_sha256


def test_one_format_may_be_given_by_its_name(sample: Build, tmp_path: Path) -> None:
    assert [path.name for path in sample.export(tmp_path, formats="ttl")] == ["graph.ttl", "report.json"]


def test_it_is_shown_in_a_line(sample: Build) -> None:
    concepts = len(sample.knowledge.concepts)
    assert repr(sample).startswith(f"<Build: 48 papers, {concepts:,} concepts, ")
    assert repr(sample).endswith(f" {sum(sample.summary.claims.values()):,} claims>")


def test_show_opens_the_page(sample: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    page = sample.show()
    assert opened == [page.as_uri()]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_build_that_was_written_shows_its_own_page(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    built = library.build(few, tmp_path)
    assert built.show() == tmp_path / "graph.html"
    assert opened == [(tmp_path / "graph.html").as_uri()]


def test_one_input_or_several(few: Path) -> None:
    one = library.build(str(few))
    assert library.build([few, few]).knowledge == one.knowledge


def test_progress_can_be_watched(few: Path, tmp_path: Path) -> None:
    stages: list[str] = []

    class Watcher:
        def step(self, name: str, done: int, total: int) -> None:
            assert 0 <= done <= total or total == 0
            if name not in stages:
                stages.append(name)

        def note(self, line: str) -> None:
            raise AssertionError(line)

    library.build(few, tmp_path, watcher=Watcher())
    assert stages[:4] == ["reading", "extracting", "linking", "measuring"]
    assert stages[4:] == [f"writing {what}" for what in ("graphml", "html", "jsonl", "RDF", "report")]
