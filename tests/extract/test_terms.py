from kg.extract.terms import Lexicon, longest_first, term_key


def test_spellings_of_a_term_share_a_key():
    assert (
        term_key(["State", "-", "Space", "Models"])
        == term_key(["state", "space", "model"])
        == "state space model"
    )


def test_words_that_end_in_s_without_being_plurals_stay():
    for word in ("loss", "radius", "analysis", "gas"):
        assert term_key(["the", word]) == f"the {word}"


def test_of_overlapping_terms_the_longer_is_matched():
    lexicon = Lexicon({"neural network": "M", "graph neural network": "M", "network": "x"})
    words = ["A", "graph", "neural", "network", "beats", "a", "network"]
    assert lexicon.matches(words) == [(1, 4, "M"), (6, 7, "x")]


def test_a_lexicon_comes_back_from_disk(tmp_path):
    lexicon = Lexicon({"b": "T", "a": "M"})
    lexicon.to_disk(tmp_path / "terms")
    again = Lexicon.from_disk(tmp_path / "terms")
    assert (len(again), again.get("a"), again.get("b"), again.get("c")) == (2, "M", "T", "")
    again.to_disk(tmp_path / "more")
    assert (tmp_path / "more").read_bytes() == (tmp_path / "terms").read_bytes()


def test_longest_first_keeps_the_order_of_the_text():
    assert longest_first([(0, 2, "a"), (1, 4, "b"), (5, 6, "c")]) == [(1, 4, "b"), (5, 6, "c")]
