"""Lists the names of a graph's concepts, in a form that is kept in a file and quickly read again.

To read the names out of a large graph takes longer than most answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pyoxigraph as ox

from kg.sparql.nearest import fold
from kg.sparql.prefixes import ONTOLOGY, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = ("Method", "Dataset", "Task")
# Each part is a query of its own, so that all are read as they lie on disk and joined in memory: to look
# them up for one concept after the other takes several times as long.
_CONCEPTS = """
SELECT ?concept ?type ?label ?papers WHERE {
  { SELECT ?concept ?type WHERE { VALUES ?type { kgo:Method kgo:Dataset kgo:Task } ?concept a ?type } }
  { SELECT ?concept ?label WHERE { ?concept skos:prefLabel ?label } }
  OPTIONAL { { SELECT ?concept ?papers WHERE { ?concept kgo:paperCount ?papers } } }
}"""
_OTHERS = "SELECT ?concept ?label WHERE { ?concept skos:altLabel ?label }"


class Named(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A concept or paper that can be asked for."""

    iri: str
    type: str
    """``Method``, ``Dataset``, ``Task`` or ``Paper``."""
    label: str
    papers: int = 0
    """In how many papers a concept is."""

    @property
    def order(self) -> tuple[int, str, str]:
        """Sort key: most used first, then by name."""
        return (-self.papers, fold(self.label), self.iri)


class Name(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One name of a concept."""

    concept: int
    """Place of the concept in ``Index.concepts``."""
    text: str
    folded: str
    """As from `kg.sparql.nearest.fold`."""
    preferred: bool


class Index(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The names of a graph's concepts."""

    concepts: list[Named]
    """Sorted by IRI."""
    names: list[Name]
    """The preferred ones first, by concept, then the others by length."""

    def to_bytes(self) -> bytes:
        """Return the index as `from_bytes` reads it."""
        return msgspec.msgpack.encode(self)


def from_bytes(content: bytes) -> Index:
    """Return the index that ``to_bytes`` gave.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return msgspec.msgpack.decode(content, type=Index)


def read_index(store: ox.Store) -> Index:
    """Return the names of the concepts in a graph; what has no preferred label is none."""
    found: dict[str, Named] = {}
    for concept, kind, label, papers in _rows(store, _CONCEPTS):
        count = papers.value if isinstance(papers, ox.Literal) else ""
        name = kind.value.removeprefix(ONTOLOGY)
        one = Named(concept.value, name, label.value, int(count) if count.isdigit() else 0)
        # Of several types or labels, which no export has, the last holds.
        found[one.iri] = max(found.get(one.iri, one), one, key=lambda c: (TYPES.index(c.type), c.label))
    concepts = [found[iri] for iri in sorted(found)]
    places = {concept.iri: place for place, concept in enumerate(concepts)}
    others = [
        (label.value, places[concept.value])
        for concept, label in _rows(store, _OTHERS)
        if concept.value in places
    ]
    names = [(place, concept.label, True) for place, concept in enumerate(concepts)]
    names += [(place, text, False) for text, place in sorted(others, key=lambda o: (len(o[0]), *o))]
    return Index(concepts, [Name(place, text, fold(text), preferred) for place, text, preferred in names])


def _rows(store: ox.Store, query: str) -> Iterator[tuple[ox.NamedNode, ...]]:
    """Yield the solutions that begin with an IRI and have a literal for the label."""
    solutions = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    for solution in solutions if isinstance(solutions, ox.QuerySolutions) else ():
        if isinstance(solution["concept"], ox.NamedNode) and isinstance(solution["label"], ox.Literal):
            yield tuple(solution)
