"""What a shell offers when the tabulator key is pressed."""
# ruff: noqa: PLC0415 - loads only when it is

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - typer reads the signatures
from pathlib import Path
from typing import Any

from kg.errors import KgError

_OFFERED = 20


def names(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the named queries that begin with what was typed, and their titles."""
    from kg.sparql import list_queries

    for query in list_queries():
        if query.name.startswith(incomplete):
            yield query.name, query.title


def parameters_of(ctx: Any, incomplete: str) -> Iterator[str]:
    """Yield parameters of the query that was typed, and for ``dataset=ima`` datasets of the graph."""
    from kg.sparql import complete, list_queries

    query = next((q for q in list_queries() if q.name == ctx.params.get("question")), None)
    name, equals, prefix = incomplete.partition("=")
    for parameter in query.parameters if query is not None else ():
        if not equals and parameter.name.startswith(name):
            yield f"{parameter.name}="
        elif equals and parameter.name == name and parameter.concept_types:
            try:
                found = complete(Path(ctx.params["directory"]), prefix, types=parameter.concept_types)
            except KgError:
                found = []
            # What was typed stays as it was: shells take only what begins with it, names ignore case.
            for label in found[:_OFFERED]:
                if label.lower().startswith(prefix.lower()):
                    yield f"{incomplete}{label[len(prefix) :]}"
