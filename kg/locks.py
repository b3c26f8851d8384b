"""A lock of a file that many processes may share, and one may ask to have alone; it ends with the process."""

from __future__ import annotations

import contextlib
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Shared:
    """A lock that is shared from the start; without locks on this system, nobody is ever alone."""

    def __init__(self, path: Path) -> None:
        """Share the lock of the file at ``path``, which is made if it is not there."""
        self._file: IO[bytes] | None = None
        with contextlib.suppress(OSError):
            self._file = path.open("ab")
        self.share()

    def share(self) -> None:
        """Let others share it."""
        self._ask(alone=False)

    def alone(self) -> bool:
        """Tell whether no other process shares it; then none can until it is shared again."""
        if self._ask(alone=True):
            return True
        self.share()  # where it was refused, what was held may be lost
        return False

    def release(self) -> None:
        """Give it up."""
        if self._file is not None:
            self._file.close()

    def _ask(self, *, alone: bool) -> bool:
        try:
            import fcntl  # noqa: PLC0415  not on Windows
        except ImportError:
            return False
        if self._file is None:
            return False
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except OSError:
            return False
        return True
