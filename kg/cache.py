"""Keeps what was extracted from each paper, so that no text is read twice by the same model.

One SQLite file in WAL mode: readers are never locked out, and a build that is killed loses the transaction
that it was writing and nothing else. A rowid table with values compressed by Zstandard: WITHOUT ROWID the
same records took eight times the room.

What no build uses any more is dropped in time, by the rule of `kg.cache_age`.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from typing import TYPE_CHECKING

import msgspec
import zstandard

from kg.cache_age import drop_old, today
from kg.errors import KgError
from kg.locks import Shared
from kg.records import Extraction, Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

PLACE = ".cache/extractions.sqlite"
"""Path of the cache under the folder that a build writes to."""
LOCK = "extractions.lock"
"""Name of the file beside it that every build which uses it holds a shared lock of."""
_SCHEMA = """CREATE TABLE IF NOT EXISTS extraction (
    key BLOB PRIMARY KEY, value BLOB NOT NULL, model BLOB NOT NULL, used INTEGER NOT NULL)"""
_AT_ONCE = 500
"""Keys in one question: SQLite takes 999 of them everywhere."""
_NO_PAPER = Paper(id="", title="")


class Cache:
    """Extractions by the text that they were made from and the model that made them.

    A cache that is damaged is set aside, and an empty one takes its place.
    """

    def __init__(self, path: Path, model: str, *, note: Callable[[str], None] | None = None) -> None:
        """Open the cache at ``path``, made if it is not there.

        Args:
            path: the SQLite file.
            model: digest of the extraction model and its code.
            note: told, in one line, that a damaged cache was set aside.

        Raises:
            KgError: the file cannot be opened or written.
        """
        self._path = path
        self._model = model
        self._mark = hashlib.sha256(model.encode()).digest()[:8]
        self._note = note or (lambda _: None)
        self._packer = zstandard.ZstdCompressor(level=3)
        self._unpacker = _Unpacker()
        self._database = self._open()
        self._lock = Shared(path.with_name(LOCK))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was put is kept."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()
        self._lock.release()

    def get(self, paper: Paper) -> Extraction | None:
        """Return what the model found in the paper's text, or None where that is not known.

        Raises:
            KgError: the file cannot be read.
        """
        return self.known([paper]).get(0)

    def known(self, papers: Sequence[Paper]) -> dict[int, Extraction]:
        """Return what the model found in those of the papers that are known, by their places.

        They count as used today.

        Raises:
            KgError: the file cannot be read or written.
        """
        found: dict[int, Extraction] = {}
        for start in range(0, len(papers), _AT_ONCE):
            keys = [self._key(paper) for paper in papers[start : start + _AT_ONCE]]
            try:
                rows = _rows(self._database, keys)
                self._use([key for key, (_, used) in rows.items() if used < today()])
            except sqlite3.Error as error:
                self._mend(error)
                continue
            for place, key in enumerate(keys, start):
                extraction = self._unpacker.unpack(rows[key][0]) if key in rows else None
                if extraction is not None:  # else extracted again, and put in place of what cannot be read
                    found[place] = msgspec.structs.replace(extraction, paper=papers[place])
        return found

    def drop_old(self) -> int:
        """Drop what builds no longer use, by the rule of `kg.cache_age`, and return how many entries.

        Nothing is dropped while another build uses the cache.

        Raises:
            KgError: the file cannot be written.
        """
        if not self._lock.alone():
            return 0
        try:
            return drop_old(self._database, self._mark)
        except sqlite3.Error as error:
            self._mend(error)
            return 0
        finally:
            self._lock.share()

    def put(self, extractions: Iterable[Extraction]) -> None:
        """Keep extractions: all of them or, if the process is killed meanwhile, none.

        Raises:
            KgError: the file cannot be written.
        """
        rows = [
            (
                self._key(e.paper),
                self._packer.compress(msgspec.structs.replace(e, paper=_NO_PAPER).to_json()),
            )
            for e in extractions
        ]
        try:
            self._insert(rows)
        except sqlite3.Error as error:
            self._mend(error)
            self._insert(rows)

    def _insert(self, rows: list[tuple[bytes, bytes]]) -> None:
        day = today()
        with self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO extraction (key, value, model, used) VALUES (?, ?, ?, ?)",
                ((key, value, self._mark, day) for key, value in rows),
            )

    def _use(self, keys: Sequence[bytes]) -> None:
        """Note that entries are used today; a day's first use alone writes."""
        if keys:
            day = today()
            with self._database:
                self._database.executemany(
                    "UPDATE extraction SET used = ?, model = ? WHERE key = ?",
                    ((day, self._mark, key) for key in keys),
                )

    def _key(self, paper: Paper) -> bytes:
        return _key(self._model, paper)

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KgError(f"{self._path.parent}: cannot be made: {error.strerror or error}") from error
        for attempt in (1, 2):
            database = None
            try:
                database = sqlite3.connect(self._path, timeout=30)
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = NORMAL")
                database.execute(_SCHEMA)
                _bring_up(database)
                database.execute("SELECT key, value, model, used FROM extraction LIMIT 1").fetchall()
            except sqlite3.Error as error:
                if database is not None:
                    database.close()
                if attempt == 2 or not _damaged(error):
                    raise KgError(f"{self._path}: the cache cannot be opened: {error}") from error
                self._set_aside(error)
            else:
                return database
        raise AssertionError("unreachable")

    def _mend(self, error: sqlite3.Error) -> None:
        """Begin anew where the file is damaged.

        Raises:
            KgError: it is not damaged: the disk is full, say.
        """
        if not _damaged(error):
            raise KgError(f"{self._path}: the cache cannot be used: {error}") from error
        self.close()
        self._set_aside(error)
        self._database = self._open()

    def _set_aside(self, reason: sqlite3.Error) -> None:
        aside = self._path.with_suffix(".damaged")
        try:
            self._path.replace(aside)
            for companion in ("-wal", "-shm"):
                self._path.with_name(self._path.name + companion).unlink(missing_ok=True)
        except OSError as error:
            raise KgError(
                f"{self._path}: the cache is damaged and cannot be moved: {error.strerror or error}"
            ) from error
        self._note(f"{self._path}: the cache is damaged ({reason}); set aside as {aside.name}, begun anew")


class _Unpacker:
    """Reads what an entry holds."""

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(Extraction)
        self._decompressor = zstandard.ZstdDecompressor()

    def unpack(self, value: bytes) -> Extraction | None:
        """Return the extraction, or None where it cannot be read."""
        try:
            return self._decoder.decode(self._decompressor.decompress(value))
        except (zstandard.ZstdError, msgspec.MsgspecError):
            return None


def known_places(path: Path, model: str, papers: Sequence[Paper]) -> set[int]:
    """Return the places of the papers that the cache at ``path`` knows; nothing is written, made or mended.

    Args:
        path: the SQLite file; where it is missing or cannot be read, nothing is known.
        model: digest of the extraction model and its code.
        papers: what would be read.
    """
    found: set[int] = set()
    unpacker = _Unpacker()
    with contextlib.suppress(sqlite3.Error), contextlib.closing(_only_read(path)) as database:
        for start in range(0, len(papers), _AT_ONCE):
            keys = [_key(model, paper) for paper in papers[start : start + _AT_ONCE]]
            rows = _rows(database, keys)
            found.update(
                place
                for place, key in enumerate(keys, start)
                if key in rows and unpacker.unpack(rows[key][0]) is not None
            )
    return found


def _only_read(path: Path) -> sqlite3.Connection:
    """Open a cache without a right to write.

    Without a log beside it no process is writing, and SQLite, which else would want to make one, is told that
    the file does not change.

    Raises:
        sqlite3.Error: there is none, or it cannot be read.
    """
    name = path.resolve().as_uri()
    if path.with_name(path.name + "-wal").exists():
        database = sqlite3.connect(f"{name}?mode=ro", uri=True, timeout=30)
        try:
            database.execute("SELECT key FROM extraction LIMIT 1").fetchall()
        except sqlite3.Error:
            database.close()
        else:
            return database
    return sqlite3.connect(f"{name}?immutable=1", uri=True)


def _rows(database: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, tuple[bytes, int]]:
    """Return value and day of last use of the keys that are there."""
    used = "used" if _columns(database) >= {"used"} else "0"
    marks = ",".join("?" * len(keys))
    query = f"SELECT key, value, {used} FROM extraction WHERE key IN ({marks})"  # noqa: S608  no text of others
    return {key: (value, day) for key, value, day in database.execute(query, keys)}


def _columns(database: sqlite3.Connection) -> set[str]:
    return {row[1] for row in database.execute("PRAGMA table_info(extraction)")}


def _bring_up(database: sqlite3.Connection) -> None:
    """Add the columns that the table did not have at first; what it holds counts as used today."""
    if _columns(database) == {"key", "value"}:
        with database:
            database.execute("ALTER TABLE extraction ADD COLUMN model BLOB NOT NULL DEFAULT x''")
            database.execute(f"ALTER TABLE extraction ADD COLUMN used INTEGER NOT NULL DEFAULT {today():d}")


def _key(model: str, paper: Paper) -> bytes:
    return hashlib.sha256(msgspec.json.encode((model, paper.title, paper.abstract))).digest()


def _damaged(error: sqlite3.Error) -> bool:
    """Tell a damaged file, or a table of another form, from a full disk or a lock."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "no such column" in str(error)
