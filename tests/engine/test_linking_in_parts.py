"""Linking a corpus in parts gives what linking it as one does, however it is cut."""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.engine import top
from kg.engine.here import Here
from kg.link import curation
from kg.link.linker import knowledge, linkage
from kg.rdf import export
from kg.rdf.namespaces import DEFAULT_BASE
from tests.engine.whole import PROVENANCE, lines, linked_in_parts
from tests.link.papers import paper

if TYPE_CHECKING:
    from pathlib import Path

    from kg.library import Build
    from kg.records import Extraction, Knowledge

pytest.importorskip("fsspec")

NAMES = (
    "[M:CNN]", "[M:CNNs]", "[M:convolutional neural network]", "[M:Convolutional Neural Networks]",
    "[T:CNN]", "[M:deep CNN]", "[M:SSM]", "[M:state space model]", "[M:state-space models]",
    "[D:MNIST]", "[D:MNIST dataset]", "[M:MNIST]", "[D:mnist]", "[M:Adam]", "[M:Adam optimizer]",
    "[M:ImageNet]", "[D:ImageNet]", "[T:image classification]", "[T:classification of images]",
    "[T:classification]", "[M:pruning]", "[M:pruning method]", "[M:model pruning]", "[T:clustering]",
)  # fmt: skip
MEANINGS = ({}, {"CNN": "convolutional neural network"}, {"CNN": "cellular neural network"},
            {"SSM": "state space model"}, {"SSM": "surface similarity matching"})  # fmt: skip


def as_one(extractions: list[Extraction], folder: Path, corrections: Path | None = None) -> Knowledge:
    known = knowledge(linkage(extractions, links=corrections))
    export(known, folder, base=DEFAULT_BASE, formats=["nt"], provenance=PROVENANCE)
    return known


@st.composite
def corpora(draw: st.DrawFn) -> list[list[Extraction]]:
    """Papers that name the same few things in many ways, in parts."""
    said = draw(
        st.lists(
            st.tuples(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), st.sampled_from(MEANINGS)),
            min_size=1,
            max_size=40,
        )
    )
    papers = [
        paper(f"p{number:02}", ", ".join(names) + ".", defines=meaning)
        for number, (names, meaning) in enumerate(said)
    ]
    ends = sorted(draw(st.sets(st.integers(1, len(papers)), max_size=6)) | {len(papers)})
    return [papers[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora())
def test_any_corpus_in_any_parts_is_linked_as_one(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[Extraction]]
) -> None:
    folder = tmp_path_factory.mktemp("one")
    whole, rdf = linked_in_parts(parts, f"memory://{uuid.uuid4().hex}", Here())
    assert top.knowledge(whole) == as_one([e for part in parts for e in part], folder)
    assert b"".join(lines(rdf)) == (folder / "graph.nt").read_bytes()


def test_landmark_papers_with_corrections(sample: Build, tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text(
        "action,concept,target\nmerge,method/resnet-50,ResNet\nrename,method/dropout,Drop-Out\n"
        "drop,dataset/mnist,\nsplit,method/transformer,Transformers\nmerge,method/nothing,ResNet\n"
    )
    extractions = list(sample.extractions)
    one = linkage(extractions, links=links)
    whole, rdf = linked_in_parts(
        [extractions[::3], extractions[1::3], extractions[2::3]],
        tmp_path / "room",
        Here(),
        corrections=curation.read(links),
    )
    assert top.knowledge(whole) == as_one(extractions, tmp_path, links)
    assert b"".join(lines(rdf)) == (tmp_path / "graph.nt").read_bytes()
    assert tuple(whole.without_effect) == one.without_effect
    assert len(one.without_effect) < 5


def test_the_top_holds_the_papers_with_most_leading_concepts(sample: Build, tmp_path: Path) -> None:
    extractions = list(sample.extractions)
    random.Random(1).shuffle(extractions)  # noqa: S311  no secret
    whole, rdf = linked_in_parts([extractions[:30], extractions[30:]], tmp_path / "room", Here(), show=10)
    shown = top.knowledge(whole)
    # With fewer than 1,000 concepts all are leading: the papers with most concepts, ties by id.
    held = {e.paper.id: len(sample.knowledge.links[e.paper.id]) for e in sample.extractions}
    assert sorted(shown.links) == sorted(sorted(held, key=lambda p: (-held[p], p))[:10])
    assert {e.paper.id for e in shown.extractions} == set(shown.links)
    named = {c.id: c for c in sample.knowledge.concepts}
    assert {c.id for c in shown.concepts} == {c for order in shown.links.values() for c in order}
    for concept in shown.concepts:
        assert concept.label == named[concept.id].label
        assert concept.paper_count == sum(concept.id in order for order in shown.links.values())
    all_relations = {(r.subject, r.kind, r.object) for r in sample.knowledge.relations}
    assert shown.relations
    for relation in shown.relations:
        assert (relation.subject, relation.kind, relation.object) in all_relations
        assert {e.paper for e in relation.evidence} <= set(shown.links)
    # The shards hold the whole all the same.
    as_one(extractions, tmp_path)
    assert b"".join(lines(rdf)) == (tmp_path / "graph.nt").read_bytes()
