"""The store on disk: made once for an export, made anew for a changed one, and never half-made."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from kg.errors import KgError
from kg.sparql import disk, names, query
from kg.sparql.store import open_store

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable


@pytest.fixture
def folder(tmp_path: pathlib.Path, export: pathlib.Path) -> pathlib.Path:
    shutil.copy(export / "graph.ttl", tmp_path / "graph.ttl")
    return tmp_path


@pytest.fixture
def making() -> tuple[list[pathlib.Path], Callable[[pathlib.Path], None]]:
    made: list[pathlib.Path] = []
    return made, made.append


def test_a_store_is_made_once_and_holds_the_graph(folder: pathlib.Path, making: tuple) -> None:
    made, note = making
    store = disk.stored(folder, building=note)
    assert disk.stored(folder, building=note) == store
    assert made == [folder / "graph.ttl"]
    assert set(disk.open_stored(store)) == set(open_store(folder))


def test_an_export_written_again_with_the_same_bytes_keeps_its_store(
    folder: pathlib.Path, making: tuple
) -> None:
    made, note = making
    store = disk.stored(folder, building=note)
    (folder / "graph.ttl").write_bytes((folder / "graph.ttl").read_bytes())
    assert disk.stored(folder, building=note) == store
    assert len(made) == 1


def test_a_changed_export_gets_a_new_store_and_the_old_one_goes(folder: pathlib.Path) -> None:
    old = disk.stored(folder)
    with (folder / "graph.ttl").open("a") as stream:
        stream.write("<a:a> <a:b> <a:c> .\n")
    new = disk.stored(folder)
    assert new != old
    assert not old.exists()
    assert len(disk.open_stored(new)) == len(open_store(folder))


def test_a_broken_export_leaves_no_store(folder: pathlib.Path) -> None:
    (folder / "graph.ttl").write_text("<a:a> <a:b> .")
    with pytest.raises(KgError, match="not well-formed Turtle"):
        disk.stored(folder)
    assert [path.name for path in (folder / disk.FOLDER).iterdir()] == ["graph.ttl.json"]


def test_a_large_export_is_queried_through_its_store(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "SELECT ?n { ?c a kgo:Task ; skos:prefLabel ?n } ORDER BY ?n"
    small = query(folder, asked).rows
    assert not (folder / disk.FOLDER).exists()
    monkeypatch.setattr(disk, "WORTH_STORING", 0)
    assert query(folder, asked).rows == small
    assert (folder / disk.FOLDER).is_dir()


def test_where_no_store_can_be_kept_a_query_is_answered_all_the_same(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / disk.FOLDER).write_text("a file where the folder should be")
    monkeypatch.setattr(disk, "WORTH_STORING", 0)
    assert query(folder, "ASK { ?p a kgo:Paper }")
    with disk.prepared(folder) as passing:
        assert len(disk.open_prepared(passing).store) > 400
    assert not passing.exists()


def test_a_query_with_a_time_limit_answers_as_one_without(folder: pathlib.Path) -> None:
    for text in (
        "SELECT ?p ?t { ?p dcterms:title ?t } ORDER BY ?t",
        "ASK { ?p a kgo:Paper }",
    ):
        assert query(folder, text, timeout=30) == query(folder, text)
    construct = "CONSTRUCT WHERE { ?c a kgo:Task ; skos:prefLabel ?n }"
    assert set(query(folder, construct, timeout=30).triples) == set(query(folder, construct).triples)
    named = {"name": "claims-about", "parameters": {"concept": "PaT"}}
    assert query(folder, **named, timeout=30) == query(folder, **named)


def test_a_query_is_stopped_at_its_time_limit(folder: pathlib.Path) -> None:
    with pytest.raises(KgError, match="stopped at the time limit of 1 s"):
        query(folder, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", timeout=1)
    with pytest.raises(KgError, match="nearest: "):
        query(folder, name="claims-about", parameters={"concept": "PaTT"}, timeout=30)
    with pytest.raises(KgError, match="claims-about needs concept"):
        query(folder, name="claims-about", timeout=30)


def test_names_are_kept_with_the_store(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "WORTH_STORING", 0)
    asked = {"name": "claims-about", "parameters": {"concept": "PaT"}}
    first = query(folder, **asked)
    monkeypatch.setattr(names, "read_index", None)  # reading them out of the graph again would fail
    assert query(folder, **asked) == first
    assert query(folder, **asked, timeout=30) == first
    with pytest.raises(KgError, match="nearest: patch transformer"):
        query(folder, name="claims-about", parameters={"concept": "patch transformr"})


def test_kept_names_that_are_missing_or_broken_are_read_from_the_graph(folder: pathlib.Path) -> None:
    store = disk.stored(folder)
    kept = store / "names"
    expected = disk.open_prepared(store).names.search("p")
    assert [concept.label for concept in expected] == ["patch transformer", "plain network"]
    kept.write_bytes(kept.read_bytes()[:20])
    assert disk.open_prepared(store).names.search("p") == expected
    kept.unlink()
    assert disk.open_prepared(store).names.search("p") == expected


def test_a_changed_export_is_answered_from_its_new_names(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "WORTH_STORING", 0)
    asked = {"name": "claims-about", "parameters": {"concept": "new spelling"}}
    with pytest.raises(KgError, match="no concept is called 'new spelling'"):
        query(folder, **asked)
    graph = folder / "graph.ttl"
    graph.write_text(graph.read_text("utf-8").replace('"PaT"', '"new spelling"'), "utf-8")
    assert len(query(folder, **asked).rows) == 2
    assert len(list((folder / disk.FOLDER).glob("*oxigraph*"))) == 1


def test_a_store_is_read_where_nothing_can_be_written(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "WORTH_STORING", 0)
    asked = {"name": "claims-about", "parameters": {"concept": "PaT"}}
    first = query(folder, **asked)
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    for path in (*folder.rglob("*"), folder):
        path.chmod(path.stat().st_mode & ~0o222)
    monkeypatch.setattr(disk, "load", None)  # reading the file anew would fail
    assert query(folder, **asked) == first
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == written
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def test_queries_at_the_same_time_make_one_store_and_answer_alike(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "WORTH_STORING", 0)
    asked = {"name": "claims-about", "parameters": {"concept": "PaT"}}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: query(folder, **asked), range(16)))
    assert all(answer == answers[0] for answer in answers)
    assert len(list((folder / disk.FOLDER).iterdir())) == 2  # the store, and the digest of the file
