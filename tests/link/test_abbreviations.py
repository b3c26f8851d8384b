"""Short and long forms."""

from __future__ import annotations

import pytest

from kg.link.abbreviations import Senses, initialled_by, is_short, same_long_form, spelt_by, widened
from kg.link.normalise import fold, fold_words


@pytest.mark.parametrize(
    ("short", "long", "words"),
    [
        ("SSM", "state space model", "state space model"),
        ("CNNs", "deep convolutional neural networks", "convolutional neural networks"),
        ("VQC", "variational quantum circuit", "variational quantum circuit"),
        ("EM", "expectation-maximization", "expectation maximization"),
        ("LDA", "latent Dirichlet allocation", "latent Dirichlet allocation"),
        ("BERT", "bidirectional encoder representations from transformers", None),
        ("MoE", "mixture of experts", "mixture of experts"),
        ("SS", "semantic segmentation", "semantic segmentation"),
    ],
)
def test_the_words_that_a_short_form_abbreviates(short: str, long: str, words: str | None) -> None:
    expected = tuple((words or long).split())
    assert spelt_by(short, long) == expected


@pytest.mark.parametrize(("short", "long"), [("SVM", "neural network"), ("GAN", "GAN"), ("RNN", "n")])
def test_no_abbreviation(short: str, long: str) -> None:
    assert spelt_by(short, long) is None


def test_a_long_form_takes_in_the_words_before_it_that_its_initials_need() -> None:
    text = "While self-supervised learning (SSL) has emerged, random forests (RFs) have stayed."
    assert widened("SSL", "supervised learning", text) == "self-supervised learning"
    assert widened("RFs", "random forests", text) == "random forests"
    assert widened("SSL", "supervised learning", "no such words") == "supervised learning"


def test_a_compound_before_a_long_form_without_all_letters_belongs_to_it() -> None:
    text = "Recent attention-based graph networks (GAT) beat mean-field graph networks (GNs)."
    assert widened("GAT", "graph networks", text) == "attention-based graph networks"
    # Every word of this one has its letter: the modifier is no part of the name.
    mean_field = text.replace("attention-based graph networks (GAT) beat ", "")
    assert widened("GNs", "graph networks", mean_field) == "graph networks"


def test_names_side_by_side_need_all_initials() -> None:
    assert initialled_by("CNN", "convolutional neural network")
    assert not initialled_by("CNN", "convolutional architectures")


@pytest.mark.parametrize(
    ("short", "one", "other"),
    [
        ("cnn", "convolution neural network", "convolutional neural networks"),
        ("lstm", "long short-term memory", "long short-term memory network"),
        ("ssm", "state space model", "structured state space model"),
        ("dro", "distributional robust optimization", "distributionally robust optimization"),
    ],
)
def test_long_forms_that_are_one(short: str, one: str, other: str) -> None:
    assert same_long_form(short, fold_words(one), fold_words(other))
    assert same_long_form(short, fold_words(other), fold_words(one))


@pytest.mark.parametrize(
    ("short", "one", "other"),
    [
        ("lda", "latent Dirichlet allocation", "linear discriminant analysis"),
        ("mlp", "multi-layer perceptron", "machine-learned potential"),
        ("vqc", "variational quantum circuit", "variational quantum classifier"),
        ("ssl", "semi-supervised learning", "self-supervised learning"),
    ],
)
def test_long_forms_that_are_two(short: str, one: str, other: str) -> None:
    assert not same_long_form(short, fold_words(one), fold_words(other))


@pytest.mark.parametrize("name", ["GAN", "ResNet-50", "k-NN", "S4"])
def test_short(name: str) -> None:
    assert is_short(name)


@pytest.mark.parametrize("name", ["deep RL", "attention", "Self-Attention", "Adam", "BidirectionalEncoder"])
def test_not_short(name: str) -> None:
    assert not is_short(name)


def test_senses_count_papers_and_group_inflections() -> None:
    senses = Senses()
    for long in ("graph convolutional network", "graph convolution networks", "global context network"):
        senses.add({"gcn": long})
    senses.settle()
    assert senses.totals("gcn") == [
        (fold("graph convolutional network"), 2),
        (fold("global context network"), 1),
    ]
    assert senses.totals("unknown") == []
