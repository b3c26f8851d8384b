"""Runs a command and tells what it took: time, processor, and memory with all processes that it starts."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError

_EVERY = 0.05
"""Seconds between two looks at the memory."""
_THREADS = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


class Taken(NamedTuple):
    """What a command took."""

    output: bytes
    """What it wrote to standard output."""
    seconds: float
    cpu_seconds: float
    """Of all its processes."""
    peak_mb: float
    """Of its first process; zero where this system does not tell."""
    peak_all_mb: float
    """Of all its processes together, memory that they share counted for each."""


def measured(command: list[str]) -> Taken:
    """Run a command with one math thread a process, and return what it took.

    Raises:
        KgError: it fails; with the last line of what it complained.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as complaints:
        before = os.times()
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  our own programs
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=complaints, env=os.environ | _THREADS
        )
        own = together = 0
        try:
            while process.poll() is None:
                sizes = _resident(process.pid)
                own, together = max(own, sizes[0]), max(together, sum(sizes))
                time.sleep(_EVERY)
        finally:
            process.kill()  # where this is interrupted; workers end with it
        seconds = time.perf_counter() - started
        after = os.times()
        complaints.seek(0)
        lines = complaints.read().decode(errors="replace").strip().splitlines()
        if process.returncode:
            raise KgError(f"benchmark: {command[2:4]} ended with {process.returncode}: {lines[-1:]}")
        out.seek(0)
        cpu = (after.children_user - before.children_user) + (after.children_system - before.children_system)
        return Taken(out.read(), seconds, cpu, own / 1e6, together / 1e6)


def _resident(process: int) -> list[int]:
    """Return the bytes in memory of a process, then of those that it started and their own, on Linux."""
    folder = Path("/proc", str(process))
    try:
        pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
        children = [
            int(child)
            for task in (folder / "task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    except (OSError, IndexError, ValueError):  # it ended meanwhile, or there is no such folder
        return [0]
    size = os.sysconf("SC_PAGE_SIZE")
    return [pages * size, *(found for child in children for found in _resident(child))]
