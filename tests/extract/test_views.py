"""What the role head sees of concepts: means and maxima around their mentions."""

from __future__ import annotations

import numpy as np

from kg.extract.views import MEANS, ConceptViews, inputs

WIDTH = 3
# A title of two tokens and two sentences; one concept in title and text, one in the last sentence alone.
DOCUMENT = (9, [(2, 5), (5, 9)], [[(0, 2), (3, 4)], [(6, 8)]])
OTHER = (4, [(1, 4)], [[(0, 1)]])


def views(*documents):
    lengths, sentences, concepts = zip(*documents, strict=True)
    return ConceptViews(lengths, sentences, concepts)


def hidden(tokens: int, seed: int = 0):
    return np.random.default_rng(seed).normal(size=(tokens, WIDTH)).astype(np.float32)


def test_a_concept_is_seen_by_its_mentions_their_sentences_and_what_stands_beside_them() -> None:
    tokens = hidden(9)
    first = views(DOCUMENT).pooled(tokens)[0]
    seen = dict(zip(MEANS, first[: len(MEANS) * WIDTH].reshape(-1, WIDTH), strict=True))
    for name, rows in {
        "first mention": [0, 1],
        "all mentions": [0, 1, 3],
        "sentences": [2, 3, 4],
        "title": [0, 1],
        "document": range(9),
        "before": [0, 1, 2],
        "after": [4, 5, 6],
        "first in text": [3],
    }.items():
        np.testing.assert_allclose(seen[name], tokens[list(rows)].mean(axis=0), rtol=1e-5, atol=1e-6)
    largest = first[len(MEANS) * WIDTH : (len(MEANS) + 1) * WIDTH]
    np.testing.assert_array_equal(largest, tokens[2:5].max(axis=0))
    assert len(first) == inputs(WIDTH)


def test_the_gradient_is_that_of_the_views() -> None:
    tokens = hidden(13)
    both = views(DOCUMENT, OTHER)
    weights = np.random.default_rng(1).normal(size=(3, inputs(WIDTH))).astype(np.float32)
    found = both.backward(tokens, weights)
    step = np.float32(1e-2)
    for i in range(13):
        for j in range(WIDTH):
            moved = tokens.copy()
            moved[i, j] += step
            change = ((both.pooled(moved) - both.pooled(tokens)) * weights).sum() / step
            np.testing.assert_allclose(found[i, j], change, rtol=0.02, atol=2e-3)


def test_other_documents_leave_no_trace() -> None:
    tokens = hidden(13)
    alone = views(OTHER).pooled(tokens[9:])
    np.testing.assert_array_equal(views(DOCUMENT, OTHER).pooled(tokens)[2:], alone)
