"""The ontology documents itself, fits what is exported, and holds no contradiction."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph as ox
import pytest

from kg.errors import KgError
from kg.rdf.documentation import Ontology
from kg.rdf.namespaces import DCTERMS, KGO, OWL, RDF, RDFS, SKOS, VOCABULARIES, prefixes
from kg.resources import ontology_path

CONTRACT = Path(__file__).resolve().parents[2].parent / "shared" / "design" / "rdf-contract.md"
STATEMENTS = [q.triple for q in ox.parse(path=str(ontology_path("kg.ttl")))]
OURS = sorted({t.subject.value for t in STATEMENTS if t.subject.value.startswith(KGO)})
PREFIXES = "@base <https://w3id.org/paperkg/> .\n" + "".join(
    f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items()
)


def values(term: str, predicate: str) -> list[Any]:
    return [t.object for t in STATEMENTS if (t.subject.value, t.predicate.value) == (term, predicate)]


@pytest.mark.parametrize("term", OURS)
def test_every_term_has_label_comment_and_an_example_that_parses(term: str) -> None:
    (label,) = values(term, RDFS + "label")
    (comment,) = values(term, RDFS + "comment")
    assert label.language == comment.language == "en"
    assert re.fullmatch(r"[A-Z].*\.", comment.value, re.DOTALL), "a comment is made of sentences"
    (example,) = values(term, SKOS + "example")
    parsed = list(ox.parse(PREFIXES + example.value, format=ox.RdfFormat.TURTLE))
    used = {t.value for q in parsed for t in (q.predicate, q.object)}
    assert term in used, "the example does not use the term"
    assert values(term, RDFS + "isDefinedBy") == [ox.NamedNode("https://w3id.org/paperkg/ontology")]


def test_the_header_names_version_and_licence() -> None:
    ontology = "https://w3id.org/paperkg/ontology"
    (version,) = values(ontology, OWL + "versionInfo")
    assert values(ontology, OWL + "versionIRI") == [ox.NamedNode(f"{ontology}/{version.value}")]
    assert values(ontology, DCTERMS + "license")


def test_examples_use_no_term_that_is_not_defined() -> None:
    for term in OURS:
        (example,) = values(term, SKOS + "example")
        assert {f"{KGO}{name}" for name in re.findall(r"kgo:(\w+)", example.value)} <= set(OURS)


@pytest.mark.skipif(not CONTRACT.is_file(), reason="needs the contract in ../shared")
def test_every_term_of_the_contract_is_defined() -> None:
    named = set(re.findall(r"kgo:(\w+)", CONTRACT.read_text("utf-8")))
    # An authorship with a position keeps the order, as the contract allows.
    assert {f"{KGO}{name}" for name in named - {"authorList"}} <= set(OURS)


def test_axioms_stay_within_owl_2_rl() -> None:
    allowed = {
        *(RDFS + n for n in ("label", "comment", "subClassOf", "subPropertyOf", "domain", "range")),
        *(RDFS + n for n in ("isDefinedBy", "seeAlso")),
        *(SKOS + n for n in ("example", "closeMatch")),
        *(OWL + n for n in ("versionIRI", "versionInfo", "disjointWith")),
        *(DCTERMS + n for n in ("title", "description", "license")),
        RDF + "type",
        VANN + "preferredNamespacePrefix",
        VANN + "preferredNamespaceUri",
    }
    assert {t.predicate.value for t in STATEMENTS} <= allowed
    assert all(isinstance(t.subject, ox.NamedNode) for t in STATEMENTS), "no anonymous class"


VANN = "http://purl.org/vocab/vann/"


def test_the_readme_is_made_from_the_ontology() -> None:
    readme = ontology_path("README.md").read_text("utf-8")
    assert readme.partition("<!-- terms -->\n")[2] == Ontology().markdown(), (
        "run python -m kg.rdf.documentation and put its output behind the marker"
    )


def test_the_documentation_shows_every_term() -> None:
    markdown = Ontology().markdown()
    for term in OURS:
        assert f"`kgo:{term.removeprefix(KGO)}`" in markdown


def test_the_context_has_the_prefixes_of_the_exports() -> None:
    context = msgspec.json.decode(ontology_path("context.jsonld").read_bytes())["@context"]
    assert {p: context[p] for p in prefixes()} == prefixes()


def test_the_context_names_only_terms_that_exist() -> None:
    context = msgspec.json.decode(ontology_path("context.jsonld").read_bytes())["@context"]
    for name, definition in context.items():
        if name in prefixes() or not isinstance(definition, str | dict):
            continue
        iri = definition if isinstance(definition, str) else definition["@id"]
        prefix, _, local = iri.partition(":")
        if prefix == "kgo":
            assert KGO + local in OURS, name
        elif not iri.startswith("@"):
            assert prefix in VOCABULARIES, name


def contradictions(turtle: str) -> list[str]:
    owlrl = pytest.importorskip("owlrl")
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph()
    graph.parse(ontology_path("kg.ttl"), format="turtle")
    graph.parse(data=PREFIXES + turtle, format="turtle")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return sorted(str(message) for message in graph.objects(None, error))


def test_a_reasoner_finds_no_contradiction_in_ontology_and_examples() -> None:
    examples = "\n".join(values(term, SKOS + "example")[0].value for term in OURS)
    assert contradictions(examples) == []


def test_a_reasoner_finds_a_contradiction_where_there_is_one() -> None:
    assert contradictions("method:adam a kgo:Method . paper:p kgo:evaluatesOn method:adam .")


def test_a_reasoner_infers_what_exports_state_themselves() -> None:
    rdflib, owlrl = pytest.importorskip("rdflib"), pytest.importorskip("owlrl")
    graph = rdflib.Graph()
    graph.parse(ontology_path("kg.ttl"), format="turtle")
    graph.parse(data=PREFIXES + "paper:p kgo:introduces method:m .", format="turtle")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    base = "https://w3id.org/paperkg/"
    paper, method = rdflib.URIRef(base + "paper/p"), rdflib.URIRef(base + "concept/method/m")
    assert (paper, rdflib.URIRef(KGO + "concerns"), method) in graph
    assert (paper, rdflib.RDF.type, rdflib.URIRef("https://schema.org/ScholarlyArticle")) in graph


def test_a_missing_file_of_the_ontology_is_named() -> None:
    with pytest.raises(KgError, match=r"ontology/nothing.ttl: not in this installation"):
        ontology_path("nothing.ttl")
