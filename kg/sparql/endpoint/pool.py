"""Worker processes for the server: at most so many queries at once, each with a time limit that holds."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import signal
import sys
import tempfile
from typing import IO, TYPE_CHECKING

import msgspec

from kg.errors import KgError
from kg.sparql.endpoint import messages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

_IN_MEMORY = 1024 * 1024
"""Up to this many bytes an answer waits in memory, a longer one in a temporary file."""
_READ = 64 * 1024
_GROWTH = 256 * 1024 * 1024
"""A worker that has grown by more bytes than this is replaced: memory once used stays with a process."""
_STARTING = 60.0
"""Seconds that a worker may take to open its store."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take."""

    seconds: float = 10.0
    at_once: int = 4
    """Queries that run at the same time; more wait."""
    spare: int = 1
    """Workers beyond those that may be busy: one that is killed is missed by nobody while another starts."""
    patience: float = 10.0
    """Seconds that a query waits for its turn."""
    waiting: int = 64
    """Queries that wait; more are turned away."""
    answer: int = 256 * 1024 * 1024
    """Bytes."""
    memory: int = 1024 * 1024 * 1024
    """Bytes for one worker process."""


class FailedError(Exception):
    """A job without an answer: an HTTP status and a line for the user."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Answer:
    """The complete answer to a job."""

    def __init__(self) -> None:
        self.media_type = ""
        self.length = 0
        self._bytes: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by close

    def add(self, data: bytes) -> None:
        """Append to the answer."""
        self._bytes.write(data)
        self.length += len(data)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the answer piece by piece, then forget it."""
        self._bytes.seek(0)
        with self._bytes:
            while data := self._bytes.read(_READ):
                yield data

    def read(self) -> bytes:
        """Return all of the answer, then forget it."""
        self._bytes.seek(0)
        with self._bytes:
            return self._bytes.read()

    def close(self) -> None:
        """Forget the answer."""
        self._bytes.close()


class Pool:
    """The worker processes over one stored graph."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.limits = limits
        self._store = store
        # The worker that was busy last goes first: its memory is in the caches, and the others stay small.
        self._idle: asyncio.LifoQueue[asyncio.subprocess.Process | None] = asyncio.LifoQueue()
        self._turns = asyncio.Semaphore(limits.at_once)
        self._waiting = 0
        self._started_with = 0
        self._running: set[asyncio.subprocess.Process] = set()
        self._starting: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers; the first is ready on return.

        Raises:
            KgError: a worker cannot start.
        """
        self._idle.put_nowait(await self._spawn())
        for _ in range(self.limits.at_once - 1 + self.limits.spare):
            self._start_one()

    async def stop(self) -> None:
        """End every worker."""
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for process in list(self._running):
            await self._end(process)

    async def do(self, job: messages.Job) -> Answer:
        """Have ``job`` done, within the limits; a cancelled call ends the work too.

        Raises:
            FailedError: no answer; status 503 where trying again later may help.
        """
        await self._wait_for_turn()
        try:
            return await self._do(job, await self._take())
        finally:
            self._turns.release()

    async def _do(self, job: messages.Job, process: asyncio.subprocess.Process) -> Answer:
        answer = Answer()
        try:
            async with asyncio.timeout(self.limits.seconds):
                done = await self._ask(process, job, answer)
        except BaseException as error:
            answer.close()
            self._retire(process)
            if isinstance(error, TimeoutError):
                limit = f"{self.limits.seconds:g} s"
                raise FailedError(
                    503, f"stopped at the time limit of {limit}; ask for less, or add a LIMIT"
                ) from error
            if isinstance(error, asyncio.IncompleteReadError | ConnectionError):
                raise await self._died(process) from error
            raise
        if done.peak_memory > self._started_with + _GROWTH:
            self._retire(process)
        else:
            self._idle.put_nowait(process)
        if isinstance(done, messages.Failure):
            answer.close()
            raise FailedError(done.status, done.message)
        return answer

    async def _wait_for_turn(self) -> None:
        if self._waiting >= self.limits.waiting:
            raise FailedError(503, f"{self._waiting} queries wait already; try again later")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.patience):
                await self._turns.acquire()
        except TimeoutError as error:
            waited = f"{self.limits.patience:g} s"
            raise FailedError(
                503, f"{self.limits.at_once} queries ran for all of {waited}; try again later"
            ) from error
        finally:
            self._waiting -= 1

    async def _take(self) -> asyncio.subprocess.Process:
        process = await self._idle.get()
        while process is None:
            self._start_one()
            if self._idle.empty():
                raise FailedError(503, "a worker process could not start; try again later")
            process = self._idle.get_nowait()
        return process

    @staticmethod
    async def _ask(
        process: asyncio.subprocess.Process, job: messages.Job, answer: Answer
    ) -> messages.Done | messages.Failure:
        assert process.stdin is not None  # noqa: S101 - for the type checker: _spawn opens both pipes
        assert process.stdout is not None  # noqa: S101
        payload = msgspec.json.encode(job)
        process.stdin.write(messages.frame(messages.JOB, payload))
        await process.stdin.drain()
        while True:
            kind, data = await _frame(process.stdout)
            if kind == messages.DATA:
                answer.add(data)
            elif kind == messages.TYPE:
                answer.media_type = data.decode()
            elif kind == messages.FAILED:
                return msgspec.json.decode(data, type=messages.Failure)
            else:
                return msgspec.json.decode(data, type=messages.Done)

    async def _died(self, process: asyncio.subprocess.Process) -> FailedError:
        """Tell the user, and in a line the person at the server, why a worker has ended."""
        code = await process.wait()
        if code == -signal.SIGABRT:
            limit = f"{self.limits.memory // (1024 * 1024)} MiB"
            _log(f"a query needed more memory than the limit of {limit}; its worker process is replaced")
            return FailedError(422, f"the query needs more memory than the limit of {limit}; ask for less")
        said = await _last_words(process)
        _log(f"a worker process ended unexpectedly (code {code}) and is replaced{said and ': ' + said}")
        return FailedError(500, f"the worker ended unexpectedly (code {code}); the query was not answered")

    def _retire(self, process: asyncio.subprocess.Process) -> None:
        """End ``process`` now and start another; nothing is waited for, so that nothing can come between."""
        _kill(process)
        self._start_one(instead_of=process)

    def _start_one(self, *, instead_of: asyncio.subprocess.Process | None = None) -> None:
        async def start() -> None:
            try:
                if instead_of is not None:
                    await self._end(instead_of)
                self._idle.put_nowait(await self._spawn())
            except (KgError, OSError):
                self._idle.put_nowait(None)

        task = asyncio.get_running_loop().create_task(start())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _spawn(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-m",
            "kg.sparql.endpoint.worker",
            str(self._store),
            str(self.limits.memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        self._running.add(process)
        try:
            assert process.stdout is not None  # noqa: S101 - for the type checker
            async with asyncio.timeout(_STARTING):
                _, data = await _frame(process.stdout)
            self._started_with = msgspec.json.decode(data, type=messages.Done).peak_memory
        except BaseException as error:
            await self._end(process)
            if isinstance(error, asyncio.IncompleteReadError | TimeoutError):
                said = await _last_words(process)
                raise KgError(
                    f"{self._store}: a worker process for queries cannot start{said and ': ' + said}"
                ) from error
            raise
        return process

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self._running.discard(process)
        _kill(process)
        if process.stdout is not None:
            # A full pipe is paused, and asyncio waits for its end before it says that the process has ended.
            while await process.stdout.read(_READ):
                pass
        await process.wait()


async def _last_words(process: asyncio.subprocess.Process) -> str:
    """Return the last line that an ended process wrote on its standard error: what a traceback comes to."""
    if process.stderr is None:
        return ""
    lines = (await process.stderr.read()).decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _log(line: str) -> None:
    sys.stderr.write(line + "\n")


def _kill(process: asyncio.subprocess.Process) -> None:
    """End ``process``, dead or alive, and leave its exit status to asyncio.

    ``process.kill()`` asks for the status first (``Popen.poll``). Of a process that has just died it takes
    it away from asyncio's watcher, which then reports 255 for whatever the process died of.
    """
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.kill(process.pid, signal.SIGKILL)
        else:
            process.kill()


async def _frame(stream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind, length = messages.HEADER.unpack(await stream.readexactly(messages.HEADER.size))
    return kind, await stream.readexactly(length) if length else b""
