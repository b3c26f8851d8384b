"""Static vectors: of any word by its spelling, of known words by their meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kg.errors import KgError
from kg.extract.spelling import KnownWords, SpellingVectors

if TYPE_CHECKING:
    from pathlib import Path

FLORET = "4 2 3 3 2 2166136261 < >\n0 1.0 0.5\n1 0.25 -1.0\n2 2.0 0.0\n3 -0.5 0.75\n"


def known() -> KnownWords:
    return KnownWords(["bread", "oven"], np.array([[4, -2], [127, 0]], dtype=np.int8), 0.5)


def test_known_words_have_vectors_whatever_their_case() -> None:
    assert known().of(["Oven", "bread", "zyx"]).tolist() == [[63.5, 0], [2, -1], [0, 0]]


def test_a_word_never_seen_has_a_vector_by_its_spelling(tmp_path: Path) -> None:
    path = tmp_path / "words.floret"
    path.write_text(FLORET, encoding="utf-8")
    vectors = SpellingVectors.from_floret(path)
    assert vectors.width == 2
    one, other = vectors.of(["breadly", "breadli"])
    assert one.any()
    assert not np.array_equal(one, other)


def test_both_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    vectors = SpellingVectors(
        np.arange(8, dtype=np.float16).reshape(4, 2),
        {"minn": 3, "maxn": 3, "hash_count": 2, "hash_seed": 1},
        known(),
    )
    vectors.to_disk(tmp_path)
    again = SpellingVectors.from_disk(tmp_path)
    words = ["oven", "ovens", ""]
    assert again.width == vectors.width == 4
    assert np.array_equal(again.of(words), vectors.of(words))


def test_without_tables_there_are_no_columns(tmp_path: Path) -> None:
    SpellingVectors().to_disk(tmp_path)
    assert SpellingVectors.from_disk(tmp_path).of(["a", "b"]).shape == (2, 0)


def test_what_is_no_floret_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("bread 1 2 3\n", encoding="utf-8")
    with pytest.raises(KgError, match=r"words\.txt: cannot be read as floret vectors"):
        SpellingVectors.from_floret(path)
