import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.sentences import sentence_bounds


def sentences(text):
    return [text[start:end] for start, end in sentence_bounds(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We train a net. It works.", ["We train a net.", "It works."]),
        (
            "Nets, e.g. CNNs, win. Others (cf. Fig. 3) lose.",
            ["Nets, e.g. CNNs, win.", "Others (cf. Fig. 3) lose."],
        ),
        ("As Doe et al. Show, it holds. So do we.", ["As Doe et al. Show, it holds.", "So do we."]),
        ("It gains 3.5 points on v2.0 of the set. Why?", ["It gains 3.5 points on v2.0 of the set.", "Why?"]),
        ("Is it 'new?' Yes.", ["Is it 'new?'", "Yes."]),
        ("J. Doe wrote this. 12 of 20 agree.", ["J. Doe wrote this.", "12 of 20 agree."]),
        ("First line\nSecond line", ["First line", "Second line"]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_say(text, expected):
    assert sentences(text) == expected


@given(st.text(max_size=200))
def test_sentences_cover_all_but_white_space(text):
    bounds = sentence_bounds(text)
    assert bounds == sorted(bounds)
    covered = set()
    for start, end in bounds:
        assert 0 <= start < end <= len(text)
        assert covered.isdisjoint(range(start, end))
        covered.update(range(start, end))
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)
