"""Relations between the mentions of a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.relation_cues import cue_between
from kg.extract.relation_training import read, score
from kg.extract.relations import find
from kg.records import RelationKind

SCIER = Path(__file__).parents[2].parent / "shared" / "data" / "scier" / "dev.jsonl"


def relations(text: str, **mentions: str) -> set[tuple[str, str, str]]:
    """Relations of a sentence by the words of their mentions; ``mentions`` are words with their type."""
    spans = [
        (text.index(name.replace("_", " ")), text.index(name.replace("_", " ")) + len(name), type_)
        for name, type_ in mentions.items()
    ]
    words = [text[start:end] for start, end, _ in spans]
    return {(words[head], kind.value, words[tail]) for head, kind, tail, _ in find(text, spans)}


def test_such_as_names_narrower_concepts() -> None:
    text = "Sequence models such as Mamba and Hyena scale well."
    found = relations(text, Sequence_models="Method", Mamba="Method", Hyena="Method")
    assert {("Mamba", "broader", "Sequence models"), ("Hyena", "broader", "Sequence models")} <= found


def test_trained_evaluated_and_used() -> None:
    text = "Blibnet is trained on ImageNet and used for image classification."
    found = relations(text, Blibnet="Method", ImageNet="Dataset", image_classification="Task")
    assert ("Blibnet", "trained_with", "ImageNet") in found
    assert ("Blibnet", "used_for", "image classification") in found


def test_a_method_that_outperforms_another_is_compared_with_it() -> None:
    found = relations("Blibnet outperforms Blobnet.", Blibnet="Method", Blobnet="Method")
    assert found in ({("Blibnet", "compared_with", "Blobnet")}, {("Blobnet", "compared_with", "Blibnet")})


def test_the_order_of_the_mentions_does_not_matter() -> None:
    text = "Blibnet is trained on ImageNet."
    one = find(text, [(0, 7, "Method"), (22, 30, "Dataset")])
    other = find(text, [(22, 30, "Dataset"), (0, 7, "Method")])
    assert [(h, k, t) for h, k, t, _ in one] == [(0, RelationKind.TRAINED_WITH, 1)]
    assert [(h, k, t) for h, k, t, _ in other] == [(1, RelationKind.TRAINED_WITH, 0)]


@pytest.mark.parametrize("mentions", [[], [(0, 7, "Method")], [(0, 7, "Method"), (0, 20, "Method")]])
def test_no_pair_no_relation(mentions: list[tuple[int, int, str]]) -> None:
    assert find("Blibnet is a network for everything.", mentions) == []


@pytest.mark.parametrize(
    ("types", "between", "kind", "forward"),
    [
        ("MM", "such as the", RelationKind.BROADER, False),
        ("TT", ", and other", RelationKind.BROADER, True),
        ("MD", "is then trained on the", RelationKind.TRAINED_WITH, True),
        ("TD", "benchmarks such as", RelationKind.BENCHMARK_FOR, False),
        ("MT", "is used for", RelationKind.USED_FOR, True),
    ],
)
def test_cues(types: str, between: str, kind: RelationKind, forward: bool) -> None:
    cue = cue_between(types, between)
    assert cue is not None
    assert (cue.kind, cue.forward) == (kind, forward)


@pytest.mark.parametrize(("types", "between"), [("DD", "is used for"), ("MM", "and"), ("MT", "")])
def test_no_cue(types: str, between: str) -> None:
    assert cue_between(types, between) is None


@given(
    st.text(max_size=60),
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["Method", "Dataset", "Task"]))
    ),
)
def test_any_mentions_of_any_text_are_taken(text: str, raw: list[tuple[int, int, str]]) -> None:
    mentions = [(min(a, b), max(a, b), t) for a, b, t in raw]
    for head, kind, tail, confidence in find(text, mentions):
        assert head != tail
        assert kind in RelationKind
        assert 0 < confidence <= 1


@pytest.mark.skipif(not SCIER.exists(), reason="SciER is not here")
def test_scores_on_the_development_sentences_of_scier() -> None:
    scores = score(read(SCIER))
    assert scores["all"][2] > 0.55
    assert scores["benchmark_for"][2] > 0.7
