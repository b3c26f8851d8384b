import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.abbreviations import abbreviations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("State space models (SSMs) scale.", [("SSMs", "State space models")]),
        ("A long short-term memory (LSTM) reads.", [("LSTM", "long short-term memory")]),
        ("We use temporal difference (TD) and temporal coherence (TC).",
         [("TD", "temporal difference"), ("TC", "temporal coherence")]),
        ("the Block Attention Module (BAM), which", [("BAM", "Block Attention Module")]),
        ("We use self-supervised learning (SSL).", [("SSL", "self-supervised learning")]),
        ("deep models (see Section 3) and others (2019)", []),
        ("convolutional networks (e.g., VGG)", []),
        ("It ends. Models (XYZ) differ.", []),
    ],
)  # fmt: skip
def test_short_forms_find_their_long_forms(text, expected):
    assert [(a.short, a.long) for a in abbreviations(text)] == expected


@given(st.text(max_size=120))
def test_any_text_is_read(text):
    for pair in abbreviations(text):
        assert pair.long in text
        assert pair.short in text
