"""The cache gives back what it was given, for the same text and model, and survives damage."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from kg.cache import Cache
from kg.errors import KgError
from kg.records import Claim, ClaimKind, Entity, Extraction, Mention, Paper, Role, Span

if TYPE_CHECKING:
    from pathlib import Path

PAPER = Paper(id="one", title="Attention for Go", abstract="We play Go. It wins.", year=2020)
FOUND = Extraction(
    PAPER,
    (Entity("Task", "Go", Role.STUDIES, 0.75),),
    (Mention(Span("title", 14, 16), "Go", 0, 0.75),),
    claims=(Claim(Span("abstract", 12, 20), "It wins.", ClaimKind.PERFORMANCE, (0,)),),
)


def test_what_was_put_is_there_for_the_same_text_and_model(tmp_path: Path) -> None:
    path = tmp_path / "made" / "cache.sqlite"
    with Cache(path, "model") as cache:
        assert cache.get(PAPER) is None
        cache.put([FOUND])
        assert cache.get(PAPER) == FOUND
    with Cache(path, "model") as cache:
        assert cache.get(PAPER) == FOUND
        assert cache.get(replace(PAPER, abstract="We play Go. It loses.")) is None
    with Cache(path, "another model") as cache:
        assert cache.get(PAPER) is None


def test_what_does_not_bear_on_the_extraction_is_that_of_the_paper_at_hand(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite", "model") as cache:
        cache.put([FOUND])
        newer = replace(PAPER, id="two", year=2021, authors=("Ada Lovelace",))
        assert cache.get(newer) == replace(FOUND, paper=newer)


def test_title_and_abstract_do_not_run_into_each_other(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite", "model") as cache:
        cache.put([replace(FOUND, paper=Paper(id="a", title="ab", abstract="c"))])
        assert cache.get(Paper(id="a", title="a", abstract="bc")) is None


def test_a_damaged_file_is_set_aside_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"no database " * 500)
    notes: list[str] = []
    with Cache(path, "model", note=notes.append) as cache:
        cache.put([FOUND])
        assert cache.get(PAPER) == FOUND
    assert len(notes) == 1
    assert "damaged" in notes[0]
    assert path.with_suffix(".damaged").read_bytes().startswith(b"no database")


def test_damage_met_later_is_no_end_either(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    many = [replace(FOUND, paper=replace(PAPER, title=f"Paper {n}")) for n in range(200)]
    with Cache(path, "model") as cache:
        cache.put(many)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)  # every page but the first, which opens well
    path.write_bytes(content)
    notes: list[str] = []
    with Cache(path, "model", note=notes.append) as cache:
        assert [cache.get(one.paper) for one in many] == [None] * 200
        cache.put(many)
        assert cache.get(many[7].paper) == many[7]
    assert len(notes) == 1


def test_one_damaged_value_is_extracted_again(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Cache(path, "model") as cache:
        cache.put([FOUND])
    with sqlite3.connect(path) as database:
        database.execute("UPDATE extraction SET value = x'00112233'")
    with Cache(path, "model") as cache:
        assert cache.get(PAPER) is None
        cache.put([FOUND])
        assert cache.get(PAPER) == FOUND


def test_a_full_disk_is_an_error_in_one_line_and_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Cache(path, "model") as cache:
        cache.put([FOUND])
        cache._database.execute("PRAGMA max_page_count = 4")
        long = replace(PAPER, title="".join(chr(0x4E00 + n) for n in range(20_000)))
        with pytest.raises(KgError, match="full"):
            cache.put([Extraction(long, claims=(Claim(Span("title", 0, 9), long.title, ClaimKind.THEORY),))])
    with Cache(path, "model") as cache:
        assert cache.get(PAPER) == FOUND


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KgError, match="file"):
        Cache(tmp_path / "file" / "cache.sqlite", "model")


def test_two_processes_may_use_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Cache(path, "model") as one, Cache(path, "model") as other:
        one.put([FOUND])
        assert other.get(PAPER) == FOUND
        other.put([FOUND])
        assert one.get(PAPER) == FOUND
