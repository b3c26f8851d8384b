"""When entries of the cache of extractions are dropped: by when a build last used them, and by model.

An entry that no build has used for 90 days is dropped; one that another model made, or another version of the
code around it, after 14 days. Beyond 1 GB those that were used longest ago are dropped until it is less. What
was used today or yesterday stays in any case.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

DAYS = 90
"""An entry is kept for so many days after its last use."""
DAYS_OF_ANOTHER_MODEL = 14
"""And for so many, where no build with the model at hand can use it."""
MOST_BYTES = 1 << 30
"""Size beyond which older entries go before their time: about a million papers."""
DAYS_IN_ANY_CASE = 2
_ENTRY = 64
"""Bytes that an entry takes besides its value, about."""


def today() -> int:
    """Return the number of today's date: days since 1970, UTC."""
    return int(time.time() // 86_400)


def drop_old(database: sqlite3.Connection, model: bytes, *, most_bytes: int = MOST_BYTES) -> int:
    """Drop what is old, at most once a day, and return how many entries.

    Args:
        database: the cache.
        model: mark of the model at hand.
        most_bytes: size beyond which more is dropped.

    Raises:
        sqlite3.Error: it cannot be written.
    """
    day = today()
    if _value(database, "user_version") == day:
        return 0
    with database:
        dropped = database.execute(
            "DELETE FROM extraction WHERE used < ? OR (model != ? AND used < ?)",
            (day - DAYS, model, day - DAYS_OF_ANOTHER_MODEL),
        ).rowcount
        oldest = _day_to_keep(database, most_bytes)
        dropped += database.execute("DELETE FROM extraction WHERE used < ?", (oldest,)).rowcount
        database.execute(f"PRAGMA user_version = {day:d}")
    if 2 * _value(database, "freelist_count") > _value(database, "page_count"):
        database.execute("VACUUM")  # gives the room back to the disk
    return dropped


def _day_to_keep(database: sqlite3.Connection, most_bytes: int) -> int:
    """Return the first day of last use whose entries fit into so many bytes with those after it."""
    pages = _value(database, "page_count") - _value(database, "freelist_count")
    if pages * _value(database, "page_size") <= most_bytes:
        return 0
    last = today() - DAYS_IN_ANY_CASE + 1
    room = most_bytes
    days = database.execute(
        f"SELECT used, SUM(LENGTH(value) + {_ENTRY}) FROM extraction GROUP BY used ORDER BY used DESC"  # noqa: S608
    )
    for day, size in days:
        room -= size
        if room < 0:
            return min(last, int(day) + 1)
    return 0


def _value(database: sqlite3.Connection, pragma: str) -> int:
    return int(database.execute(f"PRAGMA {pragma}").fetchone()[0])
