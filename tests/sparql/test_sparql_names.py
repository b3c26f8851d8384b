"""Concepts and papers found by what people call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.sparql import complete
from kg.sparql.names import Names
from kg.sparql.nearest import fold, likeness, nearest
from kg.sparql.store import open_store

if TYPE_CHECKING:
    import pathlib


@pytest.fixture(scope="module")
def names(export: pathlib.Path) -> Names:
    return Names(open_store(export))


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("residual network", ["method/residual-network"]),
        ("Residual-Network", ["method/residual-network"]),
        ("RESNET", ["method/residual-network"]),
        ("resnets", ["method/residual-network"]),
        ("patch\u2010transformer", ["method/patch-transformer"]),
        ("method:PaT", ["method/patch-transformer"]),
        ("dataset:imagenet", ["dataset/imagenet"]),
        ("Task: QA", ["task/question-answering"]),
        ("https://w3id.org/paperkg/concept/dataset/glue", ["dataset/glue"]),
        ("<https://w3id.org/paperkg/concept/dataset/glue>", ["dataset/glue"]),
        ("bert", ["dataset/bert", "method/bert"]),
        ("method:bert", ["method/bert"]),
    ],
)
def test_a_concept_has_many_names(names: Names, text: str, slugs: list[str]) -> None:
    assert [concept.iri.partition("/concept/")[2] for concept in names.concepts(text)] == slugs


def test_the_type_decides_between_equal_names(names: Names) -> None:
    assert [c.iri.rpartition("/concept/")[2] for c in names.concepts("BERT", ["Method"])] == ["method/bert"]


@pytest.mark.parametrize(
    ("text", "types", "message"),
    [
        ("ImageNot", ["Dataset"], "no dataset is called 'ImageNot'; nearest: ImageNet"),
        ("ImageNet", ["Method"], "no method is called 'ImageNet', but there is dataset:ImageNet"),
        ("dataset:GLUE", ["Method"], "dataset:GLUE: a dataset, but a method is asked for"),
        ("zzzz", ["Task"], "no task is called 'zzzz'; the most used are"),
        ("http://example.org/x", ["Task"], "not a task of this graph"),
    ],
)
def test_an_unknown_name_is_answered_with_help(
    names: Names, text: str, types: list[str], message: str
) -> None:
    with pytest.raises(KgError) as caught:
        names.concepts(text, types)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "patches are words: A patch transformer",
        "patches are",
        "p2",
        "paper:p2",
        "https://w3id.org/paperkg/paper/p2",
    ],
)
def test_a_paper_is_found_by_title_part_and_id(names: Names, text: str) -> None:
    assert names.paper(text).iri == "https://w3id.org/paperkg/paper/p2"


def test_a_paper_is_found_by_another_identifier(names: Names) -> None:
    assert names.paper("2101.00001").label == "Small Models Answer Too"


def test_a_part_of_several_titles_is_refused_with_the_titles(names: Names) -> None:
    with pytest.raises(KgError, match=r"is 2 papers: Residual Networks for .* give a longer part"):
        names.paper("residual networks")
    with pytest.raises(
        KgError, match="no paper is called 'Smal Models Answers'; nearest: Small Models Answer Too"
    ):
        names.paper("Smal Models Answers")


def test_names_complete_most_used_first(export: pathlib.Path) -> None:
    assert complete(export, "ima") == ["ImageNet", "image classification"]
    assert complete(export, "IMA", types=("Task",)) == ["image classification"]
    assert complete(export, "resn") == ["ResNet"]


GRAPH = (
    "ImageNet",
    "convolutional neural network",
    "ResNet",
    "question answering",
    "motion planning",
    "image segmentation",
    "visual segmentation",
    "KITTI",
    "visual odometry",
    "BERT",
    "RoBERTa",
    "SLAM",
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("imagnet", "ImageNet"),
        ("Image Net 1k", "ImageNet"),
        ("ResNet-50", "ResNet"),
        ("CNNs", "convolutional neural network"),
        ("convolution network", "convolutional neural network"),
        ("kitti odometry benchmark", "KITTI"),
        ("segmentation of images", "image segmentation"),
        ("bert larg", "BERT"),
        ("SLAMM", "SLAM"),
    ],
)
def test_the_nearest_name_is_the_one_meant(text: str, first: str) -> None:
    assert nearest(text, GRAPH)[0] == first
    assert nearest(text, GRAPH[::-1])[0] == first


def test_a_typing_error_has_one_answer_and_nonsense_none() -> None:
    assert nearest("question answring", GRAPH) == ["question answering"]
    assert nearest("zzzz", GRAPH) == []
    assert nearest("", GRAPH) == []
    assert nearest("ImageNet", []) == []


def test_of_names_equally_near_the_first_known_goes_first() -> None:
    assert nearest("net c", ["net a", "net b"]) == ["net a", "net b"]
    assert nearest("net c", ["net b", "net a"]) == ["net b", "net a"]


@given(st.text(max_size=20).map(fold), st.text(max_size=20).map(fold))
def test_likeness_is_a_share(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(min_size=1), max_size=8), st.text())
def test_nearest_names_are_known_names(known: list[str], name: str) -> None:
    assert set(nearest(name, known)) <= set(known)
    assert len(nearest(name, known)) <= 5
