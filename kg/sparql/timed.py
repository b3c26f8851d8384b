"""Runs one query in a process of its own, to stop it at a time limit."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pyoxigraph as ox

from kg.errors import KgError
from kg.sparql.disk import prepared
from kg.sparql.endpoint.messages import Job
from kg.sparql.endpoint.pool import Answer, FailedError, Limits, Pool
from kg.sparql.named import named_query
from kg.sparql.result import QueryResult

if TYPE_CHECKING:
    from pathlib import Path


def evaluate_within(
    seconds: float, source: Path, text: str, *, name: str | None, parameters: dict[str, str]
) -> QueryResult:
    """Run SPARQL, or the named query ``name``, on an export for at most ``seconds`` from its start.

    Raises:
        KgError: as ``kg.sparql.query``; or the time limit.
    """
    with prepared(source) as store:
        return asyncio.run(
            _run(store, Limits(seconds=seconds, at_once=1, answer=0, spare=0), text, name, parameters)
        )


async def _run(
    store: Path, limits: Limits, text: str, name: str | None, parameters: dict[str, str]
) -> QueryResult:
    pool = Pool(store, limits)
    await pool.start()
    notes: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    try:
        if name is not None:
            named_query(name)
            job = Job("bind", name, parameters=parameters, strict=True)
            bound = msgspec.json.decode((await pool.do(job)).read())
            text, notes, given = bound["text"], tuple(bound["notes"]), frozenset(bound["given"])
        base = msgspec.json.decode((await pool.do(Job("base"))).read())["base"]
        answer = await pool.do(Job("query", text, accept="application/json;q=0.9, application/n-triples"))
        return dataclasses.replace(_result(answer), notes=notes, given=given, base=base)
    except FailedError as error:
        raise KgError(error.message) from error
    finally:
        await pool.stop()


def _result(answer: Answer) -> QueryResult:
    body = answer.read()
    if answer.media_type == "application/n-triples":
        quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        return QueryResult("graph", triples=tuple(quad.triple for quad in quads))
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return QueryResult("ask", boolean=bool(found))
    columns = tuple(variable.value for variable in found.variables)
    return QueryResult("select", columns, tuple(tuple(row) for row in found))
