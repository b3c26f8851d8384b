"""Assembles the web application and serves it."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import sys
import webbrowser
from typing import TYPE_CHECKING

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.errors import KgError
from kg.sparql.disk import WORTH_STORING, prepared
from kg.sparql.endpoint import pages, protocol
from kg.sparql.endpoint.links import Links
from kg.sparql.endpoint.messages import Job
from kg.sparql.endpoint.pool import Limits, Pool
from kg.sparql.endpoint.security import Secured
from kg.sparql.endpoint.views import Views
from kg.sparql.store import graph_file, load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

REQUEST_LIMIT = 1024 * 1024
"""Bytes of a request's body."""
_ADDRESS_LIMIT = 256 * 1024
"""Bytes of a request's first line and headers: long queries come by GET too."""
_PORTS = range(7878, 7898)
"""Tried in turn where no port is given."""


def application(
    directory: Path,
    *,
    limits: Limits | None = None,
    host_names: frozenset[str] = frozenset(),
    building: Callable[[Path], None] | None = None,
) -> Starlette:
    """Return the web application over an export, as ASGI.

    Args:
        directory: what ``kg build`` wrote, or an RDF file.
        limits: what a query may take.
        host_names: names in the Host header to answer under, besides numbers, localhost and this machine's
            own.
        building: called with the RDF file where its store on disk has to be made first.

    Raises:
        KgError: not an export, or not well-formed RDF.
    """
    graph_file(directory)
    limits = limits or Limits()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with prepared(directory, building=building) as store:
            pool = Pool(store, limits)
            await pool.start()
            try:
                answer = msgspec.json.decode((await pool.do(Job("base"))).read())
                app.state.pool = pool
                app.state.links = Links(answer["base"])
                app.state.views = Views(pool, app.state.links)
                app.state.triples = answer["triples"]
                yield
            finally:
                await pool.stop()

    app = Starlette(
        routes=[
            Route("/", pages.graph_page),
            Route("/sparql", protocol.sparql, methods=["GET", "POST", "OPTIONS"]),
            Route("/query", pages.editor),
            Route("/queries/{name}", pages.named),
            Route("/search", pages.search),
            Route("/files/{name}", pages.download),
            *(Route(f"/{name}", pages.download) for name in pages.FILES),
            Mount("/static", StaticFiles(packages=[("kg.sparql.endpoint", "static")])),
            Route("/{path:path}", pages.resource),
        ],
        middleware=[Middleware(Secured, names=host_names)],
        lifespan=lifespan,
    )
    app.state.directory = directory if directory.is_dir() else directory.parent
    app.state.request_limit = REQUEST_LIMIT
    return app


def serve(
    directory: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    open_browser: bool = False,
    limits: Limits | None = None,
    host_names: frozenset[str] = frozenset(),
) -> None:
    """Serve an export until interrupted: pages at ``/``, an editor at ``/query``, SPARQL at ``/sparql``.

    Raises:
        KgError: not an export, or the address cannot be used.
    """
    app = application(directory, limits=limits, host_names=host_names, building=_announce)
    if (path := graph_file(directory)).stat().st_size < WORTH_STORING:
        load(path)  # what is damaged is said in one line here, and in the server's trace later
    listening = _listen(host, port)
    number = listening.getsockname()[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{number}/"
    if not _is_loopback(host):
        _say(
            f"warning: {address} is open to every machine that reaches this one: the graph of {directory}"
            " can be read and queried there, without a password"
        )
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=_ADDRESS_LIMIT,
        http="h11",
        timeout_graceful_shutdown=2,
    )
    server = _Server(config, lambda: _started(address, directory, open_browser=open_browser))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if not server.started:
        raise KgError(f"{directory}: the server could not start; see above")


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_start()


def _started(address: str, directory: Path, *, open_browser: bool) -> None:
    _say(f"serving {directory} at {address} (SPARQL: {address}sparql, editor: {address}query); Ctrl-C stops")
    if open_browser:
        webbrowser.open(address)


def _announce(path: Path) -> None:
    _say(f"making a store of {path}, once; about 10 s for a million triples")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def _listen(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in _PORTS if port is None else (port,):
        # The protocol is named because asyncio sets TCP_NODELAY only where it is: without it, each further
        # answer on a connection waits 40 ms for the client's delayed acknowledgement.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
        except (OSError, UnicodeError) as error:  # UnicodeError: a host that cannot be a name
            listening.close()
            if isinstance(error, UnicodeError | socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise KgError(
                    f"--host {host}: not an address of this machine; "
                    "127.0.0.1 serves this machine alone, 0.0.0.0 all that reach it"
                ) from error
            reason = error.strerror or str(error)
        else:
            return listening
    if port is None:
        raise KgError(
            f"{host}: no port from {_PORTS[0]} to {_PORTS[-1]} is free ({reason}); give one with --port"
        )
    raise KgError(f"{host}, port {port}: cannot be used: {reason}; choose another with --port")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
