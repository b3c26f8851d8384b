"""Shards are written whole, and named by what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.engine import shards
from kg.engine.walk import papers_in
from kg.errors import KgError
from kg.records import Paper

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("fsspec")


@pytest.mark.parametrize("where", ["local", "memory"])
def test_a_record_comes_back_from_any_store(where: str, tmp_path: Path) -> None:
    room = shards.folder(str(tmp_path / "room") if where == "local" else f"memory://{tmp_path.name}")
    papers = [Paper("a", "A title", year=2001), Paper("b", "Another \U0001f600 title")]
    address = shards.put_once(room, "papers", papers)
    assert shards.get(address, list[Paper]) == papers
    assert shards.put_once(room, "papers", papers) == address
    assert shards.put_once(room, "papers", papers[:1]) != address
    assert len(shards.listed(room)) == 2
    assert shards.read(address, 0, 4) == shards.read(address)[:4]
    shards.remove([address])
    assert not shards.exists(address)


def test_what_cannot_be_used_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(KgError, match="the folder for shards cannot be made"):
        shards.folder(str(tmp_path / "file" / "room"))
    with pytest.raises(KgError, match="nothing: cannot be read"):
        shards.read(str(tmp_path / "nothing"))
    with pytest.raises(KgError, match="cannot be"):
        shards.folder("nowhere://bucket/room")


def test_inputs_are_copied_from_a_store(tmp_path: Path) -> None:
    shards.write("memory://library/2001.jsonl", b"1")
    shards.write("memory://library/2002.jsonl", b"2")
    near = shards.fetch("memory://library/*.jsonl", tmp_path)
    assert {path.name: path.read_bytes() for path in near} == {"2001.jsonl": b"1", "2002.jsonl": b"2"}
    with pytest.raises(KgError, match="no such file"):
        shards.fetch("memory://library/*.bib", tmp_path)


def test_one_paper_more_changes_one_part() -> None:
    papers = [Paper(f"paper-{number:04}", "A title") for number in range(1000)]
    parts = list(papers_in(papers, 20))
    assert [paper for part in parts for paper in part] == papers
    assert max(map(len, parts)) <= 80
    more = sorted([*papers, Paper("paper-0500-b", "A title")], key=lambda paper: paper.id)
    changed = [part for part in papers_in(more, 20) if part not in parts]
    assert 1 <= len(changed) <= 2
