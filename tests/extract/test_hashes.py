"""Hashes of words and pairs: the features of sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.hashes import mixed, salt, word_hashes

GOLDEN = (12180372428151321402, 16465406971229632979)


def test_case_and_digits_do_not_count() -> None:
    one, other, third = word_hashes(["ResNet-50", "resnet-18", "ResNet"])
    assert one == other != third


def test_hashes_are_the_same_on_every_machine() -> None:
    [bread] = word_hashes(["bread"])
    assert (int(bread), int(mixed(bread, salt("start1")))) == GOLDEN


@given(st.lists(st.text("abcxyz", min_size=1), min_size=2, max_size=50, unique=True))
def test_the_order_of_a_pair_counts(words: list[str]) -> None:
    # Words rather than any two numbers: pairs of 64 bits in 64 bits do collide, for who looks for them.
    hashes = word_hashes(words)
    pairs, turned = mixed(hashes[:-1], hashes[1:]), mixed(hashes[1:], hashes[:-1])
    assert not (pairs == turned).any()
    assert len(set(pairs.tolist())) == len(pairs)
