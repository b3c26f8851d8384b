"""Turns the rules of ``ontology/shapes.ttl`` into SPARQL queries that find what breaks them.

A query over the whole graph finds in seconds what a walk from node to node finds in minutes. Only the part of
SHACL that our shapes use is understood; anything else is refused, never skipped.

Source: W3C Shapes Constraint Language (2017), sections 4 and 5, where each constraint has such a query.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from kg.rdf.namespaces import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SH = "http://www.w3.org/ns/shacl#"
_NOT_CONSTRAINTS = {"path", "message", "severity", "targetClass", "property", "sparql"}
_NODE_KINDS = {"IRI": "isIRI(?value)", "Literal": "isLiteral(?value)"}


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One shape: what to tell a person, and what to ask to find where it is broken."""

    name: str
    """Local name of the shape, such as ``PaperTitle``."""
    message: str
    severity: str
    """``Violation``, ``Warning`` or ``Info``."""
    queries: tuple[str, ...]
    """Each selects ``?this``, the resource that breaks the rule, and where it helps ``?value``."""
    is_sparql: bool
    """Whether the shape is a SPARQL constraint, as opposed to SHACL Core."""


def read_rules(shapes: Path) -> list[Rule]:
    """Return the rules of a shapes file, one for each class that a shape applies to.

    Raises:
        ValueError: the file uses a part of SHACL that is not understood here.
    """
    return list(_Compiler(shapes).rules())


class _Compiler:
    def __init__(self, shapes: Path) -> None:
        import pyoxigraph as ox  # noqa: PLC0415 - heavy

        self._ox = ox
        self._store = ox.Store()
        self._store.load(path=str(shapes), format=ox.RdfFormat.TURTLE)

    def rules(self) -> Iterator[Rule]:
        targets = self._store.quads_for_pattern(None, self._sh("targetClass"), None)
        for quad in sorted(targets, key=lambda quad: str(quad.subject)):
            target = f"?this a {quad.object} ."
            yield self._core(quad.subject, target)
            for shape in self._all(quad.subject, "property"):
                yield self._core(shape, target)
            for shape in self._all(quad.subject, "sparql"):
                select = self._one(shape, "select").value.replace("$this", "?this")
                query = f"{self._prefixes(shape)} SELECT DISTINCT * WHERE {{ {target} {{ {select} }} }}"
                yield self._rule(shape, (query,), is_sparql=True)

    def _core(self, shape: Any, target: str) -> Rule:
        paths = self._all(shape, "path")
        path = self._path(paths[0]) if paths else ""
        values = f"{target} ?this {path} ?value ." if path else f"{target} BIND(?this AS ?value)"
        found = []
        for quad in self._store.quads_for_pattern(shape, None, None):
            name = quad.predicate.value.removeprefix(_SH)
            if quad.predicate.value.startswith(_SH) and name not in _NOT_CONSTRAINTS:
                where = self._on_counts(name, quad.object, target, path) or self._on_values(
                    name, quad.object, values
                )
                found.append(f"SELECT DISTINCT ?this ?value WHERE {{ {where} }}")
        return self._rule(shape, tuple(sorted(found)), is_sparql=False)

    def _rule(self, shape: Any, queries: tuple[str, ...], *, is_sparql: bool) -> Rule:
        severities = self._all(shape, "severity")
        return Rule(
            name=shape.value.rpartition("#")[2],
            message=self._one(shape, "message").value,
            severity=severities[0].value.removeprefix(_SH) if severities else "Violation",
            queries=queries,
            is_sparql=is_sparql,
        )

    def _on_counts(self, name: str, bound: Any, target: str, path: str) -> str:
        """Return the pattern of a constraint on the set of values, empty for another constraint."""
        match name, bound.value if name in {"minCount", "maxCount"} else "":
            case "minCount", "1":
                return f"{target} FILTER NOT EXISTS {{ ?this {path} ?any }}"
            case "maxCount", "1":
                return f"{target} ?this {path} ?one, ?other FILTER(!sameTerm(?one, ?other))"
            case (("minCount" | "maxCount"), number):
                sign = "<" if name == "minCount" else ">"
                return (
                    f"{{ SELECT ?this (COUNT(DISTINCT ?any) AS ?n) WHERE {{ {target} "
                    f"OPTIONAL {{ ?this {path} ?any }} }} GROUP BY ?this }} FILTER(?n {sign} {number})"
                )
            case "hasValue", _:
                return f"{target} FILTER NOT EXISTS {{ ?this {path} {bound} }}"
        return ""

    def _on_values(self, name: str, bound: Any, values: str) -> str:
        """Return the pattern of a constraint on each value."""
        match name:
            case "class":
                return f"{values} FILTER NOT EXISTS {{ ?value a {bound} }}"
            case "disjoint":
                return f"{values} ?this {bound} ?value ."
            case "lessThan":
                return f"{values} ?this {bound} ?bound {_unless('?value < ?bound')}"
            case "xone":
                classes = [self._one(member, "class") for member in self._list(bound)]
                counted = " + ".join(f"IF(EXISTS {{ ?value a {c} }}, 1, 0)" for c in classes)
                return f"{values} FILTER({counted} != 1)"
        return f"{values} {_unless(self._test(name, bound))}"

    def _test(self, name: str, bound: Any) -> str:
        """Return the expression that is true of a value that keeps the constraint."""
        members = list(self._list(bound)) if name in {"in", "or"} else []
        tests = {
            "datatype": _has_datatype(bound.value),
            "in": f"?value IN ({', '.join(map(str, members))})",
            "maxInclusive": f"?value <= {bound}",
            "minInclusive": f"?value >= {bound}",
            "minLength": f"STRLEN(STR(?value)) >= {bound}",
            "nodeKind": _NODE_KINDS.get(bound.value.removeprefix(_SH), ""),
            "pattern": f"REGEX(STR(?value), {bound})",
        }
        if name == "or":
            kinds = [self._one(member, "datatype").value for member in members]
            return " || ".join(f"COALESCE({_has_datatype(kind)}, false)" for kind in kinds)
        if not tests.get(name):
            raise ValueError(f"sh:{name} {bound}: a constraint that is not understood")
        return tests[name]

    def _path(self, path: Any) -> str:
        if isinstance(path, self._ox.NamedNode):
            return str(path)
        inverse = self._all(path, "inversePath")
        if len(inverse) == 1 and isinstance(inverse[0], self._ox.NamedNode):
            return f"^{inverse[0]}"
        raise ValueError("sh:path: only one property or its inverse is understood")

    def _prefixes(self, constraint: Any) -> str:
        declared = self._all(self._one(constraint, "prefixes"), "declare")
        return " ".join(
            f"PREFIX {self._one(d, 'prefix').value}: <{self._one(d, 'namespace').value}>" for d in declared
        )

    def _sh(self, name: str) -> Any:
        return self._ox.NamedNode(_SH + name)

    def _all(self, subject: Any, name: str) -> list[Any]:
        quads = self._store.quads_for_pattern(subject, self._sh(name), None)
        return sorted((quad.object for quad in quads), key=str)

    def _one(self, subject: Any, name: str) -> Any:
        found = self._all(subject, name)
        if len(found) != 1:
            raise ValueError(f"{subject}: needs one sh:{name}, has {len(found)}")
        return found[0]

    def _list(self, head: Any) -> Iterator[Any]:
        while head.value != RDF + "nil":
            for name in ("first", "rest"):
                (quad,) = self._store.quads_for_pattern(head, self._ox.NamedNode(RDF + name), None)
                if name == "first":
                    yield quad.object
            head = quad.object


def _unless(test: str) -> str:
    """Keep what fails the test, an error included."""
    return f"FILTER(!COALESCE({test}, false))"


def _has_datatype(datatype: str) -> str:
    same = f"DATATYPE(?value) = <{datatype}>"
    # A literal such as "many"^^xsd:integer has its datatype by name alone: the cast fails.
    return same if datatype == XSD + "string" else f'{same} && STR(<{datatype}>(STR(?value))) != ""'
