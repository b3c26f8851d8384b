"""Extraction in several processes of this machine: chunks of papers, each in the hands of one worker.

A worker that dies is replaced and its chunk given out again; a chunk that is the death of two workers is
halved, until one paper is left to be named. (A bare process pool gives up all work when one process dies, and
spaCy's ``nlp.pipe(n_process=...)`` waits for ever.) Workers are processes of their own, not forks and not
``multiprocessing``'s: a script without a main guard can build a graph, too.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import msgspec

from kg.errors import KgError
from kg.worker import Answer, receive, send

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from kg.records import Extraction, Paper

_TRIES = 2
"""Workers that may die over a chunk before it is halved."""
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


def cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class _Chunk:
    number: int
    start: int
    """Place of its first paper among those of the chunk that was given."""
    papers: Sequence[Paper]
    deaths: int = 0


class Workers:
    """Processes that extract; to be used in a ``with`` statement, at whose end they are ended."""

    def __init__(self, jobs: int, model: Path | None = None, command: Sequence[str] = ()) -> None:
        """Say how many, and what they are.

        Args:
            jobs: processes at most.
            model: folder of the extraction model; by default the one in the package.
            command: what starts a worker; by default `kg.worker` in this Python.
        """
        self.processes: list[subprocess.Popen[bytes]] = []
        """Those that were started, the dead among them."""
        self._jobs = jobs
        self._command = [
            *(command or (sys.executable, "-P", "-m", "kg.worker")),
            *([str(model)] if model else []),
        ]
        self._waiting: queue.SimpleQueue[_Chunk | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[_Chunk, list[Extraction]] | Exception] = queue.SimpleQueue()
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for _ in range(self._jobs):
            self._waiting.put(None)
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()

    def extract(self, chunks: Sequence[Sequence[Paper]]) -> Iterator[tuple[int, list[Extraction]]]:
        """Yield the number of each chunk and what is in its papers, in the order in which they are done.

        Raises:
            KgError: a paper is the death of every worker that reads it, or no worker can start.
        """
        for number, papers in enumerate(chunks):
            self._waiting.put(_Chunk(number, 0, papers))
        for _ in range(min(self._jobs, len(chunks))):
            threading.Thread(target=self._serve, daemon=True).start()
        parts: dict[int, dict[int, list[Extraction]]] = {}
        left = len(chunks)
        while left:
            done = self._done.get()
            if isinstance(done, Exception):
                raise done
            chunk, extractions = done
            own = parts.setdefault(chunk.number, {})
            own[chunk.start] = extractions
            if sum(map(len, own.values())) == len(chunks[chunk.number]):
                del parts[chunk.number]
                left -= 1
                yield chunk.number, [e for start in sorted(own) for e in own[start]]

    def _serve(self) -> None:
        """Give chunks to a worker, and to its successor when it dies; one thread for each."""
        try:
            process = self._started()
            while (chunk := self._waiting.get()) is not None and not self._stopping.is_set():
                try:
                    extractions = _asked(process, chunk.papers)
                except (EOFError, OSError):
                    if self._stopping.is_set():
                        return
                    self._again(chunk, process.wait())
                    process = self._started()
                    continue
                self._done.put((chunk, extractions))
        except Exception as error:  # noqa: BLE001  it is raised where the results are awaited
            self._done.put(error)

    def _started(self) -> subprocess.Popen[bytes]:
        """Return a worker that is ready.

        Raises:
            KgError: it ends before it is, twice, or says why it cannot.
        """
        path = os.pathsep.join(entry for entry in sys.path if entry)
        for _ in range(_TRIES):
            process = subprocess.Popen(  # noqa: S603  this Python
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | _ONE_THREAD | {"PYTHONPATH": path},
            )
            self.processes.append(process)
            if self._stopping.is_set():
                process.kill()
            with contextlib.suppress(EOFError):
                _answer(process)
                return process
        raise KgError(f"a worker process cannot start (code {process.wait()}); --jobs 1 does without")

    def _again(self, chunk: _Chunk, code: int) -> None:
        """Give a chunk out again after a worker died over it, in halves after the second death.

        Raises:
            KgError: it is down to one paper.
        """
        chunk.deaths += 1
        if chunk.deaths < _TRIES:
            self._waiting.put(chunk)
        elif len(chunk.papers) > 1:
            half = len(chunk.papers) // 2
            self._waiting.put(_Chunk(chunk.number, chunk.start, chunk.papers[:half]))
            self._waiting.put(_Chunk(chunk.number, chunk.start + half, chunk.papers[half:]))
        else:
            raise KgError(
                f"paper {chunk.papers[0].title!r}: {_TRIES} worker processes ended while they read it "
                f"(code {code}); leave it out, or build with --jobs 1 on a machine with more memory"
            )


def _asked(process: subprocess.Popen[bytes], papers: Sequence[Paper]) -> list[Extraction]:
    assert process.stdin is not None  # noqa: S101  for the type checker: both pipes are open
    send(process.stdin, papers)
    return _answer(process)


def _answer(process: subprocess.Popen[bytes]) -> list[Extraction]:
    assert process.stdout is not None  # noqa: S101
    answer = msgspec.json.decode(receive(process.stdout), type=Answer)
    if answer.failure:
        raise KgError(answer.failure)
    return answer.extractions
