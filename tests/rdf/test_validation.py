"""Every rule of the shapes is kept by an export, and is found where it is broken."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kg.errors import KgError
from kg.rdf import Provenance, expected_seconds, export, validate
from kg.rdf.compiled_shapes import read_rules
from kg.rdf.namespaces import prefixes
from kg.resources import ontology_path

from .breakages import BREAKAGES
from .corpus import small

if TYPE_CHECKING:
    from pathlib import Path

RULES = {rule.name: rule for rule in read_rules(ontology_path("shapes.ttl"))}
CASES = [(name, update) for name, updates in BREAKAGES.items() for update in updates]


def broken(folder: Path, update: str, base: str = "https://w3id.org/paperkg/") -> ox.Store:
    """Export the sample and break it."""
    export(small(), folder, formats=["nt"], base=base, provenance=Provenance("0.1.0"))
    store = ox.Store()
    store.load(path=str(folder / "graph.nt"))
    before = set(store)
    store.update(update, base_iri=base, prefixes=prefixes(base))
    assert set(store) != before, "the update changes nothing"
    return store


def written(store: ox.Store, folder: Path) -> Path:
    store.dump(str(folder / "graph.nt"), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return folder


def test_each_rule_has_a_breakage_and_each_breakage_a_rule() -> None:
    assert set(BREAKAGES) == set(RULES)


@pytest.mark.parametrize("engine", ["pyshacl", "queries"])
def test_an_export_keeps_every_rule(tmp_path: Path, engine: Any) -> None:
    export(small(), tmp_path, provenance=Provenance("0.1.0"))
    report = validate(tmp_path, engine=engine)
    assert report.violations == ()
    assert report.conforms
    assert report.engine == engine


@pytest.mark.parametrize(("name", "update"), CASES)
def test_a_broken_rule_is_named_in_words(tmp_path: Path, name: str, update: str) -> None:
    report = validate(written(broken(tmp_path, update), tmp_path), engine="queries")
    assert not report.conforms
    assert name in {violation.rule for violation in report.violations}
    assert any(RULES[name].message in line for line in report.lines())


def test_both_engines_find_the_same(tmp_path: Path) -> None:
    """One graph of all breakages, each under a base of its own, checked by pySHACL and by queries."""
    everything = ox.Store()
    for number, (_, update) in enumerate(CASES):
        if "xsd:gYear" in update and "soon" in update:
            continue  # SHACL counts an ill-typed year as no year; rdflib, and so pySHACL, takes any text.
        one = broken(tmp_path, update, base=f"https://example.org/{number}/")
        everything.extend(one)
    written(everything, tmp_path)
    reference, quick = (validate(tmp_path, engine=engine) for engine in ("pyshacl", "queries"))

    def found(report: Any) -> set[tuple[str, str]]:
        # Blank nodes are called differently each time; the rule tells enough.
        return {(v.rule, v.resource if "/" in v.resource else "") for v in report.violations}

    assert found(reference) == found(quick)
    assert {rule for rule, _ in found(quick)} == set(RULES)


def test_pyshacl_agrees_on_the_rules_that_are_queries(tmp_path: Path) -> None:
    """pySHACL can run SPARQL constraints too, slowly; here it does, on the graph of each such breakage."""
    pyshacl = pytest.importorskip("pyshacl")
    rdflib = pytest.importorskip("rdflib")
    every_shape = rdflib.Graph().parse(ontology_path("shapes.ttl"))
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    kgs = rdflib.Namespace("https://w3id.org/paperkg/shapes#")
    for name, rule in RULES.items():
        if not rule.is_sparql:
            continue
        shapes = rdflib.Graph() + every_shape
        shapes.remove((None, sh.property, None))
        for owner, _, constraint in every_shape.triples((None, sh.sparql, None)):
            if constraint != kgs[name]:
                shapes.remove((owner, sh.sparql, constraint))
        folder = written(broken(tmp_path, BREAKAGES[name][0]), tmp_path)
        data = rdflib.Graph().parse(folder / "graph.nt")
        _, results, _ = pyshacl.validate(data, shacl_graph=shapes)
        constraints = {str(c).rpartition("#")[2] for c in results.objects(None, sh.sourceConstraint)}
        assert name in constraints


def test_shapes_are_valid_shacl(tmp_path: Path) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    rdflib = pytest.importorskip("rdflib")
    shapes = rdflib.Graph().parse(ontology_path("shapes.ttl"))
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_a_report_reads_like_a_letter(tmp_path: Path) -> None:
    update = BREAKAGES["MentionConfidence"][1]
    lines = list(validate(written(broken(tmp_path, update), tmp_path), engine="queries").lines())
    assert lines == [
        f"graph.nt: 269 statements, {len(RULES_LISTED)} rules: 1 problem.",
        "The mention must have exactly one confidence, a decimal from 0 to 1. (MentionConfidence, once)",
        (
            '  mention "Adam" of paper "TinyNet: small networks for pets" '
            'has "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal> '
            "<https://w3id.org/paperkg/paper/tiny-nets#abstract_22_26>"
        ),
    ]


RULES_LISTED = read_rules(ontology_path("shapes.ttl"))


@pytest.mark.parametrize(
    "name", ["graph.ttl", "graph.nt", "graph.nq", "graph.trig", "graph.jsonld", "graph.rdf"]
)
def test_one_file_of_any_syntax_can_be_checked(tmp_path: Path, name: str) -> None:
    export(small(), tmp_path, formats=[name.partition(".")[2]], provenance=Provenance("0.1.0"))
    report = validate(tmp_path / name, engine="queries")
    assert (report.triples, report.conforms, report.file) == (269, True, name)


def test_what_cannot_be_checked_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="holds no export"):
        validate(tmp_path)
    with pytest.raises(KgError, match="no such file or folder"):
        validate(tmp_path / "none.ttl")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF")
    with pytest.raises(KgError, match="not an RDF file by its name"):
        validate(tmp_path / "paper.pdf")
    (tmp_path / "graph.ttl").write_text("<a> <b> oops")
    with pytest.raises(KgError, match=r"graph\.ttl: is not Turtle: .*line 1"):
        validate(tmp_path)


def test_a_missing_pyshacl_is_named_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(small(), tmp_path, provenance=Provenance("0.1.0"))
    original = builtins.__import__

    def without_pyshacl(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pyshacl":
            raise ImportError(name)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pyshacl)
    with pytest.raises(KgError, match=r"pip install '\.\[validate\]' in the checkout"):
        validate(tmp_path)
    assert validate(tmp_path, engine="queries").conforms


def test_how_long_it_takes_is_known_beforehand(tmp_path: Path) -> None:
    export(small(), tmp_path, provenance=Provenance("0.1.0"))
    assert 1 < expected_seconds(tmp_path) < 2
    large = tmp_path / "large.nt"
    with large.open("wb") as stream:
        stream.truncate(170_000_000)  # as long as a million statements
    assert 20 < expected_seconds(large) < 120 < expected_seconds(large, engine="pyshacl") < 1200


def test_shapes_beyond_what_is_understood_are_refused(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text("""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/x#> .
        x:A a sh:NodeShape ; sh:targetClass x:B ; sh:message "A." ; sh:closed true .
    """)
    with pytest.raises(ValueError, match="sh:closed"):
        read_rules(shapes)
