from __future__ import annotations

import pytest

from kg.rdf.numbers import read_number
from kg.rdf.terms import decimal


@pytest.mark.parametrize(
    ("value", "number", "unit"),
    [
        ("76.1%", "76.1", "%"),
        ("18\\%", "18", "%"),
        ("92.2", "92.2", ""),
        ("+2.5%", "2.5", "%"),
        ("\u22121.3 %/K", "-1.3", "%/K"),
        (".14", ".14", ""),
        ("14.9\u00d7", "14.9", "\u00d7"),
        ("4x", "4", "x"),
        ("13 times", "13", "times"),
        ("12 frames per second", "12", "frames per second"),
        ("1,234,567 images", "1234567", "images"),
        ("$0.5$", "0.5", ""),
    ],
)
def test_one_plain_number_is_read_with_its_unit(value: str, number: str, unit: str) -> None:
    assert read_number(value) == (number, unit)


@pytest.mark.parametrize(
    "value",
    [
        "up to 99%",
        "at most 0.29",
        "less than 30s",
        "2-3x",
        "1.9-9.7%",
        "20.1 \u00b1 9.7%",
        "3 out of 8 tasks",
        "3 million",
        "5M",
        "an order of magnitude faster",
        "between 8% and 32%",
        "1/187.5 times",
        "2 orders of magnitude",
        "5 or more",
        "1:86",
        "",
        "%",
        "1.2.3",
        "1,23",
    ],
)
def test_anything_but_one_plain_number_is_left_alone(value: str) -> None:
    assert read_number(value) is None


@pytest.mark.parametrize(
    ("number", "canonical"),
    [
        ("-01.50", "-1.5"),
        ("0.0", "0"),
        ("-0", "0"),
        ("+7", "7"),
        (".14", "0.14"),
        ("100", "100"),
        ("1.", "1"),
    ],
)
def test_decimals_are_canonical(number: str, canonical: str) -> None:
    assert decimal(number).value == canonical
