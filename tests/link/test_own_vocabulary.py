"""A person's own vocabulary, in CSV or SKOS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.errors import KgError
from kg.link import link
from kg.link.vocabulary import Term, Vocabulary, read
from kg.records import RelationKind
from tests.link.papers import paper

if TYPE_CHECKING:
    from pathlib import Path

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix kgo: <https://w3id.org/paperkg/ontology#> .
@prefix ex: <http://example.org/> .
ex:frob a skos:Concept, kgo:Method ; skos:prefLabel "frobnication"@en, "Frobnikation"@de ;
  skos:altLabel "frobbing" ; skos:broader ex:nic ; skos:exactMatch <http://www.wikidata.org/entity/Q42> .
ex:nic a skos:Concept, kgo:Method ; skos:prefLabel "nication method" .
"""
CSV = """type,name,aliases,broader,wikidata
Method,frobnication,frobbing,nication method,Q42
Method,nication method,,,
"""


@pytest.mark.parametrize(("name", "text"), [("own.ttl", TURTLE), ("own.csv", CSV)])
def test_both_forms_give_the_same_vocabulary(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert set(read(path).terms) == {
        Term("Method", "frobnication", ("frobbing",), "nication method", "Q42"),
        Term("Method", "nication method"),
    }


@pytest.mark.parametrize(("name", "text"), [("own.ttl", TURTLE), ("own.csv", CSV)])
def test_it_names_joins_and_orders_concepts(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    knowledge = link(
        [paper("a", "By [M:Frobbing], a [M:nication method]."), paper("b", "[M:frobnications]")],
        vocabulary=path,
    )
    first = knowledge.concepts[0]
    assert (first.label, first.wikidata, first.paper_count) == ("frobnication", "Q42", 2)
    assert [(r.subject, r.kind, r.object) for r in knowledge.relations] == [
        ("method/frobnication", RelationKind.BROADER, "method/nication-method")
    ]


def test_an_alias_of_two_terms_names_neither() -> None:
    known = Vocabulary((Term("Method", "left thing", ("LT",)), Term("Method", "light tree", ("LT",))))
    assert known.find("Method", "lt") is None
    assert known.find("Task", "leftthing") is None


def test_a_class_of_no_known_type_stands_for_every_type(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(TURTLE.replace(", kgo:Method", ""), encoding="utf-8")
    assert {t.type for t in read(path).terms if t.name == "frobnication"} == {"Method", "Dataset", "Task"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("v.csv", "name,aliases\nx,y\n", "missing: type"),
        ("v.csv", "type,name\nThing,x\n", "line 2"),
        ("v.ttl", "this is no turtle", "cannot be read as a vocabulary in RDF"),
        ("v.ttl", "", "no skos:prefLabel"),
    ],
)
def test_bad_vocabularies(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=said):
        read(path)
