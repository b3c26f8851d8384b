"""The cache gives back what it was given, for the same text and model, and survives damage."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from kg.cache import LOCK, Cache, known_places
from kg.cache_age import drop_old, today
from kg.errors import KgError
from kg.records import Claim, ClaimKind, Entity, Extraction, Mention, Paper, Role, Span

if TYPE_CHECKING:
    from collections.abc import Callable
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


def test_many_are_known_by_their_places_in_one_go(tmp_path: Path) -> None:
    many = [replace(FOUND, paper=replace(PAPER, title=f"Paper {n}")) for n in range(1100)]
    with Cache(tmp_path / "cache.sqlite", "model") as cache:
        cache.put(many[::2])
        found = cache.known([one.paper for one in many])
    assert found == {place: many[place] for place in range(0, 1100, 2)}


def test_a_cache_of_the_first_form_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Cache(path, "model") as cache:
        cache.put([FOUND])
    with sqlite3.connect(path) as database:
        for column in ("model", "used"):
            database.execute(f"ALTER TABLE extraction DROP COLUMN {column}")
    assert known_places(path, "model", [PAPER]) == {0}
    notes: list[str] = []
    with Cache(path, "model", note=notes.append) as cache:
        assert cache.get(PAPER) == FOUND
        assert cache.drop_old() == 0
        assert cache.get(PAPER) == FOUND
    assert notes == []


class TestLooking:
    """What a dry run does: it writes nothing, wherever it looks."""

    def test_what_is_known_is_told_and_nothing_is_made(self, tmp_path: Path) -> None:
        path = tmp_path / "cache.sqlite"
        with Cache(path, "model") as cache:
            cache.put([FOUND])
        (tmp_path / LOCK).unlink()
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        assert known_places(path, "model", [replace(PAPER, title="Other"), PAPER]) == {1}
        assert known_places(path, "another model", [PAPER]) == set()
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before

    def test_what_a_running_build_has_kept_is_known(self, tmp_path: Path) -> None:
        with Cache(tmp_path / "cache.sqlite", "model") as cache:
            cache.put([FOUND])
            assert known_places(tmp_path / "cache.sqlite", "model", [PAPER]) == {0}

    def test_no_cache_and_a_damaged_one_know_nothing(self, tmp_path: Path) -> None:
        assert known_places(tmp_path / "missing" / "cache.sqlite", "model", [PAPER]) == set()
        (tmp_path / "cache.sqlite").write_bytes(b"no database " * 500)
        assert known_places(tmp_path / "cache.sqlite", "model", [PAPER]) == set()
        assert [file.name for file in tmp_path.iterdir()] == ["cache.sqlite"]


class TestDropping:
    """What no build uses goes after its time; what a build may be using does not."""

    @pytest.fixture
    def days(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
        """Lets so many days pass."""
        start = today()

        def wait(days: int) -> None:
            for module in ("kg.cache", "kg.cache_age"):
                monkeypatch.setattr(f"{module}.today", lambda: start + days)

        return wait

    def test_by_last_use(self, tmp_path: Path, days: Callable[[int], None]) -> None:
        other = replace(FOUND, paper=replace(PAPER, title="Unused"))
        path = tmp_path / "cache.sqlite"
        with Cache(path, "model") as cache:
            cache.put([FOUND, other])
        days(60)
        with Cache(path, "model") as cache:
            assert cache.get(PAPER) == FOUND
            assert cache.drop_old() == 0
        days(91)
        with Cache(path, "model") as cache:
            assert cache.drop_old() == 1
            assert cache.known([PAPER, other.paper]) == {0: FOUND}

    def test_by_model(self, tmp_path: Path, days: Callable[[int], None]) -> None:
        path = tmp_path / "cache.sqlite"
        for model in ("old", "new"):
            with Cache(path, model) as cache:
                cache.put([FOUND])
        for day, dropped in ((14, 0), (15, 1)):
            days(day)
            with Cache(path, "new") as cache:
                assert cache.drop_old() == dropped
        assert known_places(path, "new", [PAPER]) == {0}
        assert known_places(path, "old", [PAPER]) == set()

    def test_by_size_the_longest_unused_first_but_not_those_of_these_days(
        self, tmp_path: Path, days: Callable[[int], None]
    ) -> None:
        many = [replace(FOUND, paper=replace(PAPER, title=f"Paper {n}")) for n in range(400)]
        with Cache(tmp_path / "cache.sqlite", "model") as cache:
            for day in range(4):
                days(day)
                cache.put(many[100 * day : 100 * day + 100])
            size = cache._database.execute("SELECT SUM(LENGTH(value) + 64) FROM extraction").fetchone()[0]
            assert drop_old(cache._database, cache._mark, most_bytes=size * 4 // 5) == 100
            cache._database.execute("PRAGMA user_version = 0")
            assert drop_old(cache._database, cache._mark, most_bytes=1) == 100
            assert set(cache.known([one.paper for one in many])) == set(range(200, 400))

    def test_once_a_day(self, tmp_path: Path, days: Callable[[int], None]) -> None:
        with Cache(tmp_path / "cache.sqlite", "model") as cache:
            days(100)
            assert cache.drop_old() == 0
            days(0)
            cache.put([FOUND])
            days(100)
            assert cache.drop_old() == 0
            days(101)
            assert cache.drop_old() == 1

    def test_never_while_another_build_runs(self, tmp_path: Path, days: Callable[[int], None]) -> None:
        path = tmp_path / "cache.sqlite"
        with Cache(path, "model") as running:
            running.put([FOUND])
            days(200)
            with Cache(path, "another model") as other:
                assert other.drop_old() == 0
            assert running.get(PAPER) == FOUND
        days(400)
        with Cache(path, "another model") as other:
            assert other.drop_old() == 1

    def test_room_goes_back_to_the_disk(self, tmp_path: Path, days: Callable[[int], None]) -> None:
        path = tmp_path / "cache.sqlite"
        many = [replace(FOUND, paper=replace(PAPER, title=f"Paper {n}")) for n in range(5000)]
        with Cache(path, "model") as cache:
            cache.put(many)
        before = path.stat().st_size
        days(100)
        with Cache(path, "model") as cache:
            assert cache.drop_old() == 5000
        assert path.stat().st_size < before / 10
