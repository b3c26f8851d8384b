"""What a query answered, the same for rows, triples and yes or no."""

from __future__ import annotations

import dataclasses
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Value = str | int | float | bool | Decimal | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    _XSD + name
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "gYear")
)


@dataclasses.dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to one query, held in memory.

    Iterating gives the rows of a SELECT as dictionaries of plain Python values; ``rows`` and ``triples``
    hold the RDF terms themselves (pyoxigraph's).
    """

    form: Literal["select", "ask", "graph"]
    """``graph`` is the answer to CONSTRUCT and DESCRIBE."""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    """One tuple a solution, as long as ``columns``; None where a variable is unbound."""
    boolean: bool = False
    """The answer to ASK."""
    triples: tuple[ox.Triple, ...] = ()
    """Each triple once, in the order found."""
    notes: tuple[str, ...] = ()
    """What the user should know about how the query was understood, a sentence each."""
    base: str = ""
    """What the IRIs of the graph's papers and concepts begin with; a table shortens those."""
    given: frozenset[str] = frozenset()
    """Columns that only repeat the one value asked for; a table leaves them out."""

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self.rows:
            yield {column: plain(term) for column, term in zip(self.columns, row, strict=True)}

    def __len__(self) -> int:
        return len(self.triples) if self.form == "graph" else len(self.rows)

    def __bool__(self) -> bool:
        return self.boolean if self.form == "ask" else len(self) > 0


def plain(term: Any) -> Value:
    """Return an RDF term as a Python value: numbers and truth values as such, all else as text."""
    datatype = getattr(term, "datatype", None)
    if datatype is None:
        return None if term is None else str(getattr(term, "value", term))
    kind, text = datatype.value, str(term.value)
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind == _XSD + "decimal":
            return Decimal(text)
        if kind in {_XSD + "double", _XSD + "float"}:
            return float(text)
    except (ValueError, InvalidOperation):
        pass
    return text in {"true", "1"} if kind == _XSD + "boolean" else text
