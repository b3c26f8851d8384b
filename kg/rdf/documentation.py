"""Makes the tables and the diagram of ``ontology/README.md``; run as a module, it prints them.

Terms come from ``kg.ttl``; ``shapes.ttl`` says what links our classes through properties of others.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, cast

from kg.rdf.namespaces import DCTERMS, KGO, OWL, RDF_TYPE, RDFS, SKOS
from kg.resources import ontology_path

if TYPE_CHECKING:
    from collections.abc import Iterator

_OUTSIDE_LINKS = f"""
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    SELECT DISTINCT ?from ?property ?to WHERE {{
        ?shape sh:targetClass ?from ; sh:property ?part .
        ?part sh:path ?property ; sh:class ?to .
        FILTER(isIRI(?property) && !STRSTARTS(STR(?property), "{KGO}"))
        FILTER(STRSTARTS(STR(?from), "{KGO}") || ?from = <{SKOS}Concept>)
    }} ORDER BY ?from ?property ?to"""
_PREFIX = re.compile(r"^@prefix (\w+): <([^>]+)> \.$", re.MULTILINE)


class Ontology:
    """The terms of ``kg.ttl``, read for people."""

    def __init__(self) -> None:
        """Read the file.

        Raises:
            KgError: this installation lacks it.
        """
        import pyoxigraph as ox  # noqa: PLC0415 - heavy

        file = ontology_path("kg.ttl")
        self._prefixes = {namespace: prefix for prefix, namespace in _PREFIX.findall(file.read_text("utf-8"))}
        self._values: dict[tuple[str, str], list[str]] = {}
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
            key = (_text(quad.subject), quad.predicate.value)
            self._values.setdefault(key, []).append(_text(quad.object))
        shapes = ox.Store()
        shapes.load(path=str(ontology_path("shapes.ttl")), format=ox.RdfFormat.TURTLE)
        self._outside = [
            tuple(_text(value) for value in solution)
            for solution in cast("Any", shapes.query(_OUTSIDE_LINKS))
        ]

    def terms(self, kind: str) -> list[str]:
        """Return the IRIs of our terms of a type, such as ``owl#Class``, in the order of the file."""
        return [
            subject
            for (subject, predicate), values in self._values.items()
            if predicate == RDF_TYPE and kind in values and subject.startswith(KGO)
        ]

    def values(self, term: str, predicate: str) -> list[str]:
        """Return what the file says about a term by one predicate."""
        return self._values.get((term, predicate), [])

    def short(self, iri: str) -> str:
        """Return an IRI with its prefix."""
        for namespace, prefix in self._prefixes.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def _list(self, term: str, *predicates: str) -> str:
        found = [v for predicate in predicates for v in self.values(term, predicate)]
        return ", ".join(f"`{self.short(v)}`" for v in found)

    def markdown(self) -> str:
        """Return diagram and tables, as they stand in ``ontology/README.md``."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        (iri,) = [s for (s, p), v in self._values.items() if p == RDF_TYPE and OWL + "Ontology" in v]
        yield f"Version {self.values(iri, OWL + 'versionInfo')[0]}, <{iri}>. Licence:"
        yield f"<{self.values(iri, DCTERMS + 'license')[0]}>."
        yield ""
        yield "### Diagram"
        yield ""
        yield from self._diagram()
        yield ""
        yield "### Classes"
        yield ""
        yield "| class | what it is | is a | close to |"
        yield "| --- | --- | --- | --- |"
        for term in self.terms(OWL + "Class"):
            comment = self.values(term, RDFS + "comment")[0]
            broader, close = self._list(term, RDFS + "subClassOf"), self._list(term, SKOS + "closeMatch")
            yield f"| `{self.short(term)}` | {comment} | {broader} | {close} |"
        yield ""
        yield "### Kinds of claims"
        yield ""
        yield "| kind | what it is |"
        yield "| --- | --- |"
        for term in self.terms(KGO + "ClaimKind"):
            yield f"| `{self.short(term)}` | {self.values(term, RDFS + 'comment')[0]} |"
        yield ""
        yield "### Properties"
        yield ""
        yield "| property | from | to | what it says | part of | close to |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for term in self._properties():
            domain, target = self._ends(term, RDFS + "domain"), self._ends(term, RDFS + "range")
            comment = self.values(term, RDFS + "comment")[0]
            broader = self._list(term, RDFS + "subPropertyOf")
            close = self._list(term, SKOS + "closeMatch", RDFS + "seeAlso")
            yield f"| `{self.short(term)}` | {domain} | {target} | {comment} | {broader} | {close} |"

    def _ends(self, term: str, predicate: str) -> str:
        return ", ".join(f"`{self.short(v)}`" for v in self._inherited(term, predicate))

    def _properties(self) -> list[str]:
        return self.terms(OWL + "ObjectProperty") + self.terms(OWL + "DatatypeProperty")

    def _diagram(self) -> Iterator[str]:
        """Yield a Mermaid class diagram: an arrow for each property between classes."""
        yield "```mermaid"
        yield "classDiagram"
        arrows: dict[tuple[str, str], list[str]] = {}
        fields: dict[str, list[str]] = {}
        for term in self._properties():
            for domain in self._inherited(term, RDFS + "domain"):
                for target in self._inherited(term, RDFS + "range"):
                    name = term.removeprefix(KGO)
                    if term in self.terms(OWL + "DatatypeProperty"):
                        fields.setdefault(domain, []).append(f"{_local(target)} {name}")
                    else:
                        arrows.setdefault((domain, target), []).append(name)
        for term in self.terms(OWL + "Class"):
            if SKOS + "Concept" in self.values(term, RDFS + "subClassOf"):
                yield f"  Concept <|-- {_local(term)}"
        for domain, iri, target in self._outside:
            arrows.setdefault((domain, target), []).append(_local(iri))
        for (domain, target), names in arrows.items():
            yield f"  {_local(domain)} --> {_local(target)} : {', '.join(names)}"
        for domain, names in fields.items():
            yield f"  class {_local(domain)} {{"
            yield from (f"    {name}" for name in names)
            yield "  }"
        yield "```"

    def _inherited(self, term: str, predicate: str) -> list[str]:
        """Return a term's own domain or range, else that of the property that it is part of."""
        own = self.values(term, predicate)
        parents = self.values(term, RDFS + "subPropertyOf")
        return own or [v for parent in parents for v in self._inherited(parent, predicate)]


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _text(term: Any) -> str:
    return str(getattr(term, "value", term))


if __name__ == "__main__":
    sys.stdout.write(Ontology().markdown())
