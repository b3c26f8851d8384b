"""A folder for files that are not complete yet, beside the place where they will be."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = ".part-"
_LOCK = "lock"
_DAY = 24 * 3600


@contextlib.contextmanager
def staged(directory: Path) -> Iterator[Path]:
    """Give a new folder within ``directory``, which is made if it is missing; it goes in the end.

    Folders of processes that were killed are removed first: what holds its lock is alive.

    Raises:
        KgError: ``directory`` cannot be written; or as raised meanwhile, a file in the folder named by the
            path that it would have got.
    """
    part: Path | None = None
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for other in directory.glob(f"{_PREFIX}*"):
            if _abandoned(other):
                shutil.rmtree(other, ignore_errors=True)
        part = Path(tempfile.mkdtemp(dir=directory, prefix=_PREFIX))
        with (part / _LOCK).open("wb") as lock:
            with contextlib.suppress(OSError):  # without locks, age alone tells
                _locked(lock.fileno())
            yield part
    except KgError as error:
        raise KgError(str(error).replace(f"{part}/", f"{directory}/")) from error
    except OSError as error:
        raise KgError(f"{directory}: cannot be written: {error.strerror or error}") from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def _abandoned(part: Path) -> bool:
    try:
        with (part / _LOCK).open("rb") as lock:
            return _locked(lock.fileno())
    except OSError:
        # Just made, or without its lock for another reason: old ones are nobody's.
        with contextlib.suppress(OSError):
            return part.stat().st_mtime < time.time() - _DAY
        return False


def _locked(descriptor: int) -> bool:
    """Lock a file until it is closed, and tell whether nobody else held it.

    Raises:
        OSError: this system has no such locks.
    """
    try:
        import fcntl  # noqa: PLC0415  not on Windows
    except ImportError as error:
        raise OSError("no file locks") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
