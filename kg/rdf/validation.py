"""Checks an export against the shapes of the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from kg.errors import KgError
from kg.rdf.compiled_shapes import Rule, read_rules
from kg.rdf.namespaces import DCTERMS, FOAF, KGO, NIF, RDF_TYPE, SKOS
from kg.rdf.report import Report, Violation
from kg.resources import ontology_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Engine = Literal["auto", "pyshacl", "queries"]
FILES = ("graph.nt", "graph.nq", "graph.ttl", "graph.trig", "graph.jsonld")
"""Files that a folder is checked by: the first that is there, quickest to read first."""
SMALL = 200_000
"""Statements up to which ``auto`` takes pySHACL: about a minute."""
_BYTES = {".nt": 170, ".nq": 200, ".ttl": 45, ".trig": 45, ".jsonld": 40, ".rdf": 95}
"""Bytes of a statement by syntax, measured on exports of abstracts."""
_SECONDS: dict[str, float] = {"pyshacl": 3e-4, "queries": 5e-5}
"""Time for a statement, reading included, measured on one core of a small machine."""
_KINDS = (
    "Paper",
    "Method",
    "Dataset",
    "Task",
    "Mention",
    "Claim",
    "Result",
    "Relation",
    "CoOccurrence",
    "Authorship",
    "Venue",
)
_NAMES = (DCTERMS + "title", SKOS + "prefLabel", FOAF + "name", NIF + "anchorOf")
_LONG = 60


def validate(path: Path, *, engine: Engine = "auto") -> Report:
    """Check an export against ``ontology/shapes.ttl``.

    Args:
        path: a folder that ``export`` wrote, or one RDF file.
        engine: ``pyshacl`` checks with the reference implementation in Python; SPARQL constraints, which it
            would run anew for every node, are asked of the whole graph. ``queries`` asks every rule of the
            whole graph, about 100 times as fast. ``auto`` takes pySHACL up to 200,000 statements.

    Raises:
        KgError: no export there, an empty one, a file that is no RDF, or pySHACL needed but not installed.
    """
    store, file = _load(path)
    if len(store) == 0:
        raise KgError(f"{file}: holds no statement, so there is nothing to check; `kg build` makes a graph")
    rules = read_rules(ontology_path("shapes.ttl"))
    chosen = _chosen(engine, len(store))
    if chosen == "pyshacl":
        found = {*_by_pyshacl(store), *_by_queries(store, [rule for rule in rules if rule.is_sparql])}
    else:
        found = set(_by_queries(store, rules))
    return Report(tuple(sorted(found)), len(store), len(rules), chosen, file.name)


def expected_seconds(path: Path, *, engine: Engine = "auto") -> float:
    """Return about how long ``validate`` will take, judged by the size of the file: right to a factor of 2.

    Raises:
        KgError: no export there.
    """
    file = _file(path)
    try:
        statements = file.stat().st_size / _BYTES.get(file.suffix, 100)
    except OSError as error:
        raise KgError(f"{file}: cannot be read: {error.strerror or error}") from error
    return statements * _SECONDS[_chosen(engine, statements)] + 1


def _chosen(engine: Engine, statements: float) -> str:
    if engine != "auto":
        return engine
    return "pyshacl" if statements <= SMALL else "queries"


def _file(path: Path) -> Path:
    if path.is_file():
        return path
    if not path.exists():
        raise KgError(f"{path}: no such file or folder; give a folder that `kg build` wrote, or an RDF file")
    for name in FILES:
        if (path / name).is_file():
            return path / name
    raise KgError(f"{path}: holds no export ({', '.join(FILES)}): build one with kg build")


def _load(path: Path) -> tuple[Any, Path]:
    import pyoxigraph as ox  # noqa: PLC0415 - heavy

    file = _file(path)
    syntax = ox.RdfFormat.from_extension(file.suffix.removeprefix("."))
    if syntax is None:
        raise KgError(f"{file}: not an RDF file by its name: use .nt, .ttl, .nq, .trig, .jsonld or .rdf")
    store = ox.Store()
    try:
        if syntax.supports_datasets:
            # All in one graph: rules hold across the graphs of papers.
            with file.open("rb") as stream:
                quads = ox.parse(stream, format=syntax)
                store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        else:
            store.bulk_load(path=str(file), format=syntax)
    except OSError as error:
        raise KgError(f"{file}: cannot be read: {error.strerror or error}") from error
    except (SyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise KgError(f"{file}: is not {syntax.name}: {reason}") from error
    return store, file


def _by_queries(store: Any, rules: list[Rule]) -> Iterator[Violation]:
    for rule in rules:
        for query in rule.queries:
            for solution in store.query(query):
                value = _value(solution)
                # A value that is the resource itself tells nothing.
                shown = "" if value is None or value == solution["this"] else str(value)
                yield _violation(store, rule.name, rule.message, solution["this"], shown, rule.severity)


def _value(solution: Any) -> Any:
    try:
        return solution["value"]
    except KeyError:
        return None


def _by_pyshacl(store: Any) -> Iterator[Violation]:
    try:
        import pyshacl  # noqa: PLC0415 - optional
    except ImportError as error:
        raise KgError(
            "checking needs pySHACL, which is not installed: "
            "pip install '.[validate]' in the checkout (or 'paperkg[validate]')"
        ) from error
    import pyoxigraph as ox  # noqa: PLC0415 - heavy
    import rdflib  # noqa: PLC0415 - heavy

    data = rdflib.Graph()
    data.parse(data=store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()), format="nt")
    shapes = rdflib.Graph().parse(ontology_path("shapes.ttl"), format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    shapes.remove((None, sh.sparql, None))
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes)
    for result in results.subjects(rdflib.RDF.type, sh.ValidationResult):
        shape, focus = results.value(result, sh.sourceShape), results.value(result, sh.focusNode)
        value, message = results.value(result, sh.value), shapes.value(shape, sh.message)
        severity = results.value(result, sh.resultSeverity)
        yield _violation(
            store,
            str(shape).rpartition("#")[2],
            str(message),
            ox.BlankNode(focus) if isinstance(focus, rdflib.BNode) else ox.NamedNode(focus),
            "" if value is None or value == focus else value.n3(),
            str(severity).removeprefix(sh),
        )


def _violation(store: Any, rule: str, message: str, resource: Any, value: str, severity: str) -> Violation:
    return Violation(rule, message, resource.value, _name(store, resource), _short(value), severity)


def _name(store: Any, resource: Any) -> str:
    """Return what a person calls a resource: its kind and label, and for a part its paper's."""
    import pyoxigraph as ox  # noqa: PLC0415 - heavy

    types = {q.object.value for q in store.quads_for_pattern(resource, _type(ox), None)}
    kind = next((kind.lower() for kind in _KINDS if KGO + kind in types), "resource")
    labels = [
        q.object.value for name in _NAMES for q in store.quads_for_pattern(resource, ox.NamedNode(name), None)
    ]
    named = f'{kind} "{_short(min(labels))}"' if labels else kind
    whole, hash_sign, _ = resource.value.partition("#")
    if hash_sign and isinstance(resource, ox.NamedNode):
        return f"{named} of {_name(store, ox.NamedNode(whole))}"
    return named


def _type(ox: Any) -> Any:
    return ox.NamedNode(RDF_TYPE)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[: _LONG - 1] + "…"
