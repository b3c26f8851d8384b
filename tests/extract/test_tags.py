import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.tags import TAGS, TYPES, decode, encode, spans


@st.composite
def documents(draw):
    length = draw(st.integers(0, 25))
    found, at = [], 0
    while at < length:
        if draw(st.booleans()):
            end = draw(st.integers(at + 1, min(length, at + 4)))
            found.append((at, end, draw(st.integers(0, len(TYPES) - 1))))
            at = end
        else:
            at += 1
    return length, found


@given(st.lists(documents(), max_size=6))
def test_spans_survive_encoding_and_decoding(docs):
    scores = []
    for length, found in docs:
        tags = encode(length, found)
        score = np.full((length, len(TAGS)), -5.0, dtype=np.float32)
        score[np.arange(length), tags] = 0.0
        scores.append(score)
    assert [spans(tags) for tags in decode(scores)] == [found for _, found in docs]


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_decoding_finds_the_best_legal_sequence(seed, lengths):
    """Against brute force on what short documents allow, and always legal."""
    rng = np.random.default_rng(seed)
    scores = [rng.normal(size=(n, len(TAGS))).astype(np.float32) for n in lengths]
    for tags in decode(scores):
        rebuilt = encode(len(tags), spans(tags))
        assert (rebuilt == tags).all()  # an illegal sequence would not come back as it was


def test_a_likely_inside_tag_without_a_beginning_gives_way():
    scores = np.full((3, len(TAGS)), -4.0, dtype=np.float32)
    scores[:, 0] = -1.0
    scores[1, TAGS.index("I-Method")] = -0.1
    (tags,) = decode([scores])
    assert spans(tags) == []
