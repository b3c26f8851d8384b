"""A build over shards gives the files that a build without them gives, whatever the options."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

import kg as library
from kg.engine import opened, shards
from kg.engine.build import build
from kg.engine.here import Here
from kg.errors import KgError
from kg.exports import USUAL
from kg.resources import sample_path
from tests.engine.whole import lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Kg

pytest.importorskip("fsspec")


def test_options_mean_the_same(few: Path, tmp_path: Path) -> None:
    vocabulary = tmp_path / "vocabulary.csv"
    vocabulary.write_text("type,name,aliases\nMethod,deep net,convolutional neural network|CNN\n")
    links = tmp_path / "links.csv"
    links.write_text("action,concept,target\nrename,dataset/imagenet,Image Net\ndrop,task/nothing,\n")
    base, formats = "https://example.org/graph/", (*USUAL, "nq")
    one = tmp_path / "one"
    library.build(
        few, one, links=links, vocabulary=vocabulary, min_confidence=0.6, base=base, formats=formats
    )
    store = f"memory://{uuid.uuid4().hex}"
    shards.write(f"{store}/papers/few.jsonl", few.read_bytes())
    output = tmp_path / "output"
    whole = build(
        [f"{store}/papers/*.jsonl"], output, Here(), shards=f"{store}/room", links=links, terms=vocabulary,
        min_confidence=0.6, base=base, formats=formats, size=2,
    )  # fmt: skip
    for path in one.iterdir():
        if path.is_file():
            assert (output / path.name).read_bytes() == path.read_bytes(), path.name
    assert b"".join(lines(whole.rdf)) == (one / "graph.nq").read_bytes()
    assert (whole.manifest.base, whole.manifest.min_confidence) == (base, 0.6)


def test_a_second_build_extracts_what_is_new_and_leaves_nothing_behind(few: Path, tmp_path: Path) -> None:
    output, room = tmp_path / "output", tmp_path / "room"
    papers = few.read_text().splitlines(keepends=True)
    made = []
    for number in (5, 6, 4):
        few.write_text("".join(papers[:number]))
        whole = build([few], output, Here(), shards=str(room), size=1)
        assert b"".join(lines(whole.rdf)) == (output / "graph.nt").read_bytes()
        made.append({path.name: path.stat().st_mtime_ns for path in room.iterdir() if path.is_file()})
    assert all(name.startswith("extractions-") for names in made for name in names)
    assert [len(names) for names in made] == [5, 6, 4]
    # One more paper, or two fewer, and the extractions of the others are the files that they were.
    assert made[2].items() <= made[0].items() <= made[1].items()


def test_engines_that_cannot_be_used() -> None:
    with pytest.raises(KgError, match="engine 'spark': not known"), opened("spark"):
        pass
    with pytest.raises(KgError, match="needs --engine dask"), opened("here", "tcp://127.0.0.1:1"):
        pass


def test_a_job_array_extracts_for_a_later_build(kg: Kg, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("".join(f"{line}\n" for line in sample_path().read_text().splitlines()[:4]))
    room = tmp_path / "room"
    outcome = kg("build", few, "--shards", room, "--part", "1/1")
    assert outcome.returncode == 0, outcome.stderr
    assert "extracted  1 shards" in outcome.stdout
    (made,) = [room / name for name in shards.listed(str(room)) if name.startswith("extractions")]
    before = made.stat()
    output = tmp_path / "output"
    outcome = kg("build", few, "--engine", "here", "--shards", room, "-o", output)
    assert outcome.returncode == 0, outcome.stderr
    assert "whole      4 papers" in outcome.stdout
    assert made.stat().st_mtime_ns == before.st_mtime_ns
    assert b"".join(lines(f"{room}/rdf")) == (output / "graph.nt").read_bytes()
    assert json.loads((room / "rdf" / "manifest.json").read_text())["classes"]["Paper"] == 4
    outcome = kg("build", few, "--shards", room, "--part", "2/1")
    assert outcome.returncode == 2
    assert "part '2/1': must be which of how many, such as 3/20" in outcome.stderr
