"""Files written whole or not at all, and small ones read whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open ``path`` for writing bytes; it appears under its name only when all went well.

    Raises:
        KgError: the file cannot be written (no room, no permission, no such folder).
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        reason = error.strerror or str(error)
        raise KgError(f"{path}: cannot be written: {reason}") from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def text_of(path: Path, what: str) -> str:
    """Return the text of a file that people write: UTF-8, with or without a byte order mark.

    Args:
        path: the file.
        what: what it should be, as messages name it (``a links file``).

    Raises:
        KgError: it is missing, a folder, unreadable or not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise KgError(f"{path}: there is no such file; expected {what}") from error
    except IsADirectoryError as error:
        raise KgError(f"{path}: is a folder, not {what}") from error
    except (OSError, ValueError) as error:  # ValueError: a null in the name
        raise KgError(
            f"{path}: cannot be read as {what}: {getattr(error, 'strerror', '') or error}"
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise KgError(f"{path}, line {line}: is not UTF-8, as {what} must be; save it as UTF-8") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
