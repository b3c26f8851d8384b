"""SPARQL over an export: free queries, named queries, and their answers in every usual format.

Nothing heavy is imported here; pyoxigraph loads when the first query runs.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from pyoxigraph import Store
    from starlette.applications import Starlette

    from kg.sparql.named import NamedQuery
    from kg.sparql.output import Format
    from kg.sparql.result import QueryResult

__all__ = ["application", "complete", "list_queries", "query", "serve", "write"]


def query(
    directory: Path | Store,
    text: str | None = None,
    *,
    name: str | None = None,
    parameters: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> QueryResult:
    """Answer a SPARQL query, or the named query ``name`` with its ``parameters``, on an export.

    Args:
        directory: what ``kg build`` wrote, one RDF file, or an open store.
        text: a SPARQL 1.1 query; the ontology's prefixes need no declaration, nor ``method:``,
            ``dataset:``, ``task:`` and ``paper:``.
        name: one of ``list_queries()``, in place of ``text``.
        parameters: parameter names to values as a person writes them: a concept by any of its names,
            by ``method:Name``, or by IRI.
        timeout: seconds after which the query is stopped; it then runs in a process of its own.

    Raises:
        KgError: no export; a syntax error, with line and column; an unknown query, parameter or concept;
            the time limit; a ``timeout`` that is not above 0, or longer than a day.
    """
    import dataclasses

    from kg.errors import KgError
    from kg.sparql.checks import check_timeout
    from kg.sparql.disk import open_quickly
    from kg.sparql.evaluate import evaluate
    from kg.sparql.named import bind, named_query
    from kg.sparql.names import Names

    if timeout is not None:
        check_timeout(timeout)
    if (text is None) == (name is None):
        raise KgError("query: give either SPARQL text or the name of a query, not both")
    if text is not None and parameters:
        raise KgError("query: parameters go with a named query only; `kg query --list` shows them")
    if isinstance(directory, Path) and timeout is not None:
        from kg.sparql.timed import evaluate_within

        return evaluate_within(timeout, directory, text or "", name=name, parameters=dict(parameters or {}))
    store, names = open_quickly(directory) if isinstance(directory, Path) else (directory, Names(directory))
    if text is not None:
        return evaluate(store, text)
    chosen = named_query(name or "")
    bound = bind(chosen, parameters or {}, names)
    return dataclasses.replace(evaluate(store, bound.text), notes=bound.notes, given=bound.given)


def list_queries() -> tuple[NamedQuery, ...]:
    """Return every named query, by name."""
    from kg.sparql.named import named_queries

    return named_queries()


def write(result: QueryResult, output_format: Format, stream: IO[bytes], *, width: int | None = None) -> None:
    """Write ``result`` to a binary stream as ``table``, ``csv``, ``json``, ``turtle`` or ``ntriples``.

    Args:
        result: an answer of ``query``.
        output_format: the format; a CONSTRUCT or DESCRIBE asked for as ``table`` is written as Turtle.
        stream: where to.
        width: columns of the terminal, for ``table``; None does not cut cells.

    Raises:
        KgError: the format does not fit the form of the query.
    """
    from kg.sparql.output import write as write_result

    write_result(result, output_format, stream, width=width)


def complete(directory: Path, prefix: str, *, types: tuple[str, ...] = ()) -> list[str]:
    """Return the concept names that begin with ``prefix``, most used first, for a shell to complete.

    Args:
        directory: what ``kg build`` wrote.
        prefix: what was typed so far; case and hyphens do not matter.
        types: ``Method``, ``Dataset``, ``Task``; all when empty.
    """
    from kg.sparql.disk import open_quickly

    return open_quickly(directory).names.beginning_with(prefix, types)


def serve(
    directory: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    timeout: float = 10.0,
    at_once: int = 4,
    open_browser: bool = False,
    host_names: frozenset[str] = frozenset(),
) -> None:
    """Serve an export until interrupted: pages at ``/``, an editor at ``/query``, SPARQL at ``/sparql``.

    Args:
        directory: what ``kg build`` wrote, or one RDF file.
        host: the address to listen on; another than loopback is warned of.
        port: the port, 0 for any that is free; None for the first free one from 7878.
        timeout: seconds after which a query is stopped; above 0, a day at most.
        at_once: how many queries run at the same time, from 1 to 64; more wait.
        open_browser: whether to open the page in the user's browser.
        host_names: names in the Host header to answer under, besides numbers, localhost and this machine's
            own.

    Raises:
        KgError: no export; the address cannot be used; a number out of its range.
    """
    from kg.sparql.checks import check_at_once, check_port, check_timeout
    from kg.sparql.endpoint.application import serve as serve_export
    from kg.sparql.endpoint.pool import Limits

    check_timeout(timeout)
    check_at_once(at_once)
    if port is not None:
        check_port(port)

    limits = Limits(seconds=timeout, at_once=at_once)
    serve_export(
        directory, host=host, port=port, open_browser=open_browser, limits=limits, host_names=host_names
    )


def application(directory: Path, *, timeout: float = 10.0, at_once: int = 4) -> Starlette:
    """Return the application that ``serve`` serves, as ASGI, for another server.

    Raises:
        KgError: no export; a number out of its range.
    """
    from kg.sparql.checks import check_at_once, check_timeout
    from kg.sparql.endpoint.application import application as over
    from kg.sparql.endpoint.pool import Limits

    check_timeout(timeout)
    check_at_once(at_once)
    return over(directory, limits=Limits(seconds=timeout, at_once=at_once))
