"""A real server in a process of its own, and a plain HTTP client."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

PROGRAM = """
import pathlib, sys
from kg.sparql.endpoint.application import serve
from kg.sparql.endpoint.pool import Limits
serve(pathlib.Path(sys.argv[1]), port=0, host=sys.argv[2], limits=Limits(**eval(sys.argv[3])))
"""


@dataclasses.dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclasses.dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[str]
    said: str
    """What it wrote on standard error before it was ready."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, body: bytes | None = None, timeout: float = 60, **headers: str
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        response = connection.getresponse()
        reply = Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        connection.close()
        return reply

    def get(self, path: str, **headers: str) -> Reply:
        return self.request("GET", path, **headers)

    def query(self, text: str, **headers: str) -> Reply:
        return self.get("/sparql?" + urlencode({"query": text}), **headers)

    def workers(self) -> dict[int, int]:
        """Return the memory in KiB of each worker process, by process id."""
        listed = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid=,rss="],
            capture_output=True,
            text=True,
            check=False,
        )
        return {int(pid): int(rss) for pid, rss in (line.split() for line in listed.stdout.splitlines())}


@contextlib.contextmanager
def running(folder: pathlib.Path, host: str = "127.0.0.1", **limits: float) -> Iterator[Server]:
    """Run a server over an export until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), host, repr(limits)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    said = ""
    try:
        for line in process.stderr:
            said += line
            if found := re.search(r"serving .* at http://[^ ]*:(\d+)/", line):
                break
        else:
            raise AssertionError(said)
        yield Server(int(found[1]), process, said)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stderr.close()
