"""The named queries of ``ontology/queries/``: what they ask for, and their parameters bound.

A query file is plain SPARQL 1.1 that runs as it stands in any triple store. Its leading comment documents it:

    # title: Methods on a dataset
    # description: Which methods are evaluated on a dataset, …
    # parameter: dataset (dataset) the dataset, by any of its names
    # parameter: method (method, optional) only this method
    # example: methods-on-dataset dataset=ImageNet

and each parameter stands in the body as ``VALUES ?dataset { UNDEF }``: unbound, so all datasets. Binding puts
RDF terms in place of UNDEF. No text of the user gets into a query: a concept or paper is looked up in the
graph first, and other text becomes a literal that the RDF library escapes. (The query planner does not see
the library's own ``substitutions``: measured 60 times slower than VALUES on a million triples.)
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import KgError
from kg.records import ClaimKind
from kg.resources import ontology_path
from kg.sparql.index import TYPES
from kg.sparql.nearest import nearest
from kg.sparql.prefixes import ONTOLOGY, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kg.sparql.names import Names

_CONCEPT_TYPES = {"concept": TYPES, **{kind.lower(): (kind,) for kind in TYPES}}
_CHOICES = {
    "claim kind": tuple(kind.value for kind in ClaimKind),
    "concept type": tuple(kind.lower() for kind in TYPES),
}
_PARAMETER_TYPES = frozenset((*_CONCEPT_TYPES, *_CHOICES, "paper", "year", "text"))
_HEADER = re.compile(r"#\s*(title|description|parameter|example):\s*(.+)")
_PARAMETER = re.compile(r"(\w+) \(([a-z ]+?)(, optional)?\) (.+)")
_PLACE = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query can be told."""

    name: str
    type: str
    """``concept``, ``method``, ``dataset``, ``task``, ``paper``, ``claim kind``, ``concept type``, ``year``
    or ``text``."""
    description: str
    optional: bool = False

    @property
    def concept_types(self) -> tuple[str, ...]:
        """The concept types that it can name; empty where it names no concept."""
        return _CONCEPT_TYPES.get(self.type, ())


@dataclasses.dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query of the library."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    example: str
    """Its name and example parameters, as typed after ``kg query DIR``."""
    text: str
    """SPARQL 1.1, parameters unbound."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """A named query ready to run."""

    text: str
    notes: tuple[str, ...] = ()
    """What each name was taken for."""
    given: frozenset[str] = frozenset()
    """The parameters bound to exactly one term."""


@functools.cache
def named_queries() -> tuple[NamedQuery, ...]:
    """Return all queries of the library, by name."""
    return tuple(read_query(path) for path in sorted(ontology_path("queries").glob("*.rq")))


def named_query(name: str) -> NamedQuery:
    """Return the query called ``name``.

    Raises:
        KgError: there is none; the nearest names are given.
    """
    known = {query.name: query for query in named_queries()}
    if name not in known:
        close = nearest(name, list(known))
        hint = f"did you mean {' or '.join(close[:2])}? " if close else ""
        raise KgError(f"no query is called {name!r}; {hint}`kg query --list` shows all {len(known)}")
    return known[name]


def read_query(path: Path) -> NamedQuery:
    """Read one documented query file.

    Raises:
        KgError: its header is incomplete, or it and the body name different parameters.
    """
    text = path.read_text(encoding="utf-8")
    fields: dict[str, list[str]] = {"title": [], "description": [], "parameter": [], "example": []}
    last = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if found := _HEADER.fullmatch(line.strip()):
            last = found[1]
            fields[last].append(found[2])
        elif last:
            fields[last][-1] += " " + line.lstrip("# ").rstrip()
    for field in ("title", "description", "example"):
        if len(fields[field]) != 1:
            raise KgError(f"{path}: a query file begins with one `# {field}: …` line")
    parameters = tuple(_parameter(path, line) for line in fields["parameter"])
    if {parameter.name for parameter in parameters} != set(_PLACE.findall(text)):
        raise KgError(
            f"{path}: each parameter is documented, and stands in the query as VALUES ?name {{ UNDEF }}"
        )
    name = path.stem
    return NamedQuery(
        name, fields["title"][0], fields["description"][0], parameters, fields["example"][0], text
    )


def bind(query: NamedQuery, values: Mapping[str, str], names: Names) -> Bound:
    """Bind ``values`` to the parameters of ``query``, concepts and papers looked up in ``names``.

    Raises:
        KgError: a parameter is missing, unknown, or its value is not in the graph.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            offered = ", ".join(known) or "none"
            raise KgError(f"{query.name} has no parameter {name!r}; it has: {offered}; e.g. {query.example}")
    terms: dict[str, list[ox.NamedNode | ox.Literal]] = {}
    notes: list[str] = []
    for parameter in query.parameters:
        value = values.get(parameter.name, "")
        if value.strip():
            terms[parameter.name] = list(_terms(parameter, value, names, notes))
        elif not parameter.optional:
            raise KgError(
                f"{query.name} needs {parameter.name}=…, {parameter.description}; e.g. {query.example}"
            )

    def block(place: re.Match[str]) -> str:
        if (bound := terms.get(place[1])) is None:
            return ""
        return f"VALUES ?{place[1]} {{ {' '.join(map(str, bound))} }}"

    given = frozenset(name for name, bound in terms.items() if len(bound) == 1)
    return Bound(_PLACE.sub(block, query.text), tuple(notes), given)


def _terms(
    parameter: Parameter, value: str, names: Names, notes: list[str]
) -> Iterator[ox.NamedNode | ox.Literal]:
    if parameter.concept_types:
        found = names.concepts(value, parameter.concept_types)
        notes.append(f"{parameter.name} is {' and '.join(f'{c.label} ({shorten(c.iri)})' for c in found)}")
        yield from (ox.NamedNode(concept.iri) for concept in found)
    elif parameter.type == "paper":
        paper = names.paper(value)
        notes.append(f"{parameter.name} is {paper.label} ({shorten(paper.iri)})")
        yield ox.NamedNode(paper.iri)
    elif choices := _CHOICES.get(parameter.type):
        if value.strip().lower() not in choices:
            raise KgError(f"{parameter.name}={value}: no {parameter.type}; one of {', '.join(choices)}")
        yield ox.NamedNode(ONTOLOGY + value.strip().capitalize())
    elif parameter.type == "year":
        if not re.fullmatch(r"\d{4}", value.strip()):
            raise KgError(f"{parameter.name}={value}: not a year of four digits")
        yield ox.Literal(int(value))
    else:
        yield ox.Literal(value)


def _parameter(path: Path, line: str) -> Parameter:
    found = _PARAMETER.fullmatch(line)
    if found is None or found[2] not in _PARAMETER_TYPES:
        types = ", ".join(sorted(_PARAMETER_TYPES))
        raise KgError(
            f"{path}: a parameter is `# parameter: name (type) what it is`, the type one of {types}"
        )
    return Parameter(found[1], found[2], found[4], optional=found[3] is not None)
