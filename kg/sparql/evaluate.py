"""Runs a SPARQL query on an open store."""

from __future__ import annotations

import functools
import re
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import KgError
from kg.sparql.guard import check, last_word, place
from kg.sparql.prefixes import with_resources
from kg.sparql.result import QueryResult
from kg.sparql.store import base_of

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_WORD = re.compile(r"[\w:.-]*\Z")
_NEXT = re.compile(r"\s*([\w:?$@-]+|\S)")


def evaluate(store: ox.Store, text: str) -> QueryResult:
    """Run ``text`` with the usual prefixes and those of the graph's resources, and hold its whole answer.

    Raises:
        KgError: a syntax error, with line and column; an update, SERVICE or FROM; or a query that cannot be
            evaluated.
    """
    check(text)
    try:
        return _heard(functools.partial(_evaluated, store, text))
    except SyntaxError as error:
        raise KgError(syntax_message(text, error.msg)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise KgError(f"query: cannot be answered: {_one_line(str(error))}") from error


def _evaluated(store: ox.Store, text: str) -> QueryResult:
    base = base_of(store)
    found = store.query(text, prefixes=with_resources(base))
    if isinstance(found, ox.QueryBoolean):
        return QueryResult("ask", boolean=bool(found), base=base)
    if isinstance(found, ox.QueryTriples):
        return QueryResult("graph", triples=tuple(dict.fromkeys(found)), base=base)
    columns = tuple(variable.value for variable in found.variables)
    return QueryResult("select", columns, tuple(tuple(row) for row in found), base=base)


def _heard(work: Callable[[], QueryResult]) -> QueryResult:
    """Return what ``work`` returns, and hear Ctrl-C meanwhile.

    The engine cannot be stopped, and Python tells its main thread of a signal only between its own steps: so
    the engine has a thread of its own, which does not keep the process from ending.
    """
    done: Future[QueryResult] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 (raised where it is waited for)
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return done.result()


def syntax_message(text: str, report: str) -> str:
    """Say in one line where and why ``text`` is no SPARQL query, from the parser's report."""
    found = _PLACE.search(report)
    if found is None:
        return f"query: syntax error: {_one_line(report)}"
    line, column, expected = int(found[1]), int(found[2]), found[3]
    offset = sum(len(part) for part in text.splitlines(keepends=True)[: line - 1]) + column - 1
    if "Prefix not found" in expected:
        word = _WORD.search(text[:offset])
        name = word[0].split(":")[0] if word else ""
        reason = f"the prefix {name}: is not declared; add PREFIX {name}: <...> before the query"
    elif "variable that is unbound" in expected:
        reason = "a variable in SELECT is neither grouped nor aggregated; add it to GROUP BY"
    elif following := _NEXT.match(text, offset):
        wanted = [part for part in _one_line(expected).split(", ") if part and not part.startswith("[")]
        hint = f"; expected {' or '.join(wanted)}" if 0 < len(wanted) <= 4 else ""
        reason = f"syntax error at {following[1]!r}{hint}"
    elif last := last_word(text):
        # The parser reports where it hoped to read on; the word before is what it could not take.
        reason, offset = f"syntax error at {last[0]!r}", last[1]
    else:
        reason = "the query ends too early; is a } or ) missing?"
    return f"{place(text, offset)}: {reason}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
