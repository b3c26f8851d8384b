"""Folding: what is one name written differently, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link.normalise import fold, fold_words, is_acronym, readable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CIFAR-10", "CIFAR10"),
        ("CIFAR-10", "Cifar 10"),
        ("ResNet-50", "ResNet50"),
        ("state space models", "State-space model"),
        ("GANs", "GAN"),
        ("generative adversarial nets", "Generative Adversarial Networks"),
        ("optimisation", "optimization"),
        ("modelling", "modeling"),
        ("regularised risk", "regularized risk"),
        ("text summarisation", "text summarization"),
        ("parametrised quantum circuit", "parameterized quantum circuit"),
        ("neighbourhood", "neighborhood"),
        ("pre-training", "pretraining"),
        ("Markov decision processes", "Markov decision process"),
        ("matrices", "matrix"),
        (r"$\ell_1$ regularization", "L1 regularization"),
        ("\u2113_1 regularization", "l1-regularization"),
        (r"$\alpha$-divergence", "\u03b1-divergence"),
        ("alpha divergence", "\u03b1-divergence"),
        ("Kullback\u2013Leibler divergence", "Kullback-Leibler divergence"),
        ("Kullback-Leibler (KL) divergence", "Kullback-Leibler divergence"),
        ("recur(cid:173) rent network", "recurrent network"),
        ("DEEP NEURAL NETWORKS", "deep neural network"),
        ("Poincar\u00e9 embedding", "Poincare embeddings"),
        ("Nesterov\u2019s method", "Nesterov's method"),
        ("mixtures of experts", "mixture of experts"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("S4", "S4D"),
        ("ResNet-50", "ResNet-152"),
        ("CIFAR-10", "CIFAR-100"),
        ("attention", "self-attention"),
        ("supervised learning", "unsupervised learning"),
        ("GPS", "GPs"),
        ("U-Net", "U network"),
        ("C", "C++"),
        ("2D convolution", "3D convolution"),
        ("GPT-3", "GPT-3.5"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "word",
    [
        "supervised",
        "unsupervised",
        "imprecise",
        "pairwise",
        "denoising",
        "noise",
        "bias",
        "Gibbs",
        "dynamics",
        "class",
        "precise",
    ],
)
def test_words_that_only_look_british_or_plural_are_kept(word: str) -> None:
    assert fold_words(word) == (word.lower(),)


@pytest.mark.parametrize("name", ["GAN", "GANs", "ReLU", "S4", "CIFAR10", "k-NN", "GPT-4"])
def test_acronyms(name: str) -> None:
    assert is_acronym(name)


@pytest.mark.parametrize("name", ["Adam", "Markov", "3D", "Self-Attention", "network", ""])
def test_no_acronyms(name: str) -> None:
    assert not is_acronym(name)


def test_latex_becomes_readable() -> None:
    assert readable(r"$\mathcal{O}(n)$-$\varepsilon$ \textbf{search}") == "O(n)-epsilon search"


@given(st.text())
def test_any_text_folds_and_folding_is_stable(text: str) -> None:
    key = fold(text)
    assert fold(f"  {text} ") == key or not text.strip()
    assert key == fold(text)


@given(
    st.lists(st.sampled_from(["deep", "state", "space", "model", "graph", "neural", "network"]), min_size=1)
)
def test_hyphens_and_case_never_matter(words: list[str]) -> None:
    assert fold("-".join(words)) == fold(" ".join(words).title())


def test_signs_alone_are_a_name_of_themselves():
    assert fold_words("…") == ("…",)
    assert fold("/-") != fold("…")
