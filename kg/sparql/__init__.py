"""SPARQL over an export: free queries, named queries, and their answers in every usual format.

Nothing heavy is imported here; pyoxigraph loads when the first query runs.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import IO

    from kg.sparql.named import NamedQuery
    from kg.sparql.output import Format
    from kg.sparql.result import QueryResult

__all__ = ["complete", "list_queries", "query", "write"]


def query(
    directory: Path,
    text: str | None = None,
    *,
    name: str | None = None,
    parameters: Mapping[str, str] | None = None,
) -> QueryResult:
    """Answer a SPARQL query, or the named query ``name`` with its ``parameters``, on an export.

    Args:
        directory: what ``kg build`` wrote, or one RDF file.
        text: a SPARQL 1.1 query; the ontology's prefixes need no declaration.
        name: one of ``list_queries()``, in place of ``text``.
        parameters: parameter names to values as a person writes them: a concept by any of its names,
            by ``method:Name``, or by IRI.

    Raises:
        KgError: no export; a syntax error, with line and column; an unknown query, parameter or concept.
    """
    import dataclasses

    from kg.errors import KgError
    from kg.sparql.evaluate import evaluate
    from kg.sparql.named import bind, named_query
    from kg.sparql.store import open_store

    if (text is None) == (name is None):
        raise KgError("query: give either SPARQL text or the name of a query, not both")
    if text is not None:
        if parameters:
            raise KgError("query: parameters go with a named query only; `kg query --list` shows them")
        return evaluate(open_store(directory), text)
    chosen = named_query(name or "")
    store = open_store(directory)
    bound = bind(chosen, parameters or {}, store)
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
    from kg.sparql.names import Names
    from kg.sparql.store import open_store

    return Names(open_store(directory)).beginning_with(prefix, types)
