"""What an export says, statement by statement."""

from __future__ import annotations

import msgspec
import pyoxigraph as ox
import pytest

from kg.rdf.namespaces import DCTERMS, ITSRDF, KGO, MLS, NIF, SCHEMA, SKOS
from kg.rdf.provenance import Provenance
from kg.rdf.statements import Statements
from kg.records import Knowledge, Mention, Role, Span

from .corpus import small

BASE = "https://w3id.org/paperkg/"
TINY = BASE + "paper/tiny-nets"
AGAIN = BASE + "paper/adam-again"
ADAM = BASE + "concept/method/adam"


def said(knowledge: Knowledge, subject: str, predicate: str) -> list[str]:
    statements = Statements.of(knowledge, BASE, Provenance("1"))
    return [
        o if isinstance(o, str) else o.value
        for s, p, o in statements.triples()
        if (s, p) == (subject, predicate)
    ]


def test_of_several_entities_that_are_one_concept_the_strongest_role_holds() -> None:
    # Adam is studied and, under another name, used: using is stronger.
    assert said(small(), AGAIN, KGO + "uses") == [ADAM]
    assert said(small(), AGAIN, KGO + "studies") == []
    assert said(small(), AGAIN, KGO + "concerns").count(ADAM) == 1


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_property(role: Role) -> None:
    corpus = small()
    second, first = corpus.extractions
    entities = (first.entities[0], msgspec.structs.replace(first.entities[1], role=role), *first.entities[2:])
    changed = msgspec.structs.replace(
        corpus, extractions=(second, msgspec.structs.replace(first, entities=entities))
    )
    properties = {
        Role.INTRODUCES: "introduces",
        Role.EVALUATES_ON: "uses",  # Adam is no dataset: one can only use it.
        Role.COMPARES_WITH: "comparesWith",
        Role.USES: "uses",
        Role.STUDIES: "studies",
        Role.MENTIONS: "mentionsConcept",
    }
    assert ADAM in said(changed, TINY, KGO + properties[role])


def test_authors_keep_their_order_and_repeat() -> None:
    places = said(small(), TINY, KGO + "authorship")
    people = [said(small(), place, KGO + "author")[0].rpartition("/")[2] for place in places]
    assert people == ["Ada_Example", "Bo_Sample", "Ada_Example"]
    assert [said(small(), place, KGO + "authorPosition") for place in places] == [["1"], ["2"], ["3"]]


def test_identifiers_are_literals_and_links() -> None:
    assert said(small(), TINY, DCTERMS + "identifier") == [
        "tiny-nets",
        "tiny",
        "10.1000/182",
        "2401.01234",
        "https://example.org/papers?id=1&v=2",
    ]
    assert said(small(), TINY, SCHEMA + "sameAs") == [
        "https://doi.org/10.1000/182",
        "https://arxiv.org/abs/2401.01234",
    ]
    assert said(small(), TINY, SCHEMA + "url") == ["https://example.org/papers?id=1&v=2"]


def test_a_mention_says_where_it_stands_and_what_it_names() -> None:
    mention = TINY + "#abstract_22_26"
    assert said(small(), mention, NIF + "anchorOf") == ["Adam"]
    assert said(small(), mention, NIF + "referenceContext") == [TINY + "#abstract"]
    assert said(small(), mention, ITSRDF + "taIdentRef") == [ADAM]


def test_a_second_concept_on_the_same_span_has_a_mention_of_its_own() -> None:
    corpus = small()
    second, first = corpus.extractions
    double = Mention(Span("title", 0, 7), "TinyNet", 1)
    mentions = (*first.mentions, double, double)
    changed = msgspec.structs.replace(
        corpus, extractions=(second, msgspec.structs.replace(first, mentions=mentions))
    )
    assert said(changed, TINY + "#title_0_7", ITSRDF + "taIdentRef") == [BASE + "concept/method/tinynet"]
    assert said(changed, TINY + "#title_0_7_2", ITSRDF + "taIdentRef") == [ADAM]
    assert said(changed, TINY + "#title_0_7_3", ITSRDF + "taIdentRef") == []


def test_a_result_has_its_number_where_the_text_is_one() -> None:
    result = TINY + "#result_1"
    assert said(small(), result, KGO + "valueText") == ["91.5%"]
    assert said(small(), result, MLS + "hasValue") == ["91.5"]
    assert said(small(), result, KGO + "unit") == ["%"]
    assert said(small(), result, KGO + "statedIn") == [TINY + "#sentence_abstract_41_94"]


def test_a_relation_is_stated_and_its_support_can_be_asked_for() -> None:
    assert said(small(), ADAM, KGO + "usedFor") == [BASE + "concept/task/image-classification"]
    relation = ADAM + "#used_for/task/image-classification"
    assert said(small(), relation, KGO + "supportedBy") == [TINY]
    (sentence,) = said(small(), relation, KGO + "evidence")
    assert said(small(), sentence, NIF + "anchorOf") == ["We train TinyNet with Adam on PetPhotos."]


def test_evidence_that_is_a_claim_is_one_resource() -> None:
    relation = BASE + "concept/method/tinynet#compared_with/method/bignet"
    (sentence,) = said(small(), relation, KGO + "evidence")
    assert sentence in said(small(), TINY, KGO + "makesClaim")
    assert len(said(small(), sentence, NIF + "anchorOf")) == 1


def test_a_relation_without_a_sentence_has_no_paper() -> None:
    relation = BASE + "concept/method/tinynet#broader/method/bignet"
    assert said(small(), relation, KGO + "predicate") == [SKOS + "broader"]
    assert said(small(), relation, KGO + "supportedBy") == []


def test_co_occurrence_is_counted_from_two_papers_on() -> None:
    pair = BASE + "concept/dataset/petphotos#with/method/adam"
    assert said(small(), pair, KGO + "paperCount") == ["2"]
    once = BASE + "concept/method/adam#with/method/tinynet"
    assert said(small(), once, KGO + "paperCount") == []


def test_concepts_have_one_label_and_count_their_papers() -> None:
    assert said(small(), ADAM, SKOS + "prefLabel") == ["Adam"]
    assert said(small(), ADAM, SKOS + "altLabel") == ["adam optimiser", "ADAM"]
    assert said(small(), ADAM, KGO + "paperCount") == ["2"]
    assert said(small(), ADAM, SKOS + "exactMatch") == ["http://www.wikidata.org/entity/Q1"]


def test_no_subject_has_two_nodes_and_no_term_is_undefined() -> None:
    statements = Statements.of(small(), BASE, Provenance("1"))
    subjects = [node.subject for node in statements.nodes()]
    assert len(subjects) == len(set(subjects))
    assert sorted(subjects, key=lambda s: s + ">") == [node.subject for node in statements.sorted_nodes()]


def test_sorted_order_holds_where_one_id_starts_another() -> None:
    corpus = small()
    first = corpus.extractions[1]
    ids = ["p1", "p10", "p1-a", "p1.b", "p1~", "p", "p%23"]
    papers = [
        msgspec.structs.replace(first, paper=msgspec.structs.replace(first.paper, id=i)) for i in sorted(ids)
    ]
    links = dict.fromkeys(ids, corpus.links["tiny-nets"])
    statements = Statements.of(Knowledge(tuple(papers), corpus.concepts, links), BASE, Provenance("1"))
    order = [f"<{node.subject}>" for node in statements.sorted_nodes()]
    assert order == sorted(order)
    assert len(order) == len(list(statements.nodes()))


def test_every_iri_is_one() -> None:
    for subject, predicate, value in Statements.of(small(), BASE, Provenance("1")).triples():
        for iri in (subject, predicate, value):
            if isinstance(iri, str):
                assert ox.NamedNode(iri).value == iri
