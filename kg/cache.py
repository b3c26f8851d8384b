"""Keeps what was extracted from each paper, so that no text is read twice by the same model.

One SQLite file in WAL mode: readers are never locked out, and a build that is killed loses the transaction
that it was writing and nothing else. A rowid table with values compressed by Zstandard: WITHOUT ROWID the
same records took eight times the room.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from typing import TYPE_CHECKING

import msgspec
import zstandard

from kg.errors import KgError
from kg.records import Extraction, Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

PLACE = ".cache/extractions.sqlite"
"""Path of the cache under the folder that a build writes to."""
_SCHEMA = "CREATE TABLE IF NOT EXISTS extraction (key BLOB PRIMARY KEY, value BLOB NOT NULL)"
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
        self._note = note or (lambda _: None)
        self._decoder = msgspec.json.Decoder(Extraction)
        self._unpacker = zstandard.ZstdDecompressor()
        self._packer = zstandard.ZstdCompressor(level=3)
        self._database = self._open()

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

    def get(self, paper: Paper) -> Extraction | None:
        """Return what the model found in the paper's text, or None where that is not known.

        Raises:
            KgError: the file cannot be read.
        """
        try:
            row = self._database.execute(
                "SELECT value FROM extraction WHERE key = ?", (self._key(paper),)
            ).fetchone()
        except sqlite3.Error as error:
            self._mend(error)
            return None
        if row is None:
            return None
        try:
            found = self._decoder.decode(self._unpacker.decompress(row[0]))
        except (zstandard.ZstdError, msgspec.MsgspecError):
            return None  # extracted again, and put in place of what cannot be read
        return msgspec.structs.replace(found, paper=paper)

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
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO extraction VALUES (?, ?)", rows)

    def _key(self, paper: Paper) -> bytes:
        return hashlib.sha256(msgspec.json.encode((self._model, paper.title, paper.abstract))).digest()

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
                database.execute("SELECT key, value FROM extraction LIMIT 1").fetchall()
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


def _damaged(error: sqlite3.Error) -> bool:
    """Tell a damaged file, or a table of another form, from a full disk or a lock."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "no such column" in str(error)
