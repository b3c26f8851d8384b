"""Explanations and scores of a linking."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from kg.extract.gold import read_gold
from kg.link.evaluate import blinded, score_linking
from kg.link.explain import as_text, explain
from kg.link.linker import linkage
from tests.link.papers import paper

GOLD = Path(__file__).parents[2].parent / "shared" / "data" / "gold"


def test_an_explanation_shows_forms_rules_and_near_misses() -> None:
    corpus = [
        paper(
            "a", "[M:latent Dirichlet allocation] ([M:LDA])", same=(("latent Dirichlet allocation", "LDA"),)
        ),
        paper(
            "b", "[M:linear discriminant analysis] ([M:LDA])", same=(("linear discriminant analysis", "LDA"),)
        ),
    ]
    first, second = explain(linkage(corpus), "LDA")
    assert {first.label, second.label} == {"latent Dirichlet allocation", "linear discriminant analysis"}
    form = next(f for f in first.forms if f.surface == "LDA")
    assert len(form.papers) == 1
    assert "the paper gives LDA = " in form.rules[0]
    assert any("another long form of LDA" in line for line in first.near)
    text = as_text((first,))
    assert text.splitlines()[0] == f"{first.label}  ({first.id}, 1 paper)"
    assert "nearly joined with" in text


def test_a_join_is_told_with_its_rule() -> None:
    corpus = [paper("a", "[M:frob pruning]"), paper("b", "[M:frob pruning method]")]
    explanation = explain(linkage(corpus), "frob pruning method")[0]
    assert [(j.rule, j.other[1]) for j in explanation.joins] == [("generic head", "frobpruningmethod")]


def test_an_unknown_name_has_no_explanation() -> None:
    assert explain(linkage([paper("a", "[M:frob]")]), "nothing like it") == ()
    assert as_text(()) == ""


def test_scores_count_pairs() -> None:
    corpus = [
        paper("a", "[M:Frob-1]"),
        paper("b", "[M:frob 1]"),
        paper("c", "[M:Unlike]"),
        paper("d", "[M:frob 1]"),
    ]
    names = ("frob", "frob", "frob", "frobs")
    named = [
        replace(e, entities=(replace(e.entities[0], name=name),))
        for e, name in zip(corpus, names, strict=True)
    ]
    score = score_linking(named)
    assert (score.right, score.joined, score.gold) == (3, 3, 6)
    assert (score.precision, score.recall) == (1.0, 0.5)
    assert score.split[0][1] == ("Method", "frob")
    assert blinded(named[0]).entities[0].name == "Frob-1"


@pytest.mark.skipif(not GOLD.exists(), reason="the gold annotations are not here")
def test_gold_mentions_link_as_the_annotators_named_them() -> None:
    gold = list(read_gold(GOLD / "train.jsonl"))
    score = score_linking(gold)
    assert score.precision > 0.93
    assert score.recall > 0.93


def test_the_text_shows_names_as_written_and_no_rule_twice() -> None:
    papers = [
        paper("a", "A [M:variational quantum circuit] learns."),
        paper("b", "The [M:parametrised quantum circuits] learn."),
        paper("c", "A [M:VQC] learns.", defines={"VQC": "variational quantum circuit"}),
        paper("d", "One [M:VQC] learns.", defines={"VQC": "Variational Quantum Circuits"}),
    ]
    text = as_text(explain(linkage(papers), "VQC"))
    assert "parametrised quantum circuits with variational quantum circuit by vocabulary" in text
    assert text.lower().count("the paper gives vqc = variational quantum circuit") == 1
