"""Questions to a graph, however they are put: SPARQL, a file of it, the name of a query, or a concept."""
# ruff: noqa: PLC0415 - pyoxigraph loads when a query runs

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.files import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph

    from kg.sparql.output import Format
    from kg.sparql.result import QueryResult

_NAME = re.compile(r"[\w-]+")


def ask(
    source: Path | pyoxigraph.Store,
    question: str,
    parameters: Mapping[str, str],
    *,
    timeout: float | None = None,
) -> QueryResult:
    """Answer SPARQL or a named query, whichever ``question`` is: a single word is a name.

    Args:
        source: what ``kg build`` wrote, or an open store.
        question: SPARQL 1.1, or a name of ``kg.sparql.list_queries()``.
        parameters: of the named query.
        timeout: seconds after which the query is stopped.

    Raises:
        KgError: as ``kg.sparql.query``.
    """
    from kg.sparql import query

    if _NAME.fullmatch(question.strip()):
        return query(source, name=question.strip(), parameters=parameters, timeout=timeout)
    return query(source, question, parameters=parameters, timeout=timeout)


def answer(
    directory: Path,
    question: str | None,
    file: Path | None,
    given: Sequence[str],
    *,
    timeout: float | None = None,
) -> QueryResult:
    """Answer a question as it was typed.

    Args:
        directory: what ``kg build`` wrote.
        question: SPARQL or a name; None with ``file``.
        file: holds SPARQL.
        given: ``name=value`` for each parameter.
        timeout: seconds after which the query is stopped.

    Raises:
        KgError: as ``ask``; neither or both of question and file; what is no ``name=value``; a name twice.
    """
    if (question is None) == (file is None):
        raise KgError("query: give SPARQL, the name of a query, or --file; `kg query --list` shows the names")
    if file is not None:
        question = text_of(file, "a file of SPARQL")
        if not question.strip():
            raise KgError(f"{file}: is empty; expected a query in SPARQL")
    for text in (question or "", *given):
        if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):  # bytes of another encoding
            raise KgError("query: is not UTF-8; set the terminal to UTF-8, or give --file")
    parameters: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise KgError(f"{text!r}: a parameter is given as name=value, such as dataset=ImageNet")
        if name in parameters:
            raise KgError(f"{text!r}: {name} is given twice, as {parameters[name]!r} before; give it once")
        parameters[name] = value
    return ask(directory, question or "", parameters, timeout=timeout)


def output_format(*, csv: bool, json: bool, ntriples: bool) -> Format:
    """Return the format that was chosen, a table where none was.

    Raises:
        KgError: more than one was.
    """
    chosen: list[Format] = []
    if csv:
        chosen.append("csv")
    if json:
        chosen.append("json")
    if ntriples:
        chosen.append("ntriples")
    if len(chosen) > 1:
        raise KgError("query: choose one of --csv, --json and --nt")
    return chosen[0] if chosen else "table"


def listed() -> Iterator[str]:
    """Yield the named queries for people: what each asks, and an example to type."""
    from kg.sparql import list_queries

    for query in list_queries():
        yield f"{query.name}: {query.title}"
        for parameter in query.parameters:
            optional = ", optional" if parameter.optional else ""
            yield f"    {parameter.name}=…  {parameter.description}{optional}"
        yield f"    kg query DIR {query.example}"


def explained(directory: Path, concept: str, *, links: Path | None, vocabulary: Path | None) -> str:
    """Return in words how the concept that a name stands for came about; several where it stands for several.

    Args:
        directory: what ``kg build`` wrote.
        concept: id, label or any spelling.
        links: the links file of the build.
        vocabulary: the vocabulary file of the build.

    Raises:
        KgError: no concept is called so, or a file cannot be read.
    """
    from kg.extractions import read_extractions
    from kg.link.explain import as_text, explain
    from kg.link.linker import linkage

    found = explain(linkage(read_extractions(directory), links=links, vocabulary=vocabulary), concept)
    if not found:
        raise KgError(
            f"no concept is called {concept!r}; `kg query {directory} top-concepts` shows the most frequent"
        )
    return as_text(found)
