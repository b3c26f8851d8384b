"""Which numbers of claims are results, and which say how much was used."""

import re

import pytest

from kg.extract.quantities import quantities
from kg.extract.results import is_amount


def amounts(text: str) -> list[str]:
    return [text[s:e] for s, e in quantities(text) if is_amount(text, s, e)]


@pytest.mark.parametrize(
    "text",
    [
        "It takes less than 30s (⟦0.5%⟧ of one epoch training time of ResNet50).",
        "It is as good with ⟦25%⟧ of the original training data and beats others by 3%.",
        "The memory shrinks on tasks such as ⟦1.5B⟧ parameter language modeling.",
        "We summarize ⟦4800⟧ experiments with an accuracy of 93%.",
        "Fidelity exceeds 0.99 in simulations of ⟦up to 4 qubits⟧.",
        "It quantizes weights and activations to ⟦4 bits⟧ and loses 0.29 perplexity.",
        "See Phys. Rev. A 106, ⟦052207⟧ (2022).",
        "It converges 56% faster than after ⟦300⟧ epochs of training.",
    ],
)
def test_amounts_of_data_training_and_parameters_are_no_results(text: str) -> None:
    assert amounts(re.sub("[⟦⟧]", "", text)) == re.findall("⟦(.*?)⟧", text)


@pytest.mark.parametrize(
    "text",
    [
        "It needs 10x fewer parameters and reduces training time by 35%.",
        "It reaches 93.05% on CIFAR-10 and 290,000 training examples per second.",
        "It retains 99% of the zero-shot performance in 68% of the settings.",
        "It reaches an FID of 12 on images of faces.",
    ],
)
def test_results_stay(text: str) -> None:
    assert amounts(text) == []


def test_a_value_has_both_its_comparators() -> None:
    text = "by a large margin (up to over 40% on MNIST)"
    assert [text[s:e] for s, e in quantities(text)] == ["up to over 40%"]
