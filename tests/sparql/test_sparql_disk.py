"""The store on disk: made once for an export, made anew for a changed one, and never half-made."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from kg.errors import KgError
from kg.sparql import disk, query
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
        assert len(disk.open_prepared(passing)) > 400
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
