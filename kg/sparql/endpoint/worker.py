"""A process that answers queries, one at a time, and that the server kills when one takes too long.

pyoxigraph cannot stop a query: the end of the process is the only limit that holds. As a second wall behind
``kg.sparql.guard`` the process gives up the means to open a file or a connection before its first job.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec
import pyoxigraph as ox

from kg.errors import KgError
from kg.sparql.disk import open_prepared
from kg.sparql.endpoint import messages
from kg.sparql.endpoint.formats import GRAPHS, SOLUTIONS, choose
from kg.sparql.evaluate import syntax_message
from kg.sparql.guard import RefusedError, check
from kg.sparql.named import Bound, bind, named_queries, named_query
from kg.sparql.prefixes import PREFIXES, with_resources
from kg.sparql.store import base_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.sparql.disk import Opened

_CHUNK = 64 * 1024
_MEBIBYTE = 1024 * 1024
_DESCRIPTORS = 64
"""More than an open store takes; the rest is filled up."""


class _FailedError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class _Answer(io.RawIOBase):
    """Where an answer is written: it leaves the process in frames, until it is too long or given up."""

    def __init__(self, out: IO[bytes], limit: int) -> None:
        self._out = out
        self._limit = limit
        self._written = 0
        self._given_up = False

    def give_up(self) -> None:
        """Send nothing more."""
        self._given_up = True

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        size = len(data)
        if self._given_up:
            return size
        self._written += size
        if self._limit and self._written > self._limit:
            mebibytes = self._limit // _MEBIBYTE
            raise _FailedError(422, f"the answer is longer than {mebibytes} MiB; add a LIMIT or ask for less")
        self._out.write(messages.frame(messages.DATA, bytes(data)))
        return size


class Worker:
    """An open store, and the jobs that can be done on it."""

    def __init__(self, opened: Opened, out: IO[bytes]) -> None:
        self._store, self._names = opened
        self._out = out
        self._base_iri = base_of(self._store)
        self._prefixes = with_resources(self._base_iri)

    def do(self, job: messages.Job) -> None:
        """Answer ``job`` in frames; whatever goes wrong with it becomes one frame too."""
        try:
            {"query": self._query, "bind": self._bind, "search": self._search, "base": self._base}[job.task](
                job
            )
        except _FailedError as error:
            self._fail(error.status, error.message)
        except RefusedError as error:
            self._fail(403, str(error))
        except KgError as error:
            self._fail(400, str(error))
        except MemoryError:
            os.abort()  # as the allocator of the store does, so that the server sees one way to end of it
        except (OSError, RuntimeError, ValueError) as error:
            # What reaches this line is an evaluation that failed, for which the protocol has status 500.
            self._fail(500, f"the query failed: {error}")
        else:
            self._send(messages.END, messages.Done(peak_memory()))
        self._out.flush()

    def _query(self, job: messages.Job) -> None:
        check(job.text)
        try:
            found = self._store.query(job.text, prefixes=self._prefixes)
        except SyntaxError as error:
            raise _FailedError(400, syntax_message(job.text, error.msg)) from error
        if isinstance(found, ox.QueryTriples):
            media_type = _negotiate(job.accept, tuple(GRAPHS))
            with self._answer(media_type, job.limit) as stream:
                prefixes = {} if media_type == "application/n-triples" else PREFIXES
                ox.serialize(_distinct(found), stream, GRAPHS[media_type], prefixes=prefixes)
        else:
            media_type = _negotiate(job.accept, tuple(SOLUTIONS))
            with self._answer(media_type, job.limit) as stream:
                found.serialize(stream, SOLUTIONS[media_type])

    def _bind(self, job: messages.Job) -> None:
        """Give the text of a named query with its parameters bound, and what their names were taken for."""
        query = named_query(job.text)
        given = {name for name, value in job.parameters.items() if value.strip()}
        complete = given.issuperset(p.name for p in query.parameters if not p.optional)
        bound = bind(query, job.parameters, self._names) if complete or job.strict else Bound(query.text)
        self._json({"text": bound.text, "notes": bound.notes, "given": sorted(bound.given)})

    def _search(self, job: messages.Job) -> None:
        """Give the concepts and papers that begin with what was typed, up to ``parameters['limit']`` each."""
        limit = int(job.parameters["limit"])
        types = tuple(filter(None, job.parameters.get("type", "").split(",")))
        concepts = self._names.search(job.text, types)[:limit]
        papers = [] if types else self._names.titles(job.text, limit)
        self._json(
            [
                {"iri": n.iri, "type": n.type, "label": n.label, "papers": n.papers}
                for n in (*concepts, *papers)
            ]
        )

    def _base(self, _: messages.Job) -> None:
        """Give what the IRIs of the graph's resources begin with, and how many triples there are."""
        self._json({"base": self._base_iri, "triples": len(self._store)})

    def _json(self, value: Any) -> None:
        with self._answer("application/json", 0) as stream:
            stream.write(msgspec.json.encode(value))

    @contextlib.contextmanager
    def _answer(self, media_type: str, limit: int) -> Any:
        self._out.write(messages.frame(messages.TYPE, media_type.encode()))
        raw = _Answer(self._out, limit)
        buffered = io.BufferedWriter(raw, _CHUNK)
        try:
            yield buffered
            buffered.flush()
        except BaseException:
            raw.give_up()
            raise

    def _fail(self, status: int, message: str) -> None:
        self._send(messages.FAILED, messages.Failure(status, message, peak_memory()))

    def _send(self, kind: bytes, message: msgspec.Struct) -> None:
        self._out.write(messages.frame(kind, msgspec.json.encode(message)))


def _negotiate(accept: str, offered: Sequence[str]) -> str:
    media_type = choose(accept, offered)
    if media_type is None:
        raise _FailedError(
            406, f"this query can be answered as {', '.join(offered)}; the request accepts {accept}"
        )
    return media_type


def _distinct(triples: ox.QueryTriples) -> Any:
    """Give each triple once: the answer to a CONSTRUCT is a set."""
    seen = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def peak_memory() -> int:
    """Return the most bytes that this process has held; 0 where the system does not say."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _confine(memory: int) -> None:
    """Give up opening files and connections, and more memory than ``memory`` bytes; where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        # With every number taken, a new file or socket fails in the kernel, whoever asks for it.
        resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
        while True:
            os.dup(2)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def main() -> None:
    """Answer the jobs that arrive on standard input, until it ends."""
    place, memory = Path(sys.argv[1]), int(sys.argv[2])
    jobs = os.fdopen(os.dup(0), "rb")
    out = os.fdopen(os.dup(1), "wb", buffering=256 * 1024)
    os.dup2(2, 1)
    worker = Worker(open_prepared(place), out)
    named_queries()
    _confine(memory)
    out.write(messages.frame(messages.READY, msgspec.json.encode(messages.Done(peak_memory()))))
    out.flush()
    while header := jobs.read(messages.HEADER.size):
        _, length = messages.HEADER.unpack(header)
        job = msgspec.json.decode(jobs.read(length), type=messages.Job)
        if hasattr(signal, "setitimer"):
            # The default action of the alarm ends the process, whatever it is doing.
            signal.setitimer(signal.ITIMER_REAL, job.seconds)
        worker.do(job)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
