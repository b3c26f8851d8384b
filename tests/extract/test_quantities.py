import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.quantities import quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It reaches 76.3% top-1 accuracy.", ["76.3%"]),
        ("Memory falls by up to 74% and time by 7x.", ["up to 74%", "7x"]),
        ("a perplexity of at most 0.29", ["at most 0.29"]),
        ("an error below 10 ms", ["below 10 ms"]),
        ("CIFAR-10, GPT-3 and ResNet50 in 2019", []),
        ("a 4-bit net is 3-fold faster", ["3-fold"]),
        ("no numbers", []),
    ],
)
def test_quantities_are_found_with_comparator_and_unit(text, expected):
    assert [text[start:end] for start, end in quantities(text)] == expected


@given(st.text(alphabet="0123456789.%-+x eE,up to", max_size=60))
def test_quantities_lie_in_the_text_in_order(text):
    found = quantities(text)
    assert found == sorted(found)
    assert all(0 <= start < end <= len(text) for start, end in found)
