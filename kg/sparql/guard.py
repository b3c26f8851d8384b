"""Refuses what a read-only, offline door must not do: updates, SERVICE and FROM.

They are told from the tokens of the query: a literal, comment, IRI or variable may hold those words. One
thing in SPARQL's tokens is ambiguous: ``<`` begins an IRI or means "less than", and only the grammar around
it tells which. A wrong guess would let a query hide a SERVICE clause from this check and not from the parser,
so both readings are followed wherever both are possible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = r"(?:[ \t\r\n]|#[^\r\n]*)*"
_IRI = r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"
_NAME = r"[^\W\d_](?:[\w.·-]*[\w·-])?"
_LOCAL = r"(?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])*"
_TOKEN = re.compile(
    rf"""(?P<iri>{_IRI})
    |(?P<string>\"\"\"(?:\"{{0,2}}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<blank>_:[\w.·-]+)
    |(?P<prefixed>(?:{_NAME})?:{_LOCAL})
    |(?P<word>[^\W\d]\w*)
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_SPACE = re.compile(_BLANK)
# The parser takes keywords that stand together without a space, as in SERVICESILENT<...>.
_SERVICE = re.compile(
    rf"service{_BLANK}(?:silent)?{_BLANK}(?:{_IRI}|[?$]\w+|(?:{_NAME})?:{_LOCAL}){_BLANK}\{{", re.IGNORECASE
)
_SERVICE_WORD = re.compile("service", re.IGNORECASE)
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"))


class RefusedError(KgError):
    """The query asks for what is never done here, however it is written."""


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def check(text: str) -> None:
    """Refuse a query that would change the graph, reach another machine, or choose its graphs.

    Raises:
        RefusedError: an update, a SERVICE clause or a FROM clause, with line and column.
    """
    prologue, has_from = True, "FROM" in text.upper()
    for token in _tokens(text):
        if not prologue and not has_from:
            break  # the rest cannot be refused, and reading it takes longer than many an answer
        if token.kind != "word":
            continue
        word = token.text.upper()
        if prologue and word in _UPDATES:
            raise RefusedError(
                f"{place(text, token.start)}: this is an update ({word}), but the graph is read-only"
            )
        prologue = prologue and word in {"PREFIX", "BASE", "VERSION"}
        if word == "FROM":
            raise RefusedError(
                f"{place(text, token.start)}: FROM is refused, there is one graph to ask; leave it out"
            )
    for start in _service_clauses(text) if _SERVICE_WORD.search(text) else ():
        raise RefusedError(
            f"{place(text, start)}: SERVICE is refused, because no request leaves this machine"
        )


def last_word(text: str) -> tuple[str, int] | None:
    """Return the last token of a query whose brackets are all closed, with its offset; else None."""
    token, depth = None, 0
    for token in _tokens(text):
        depth += (token.text in "{([") - (token.text in "})]") if token.kind == "other" else 0
    return (token.text, token.start) if token is not None and depth == 0 else None


def place(text: str, offset: int) -> str:
    """Name the line and column of ``offset``, both counted from 1."""
    before = text[:offset]
    return f"query, line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"


def _at(text: str, position: int) -> _Token | None:
    blank = _SPACE.match(text, position)
    start = blank.end() if blank else position
    found = _TOKEN.match(text, start)
    return _Token(found.lastgroup or "", found[0], start, found.end()) if found else None


def _tokens(text: str) -> Iterator[_Token]:
    token = _at(text, 0)
    while token is not None:
        yield token
        token = _at(text, token.end)


def _service_clauses(text: str) -> Iterator[int]:
    """Yield where a SERVICE clause begins in any reading of the text."""
    waiting, seen = [0], {0}
    while waiting:
        token = _at(text, waiting.pop())
        if token is None:
            continue
        if token.kind in {"word", "prefixed"}:
            for found in _SERVICE_WORD.finditer(token.text):
                if _SERVICE.match(text, token.start + found.start()):
                    yield token.start + found.start()
        follow = {token.end, token.start + 1} if token.kind == "iri" else {token.end}
        waiting += follow - seen
        seen |= follow
