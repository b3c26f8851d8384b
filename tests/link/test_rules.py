"""The single rules: variants, misspellings, labels, slugs, types."""

from __future__ import annotations

import pytest

from kg.link import link
from kg.link.labels import Casing, label, slug, slugs
from kg.link.normalise import fold, fold_words
from kg.link.type_votes import agreed_types
from kg.link.typos import corrections
from kg.link.variants import variants
from kg.link.vocabulary import Term, Vocabulary
from tests.link.papers import paper


@pytest.mark.parametrize(
    ("name", "type_", "meant"),
    [
        ("recognition of human actions", "Task", "human action recognition"),
        ("recognizing human actions", "Task", "human action recognition"),
        ("detect objects", "Task", "object detection"),
        ("learning continually", "Task", "continual learning"),
        ("few-shot", "Task", "few-shot learning"),
        ("fine-tuned", "Method", "fine-tuning"),
        ("attention mechanism", "Method", "attention"),
        ("classical neural network", "Method", "neural network"),
        ("maximum likelihood estimator", "Method", "maximum likelihood estimation"),
    ],
)
def test_variants_of_a_name(name: str, type_: str, meant: str) -> None:
    assert fold(meant) in {key for _, key in variants(fold_words(name), type_, proper=False)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["kernel method", "evolution strategy model", "medical image", "standard model"]
)
def test_names_that_need_all_their_words(name: str) -> None:
    assert list(variants(fold_words(name), "Method", proper=False)) in (
        [],
        [("inflection", f"{fold(name)}ing")],
    )


def test_a_dataset_sheds_generic_heads_only_as_a_proper_name() -> None:
    assert ("generic head", "mnist") in variants(fold_words("MNIST dataset"), "Dataset", proper=True)
    assert list(variants(fold_words("calibration dataset"), "Dataset", proper=False)) == []


@pytest.mark.parametrize(
    ("spelling", "proper"),
    [("LSTM network", True), ("Adam optimizer", True), ("ViTX block", True), ("Gaussian mechanism", False),
     ("deep network", False), ("network", False)],
)  # fmt: skip
def test_names_before_a_generic_head(spelling: str, proper: bool) -> None:
    corpus = [paper("a", f"[M:{spelling}]"), paper("b", f"[M:{spelling.rpartition(' ')[0] or 'no'}]")]
    assert (len(link(corpus).concepts) == 1) == proper


def test_misspellings_are_one_edit_from_a_frequent_word() -> None:
    names = [("speech", "recognition")] * 30 + [("implicit",)] * 30
    names += [("speech", "recogintion"), ("speech", "recognitoin"), ("explicit",), ("recognizers",)]
    assert corrections(names) == {"recogintion": "recognition", "recognitoin": "recognition"}


def test_labels_follow_the_corpus_in_case_and_number() -> None:
    casing = Casing(
        [paper("a", "All [M:Gaussian processes] and [M:neural networks] and [M:deep nets]. [M:Graphs]")]
    )
    assert label({"Gaussian Processes": 3, "GPs": 1}, 3, casing) == "Gaussian process"
    assert label({"Graph Neural Networks": 2, "GNN": 5}, 6, casing) == "graph neural network"
    assert label({"Bidirectional Encoder": 1, "BERT": 20}, 20, casing) == "BERT"
    assert label({"least squares": 2}, 2, casing) == "least squares"
    assert label({"GANs": 2}, 2, casing) == "GAN"


def test_slugs() -> None:
    assert slug("\u03b1-Divergence (R\u00e9nyi)") == "alpha-divergence-renyi"
    assert slug("C++") == "c-plus-plus"
    assert slug("\u6df1\u5ea6") == ""
    first, second = slugs([("A b", "ab"), ("a-b", "a-b")])
    assert first == "a-b"
    assert second.startswith("a-b-")
    assert slugs([("x", "x"), ("a-b", "a-b")])[1] == "a-b"


def test_type_votes() -> None:
    known = Vocabulary((Term("Dataset", "Foo"),))
    papers = {
        ("Dataset", "foo"): 1,
        ("Method", "foo"): 1,
        ("Task", "clustering"): 20,
        ("Method", "clustering"): 3,
    }
    assert agreed_types(papers, known, frozenset({"foo"})) == {("Method", "foo"): "Dataset"}
    papers["Task", "clustering"] = 24
    assert agreed_types(papers, known, frozenset())["Method", "clustering"] == "Task"
