"""The command line's manners: progress on standard error, errors in one line, the right exit status."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress, TaskID

OK, PROBLEMS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: all well; a check found problems; input or options that cannot be used; Ctrl-C."""


class Bar:
    """A ``kg.progress.Watcher`` that draws a bar on standard error; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._stage = ""

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            # rich takes its time to load, and is not needed off a terminal.
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import (  # noqa: PLC0415
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def step(self, name: str, done: int, total: int) -> None:
        """Show how far the stage ``name`` is; ``total`` is 0 where that is not known."""
        if self._progress is None:
            return
        if name != self._stage or self._task is None:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._stage = name
            self._task = self._progress.add_task(name, total=None)
        self._progress.update(self._task, completed=done, total=total or None)

    def note(self, line: str) -> None:
        """Print a line above the bar."""
        if self._progress is not None:
            self._progress.console.print(f"note: {line}", markup=False, highlight=False, soft_wrap=True)
        else:
            complain(f"note: {line}")


def complain(line: str) -> None:
    """Print one line on standard error."""
    print(line, file=sys.stderr)


def say(line: str = "") -> None:
    """Print one line on standard output."""
    print(line)


def width() -> int | None:
    """Return the columns of the terminal, or None where standard output is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def opened_streams() -> None:
    """Give output that was closed (``kg … >&-``) somewhere to go, before a file takes its number."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - for good


def guarded(command: Callable[[], int]) -> int:
    """Run a command and return its exit status; what the user can mend is said in one line.

    A pipe that was closed early (``kg query … | head``) is no error.
    """
    try:
        status = command()
        sys.stdout.flush()
    except KgError as error:
        complain(f"kg: {_one_line(str(error))}")
        return UNUSABLE
    except KeyboardInterrupt:
        complain("kg: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Python would flush again at exit and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        full = (
            "standard output: " if error.errno == errno.ENOSPC else ""
        )  # files are named by who writes them
        where = f"{error.filename}: " if error.filename else full
        complain(f"kg: {where}{error.strerror or error}")
        return UNUSABLE
    return status


def _one_line(text: str) -> str:
    """Without line ends and other control characters that a name in a message may hold."""
    return "".join(c if c.isprintable() else " " for c in text)
