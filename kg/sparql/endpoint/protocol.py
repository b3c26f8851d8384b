"""The SPARQL 1.1 Protocol: queries by GET, POST form and POST body, and the service description."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse

from kg.sparql.endpoint.description import description
from kg.sparql.endpoint.formats import GRAPHS, choose
from kg.sparql.endpoint.messages import Job
from kg.sparql.endpoint.pool import Answer, FailedError, Pool

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from starlette.requests import Request

CROSS_ORIGIN = {"access-control-allow-origin": "*"}
"""Any site may read answers, but never with the credentials of a user."""
_AT_A_TIME = 256 * 1024
"""Bytes up to which an answer is sent as one piece."""
_ABANDONED = 499
"""What the log shows for a client that went away; nobody receives it."""


async def sparql(request: Request) -> Response:
    """Answer one request of the protocol."""
    if request.method == "OPTIONS":
        return Response(
            status_code=204,
            headers=CROSS_ORIGIN
            | {
                "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
                "access-control-allow-headers": "Accept, Content-Type",
                "access-control-max-age": "86400",
            },
        )
    try:
        query = await _query_of(request)
        if query is None:
            return _describe(request)
        return await answered(request, query)
    except FailedError as error:
        return failure(error)


async def answered(request: Request, query: str, media_type: str = "") -> Response:
    """Run ``query`` and give its complete answer, in a stream, in the format that the request prefers.

    Raises:
        FailedError: it was refused, or it met a limit.
    """
    pool: Pool = request.app.state.pool
    limits = pool.limits
    job = Job(
        "query", query, accept=media_type or accept(request), limit=limits.answer, seconds=2 * limits.seconds
    )
    answer = await unless_gone(request, pool.do(job))
    # The answer is complete before its first byte is sent, so that none is ever cut with status 200.
    headers = CROSS_ORIGIN | {
        "vary": "Accept",
        "content-length": str(answer.length),
        "cache-control": "no-cache",
    }
    charset = "" if answer.media_type.startswith("application/") else "; charset=utf-8"
    media_type = answer.media_type + charset
    if answer.length <= _AT_A_TIME:  # a stream costs tasks of its own, half of what a quick query takes
        return Response(answer.read(), headers=headers, media_type=media_type)
    return StreamingResponse(answer.chunks(), headers=headers, media_type=media_type)


async def unless_gone(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Await ``work``, and end it when the client goes away."""
    task = asyncio.ensure_future(work)

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        task.cancel()

    watcher = asyncio.ensure_future(watch())
    try:
        return await task
    except asyncio.CancelledError:
        task.cancel()
        if watcher.done():
            raise FailedError(_ABANDONED, "the client went away") from None
        raise
    finally:
        watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watcher


def failure(error: FailedError) -> Response:
    """Return the response to a job that has no answer: one line of text."""
    headers = dict(CROSS_ORIGIN)
    if error.status == 503:
        headers["retry-after"] = "5"
    if error.status == 415:
        headers["accept-post"] = "application/sparql-query, application/x-www-form-urlencoded"
    return PlainTextResponse(error.message + "\n", error.status, headers)


def accept(request: Request) -> str:
    """Return the Accept headers of a request as one."""
    return ", ".join(request.headers.getlist("accept"))


async def _query_of(request: Request) -> str | None:
    """Return the query of a request; None where it asks for the description of the service.

    Raises:
        FailedError: it is no request of the protocol, or one that is refused here.
    """
    in_address = _parameters(request.scope["query_string"])
    if request.method in {"GET", "HEAD"}:
        return _one_query(in_address)
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    charset = dict(parse_qsl(parameters.replace(";", "&").replace(" ", "").lower())).get("charset", "utf-8")
    if charset.strip('"') not in {"utf-8", "us-ascii"}:
        raise FailedError(415, f"the body is in {charset}; send UTF-8")
    if kind == "application/sparql-update":
        raise FailedError(403, "updates are refused: the graph is read-only")
    if kind not in {"application/sparql-query", "application/x-www-form-urlencoded"}:
        raise FailedError(415, f"a query cannot be sent as {kind or 'a body without a Content-Type'}")
    body = await _body(request)
    if kind == "application/x-www-form-urlencoded":
        query = _one_query(_parameters(body) + in_address)
        if query is None:
            raise FailedError(400, "the form has no field `query`")
        return query
    _one_query(in_address)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FailedError(400, f"the query is not UTF-8: {error}") from error


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise FailedError(400, f"the parameters are not percent-encoded UTF-8: {error}") from error


def _one_query(parameters: list[tuple[str, str]]) -> str | None:
    names = [name for name, _ in parameters]
    if "update" in names:
        raise FailedError(403, "updates are refused: the graph is read-only")
    if "default-graph-uri" in names or "named-graph-uri" in names:
        raise FailedError(403, "there is one graph to ask: leave default-graph-uri and named-graph-uri out")
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) > 1:
        raise FailedError(400, "there are several queries in one request; send one")
    return queries[0] if queries else None


async def _body(request: Request) -> bytes:
    limit: int = request.app.state.request_limit
    message = f"the request is longer than {limit} bytes"
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit:
        raise FailedError(413, message)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise FailedError(413, message)
    return bytes(body)


def _describe(request: Request) -> Response:
    """Describe the service to programs, and send people to the editor."""
    wanted = accept(request)
    media_type = choose(wanted, (*GRAPHS, "text/html", "application/xhtml+xml"))
    if media_type in {"text/html", "application/xhtml+xml"}:
        return RedirectResponse("/query", 303, CROSS_ORIGIN | {"vary": "Accept"})
    if media_type is None:
        raise FailedError(
            406, f"the service describes itself as {', '.join(GRAPHS)}; the request accepts {wanted}"
        )
    address = str(request.url.replace(query="", fragment=""))
    body = description(address, request.app.state.triples, media_type)
    return Response(body, headers=CROSS_ORIGIN | {"vary": "Accept"}, media_type=media_type)
