"""Writes formats of RDF in a process of its own, while another writes the others.

The process takes what to write on standard input, as MessagePack; it complains in one line on standard error.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kg.errors import KgError
from kg.rdf.provenance import Provenance  # noqa: TC001 - msgspec reads it to decode a task
from kg.records import Knowledge  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterator


_PATIENCE = 10.0
"""Seconds that a process is given to end."""


class Task(msgspec.Struct):
    """What is to be written: the arguments of `kg.rdf.export`."""

    knowledge: Knowledge
    directory: str
    base: str
    formats: tuple[str, ...]
    provenance: Provenance


@contextlib.contextmanager
def written_aside(task: Task) -> Iterator[None]:
    """Have the files of a task written meanwhile; at the end of the block they are there.

    Raises:
        KgError: a file cannot be written, or the process ends early.
    """
    process = subprocess.Popen(
        (sys.executable, "-P", "-c", "from kg.rdf.aside import main; main()"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
    )
    try:
        assert process.stdin is not None  # noqa: S101  for the type checker: the pipe is open
        with contextlib.suppress(BrokenPipeError):  # it ended: what it complained of is read below
            process.stdin.write(msgspec.msgpack.encode(task))
            process.stdin.close()  # it reads to the end before it begins
        process.stdin = None  # which `communicate` would flush
        yield
        _, complaint = process.communicate()
    finally:
        process.terminate()  # where something failed meanwhile: it removes what it has begun
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.returncode:
        line = (complaint.decode(errors="replace").strip().splitlines() or ["it ended early"])[-1]
        raise KgError(line)


def main() -> None:
    """Write what standard input says."""
    from kg.garbage import unsearched  # noqa: PLC0415  only here
    from kg.rdf.export import export  # noqa: PLC0415  which imports this module

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with unsearched():
        task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
        try:
            export(
                task.knowledge,
                Path(task.directory),
                base=task.base,
                formats=task.formats,
                provenance=task.provenance,
            )
        except KgError as error:
            sys.exit(str(error))
