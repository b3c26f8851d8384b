"""The export of annotated papers gives the scorer back everything that the annotations hold."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from kg.extract.gold import read_gold
from kg.rdf import Provenance, export, validate

from .corpus import SHARED, linked

if TYPE_CHECKING:
    from pathlib import Path

GOLD = SHARED / "data" / "gold" / "seed-dev.jsonl"
SCORER = SHARED / "eval" / "score.py"

pytestmark = pytest.mark.skipif(
    not (GOLD.is_file() and SCORER.is_file()), reason="needs the annotated papers and the scorer in ../shared"
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gold")
    export(linked(read_gold(GOLD)), folder, provenance=Provenance("0.1.0"))
    return folder


@pytest.fixture(scope="module")
def findable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The annotations, less the few concepts that stand only inside a longer one's name.

    They have no mention of their own, so that no graph can show where they are.
    """
    with_mentions = {(e.paper.id, e.entities[m.entity].name) for e in read_gold(GOLD) for m in e.mentions}
    file = tmp_path_factory.mktemp("findable") / "gold.jsonl"
    lines = []
    for line in GOLD.read_text("utf-8").splitlines():
        paper = json.loads(line)
        names = {c["name"] for c in paper["concepts"] if (paper["id"], c["name"]) in with_mentions}
        paper["concepts"] = [c for c in paper["concepts"] if c["name"] in names]
        for claim in paper["claims"]:
            claim["about"] = [name for name in claim["about"] if name in names]
        lines.append(json.dumps(paper))
    file.write_text("\n".join(lines), "utf-8")
    return file


def score(graph: Path, gold: Path) -> dict[str, Any]:
    command = [sys.executable, SCORER, graph, gold, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.mark.parametrize("name", ["graph.nt", "graph.ttl"])
def test_nothing_is_lost_on_the_way_into_the_graph(exported: Path, findable: Path, name: str) -> None:
    figures = score(exported / name, findable)
    assert figures["papers"] == 60
    assert figures["missing"] == []
    assert figures["role"] == figures["kind"] == 1.0
    for part in ("concepts", "untyped", "spans", "claims", "about", "results", "linking"):
        assert figures[part]["r"] == 1.0, part
        assert figures[part]["gold"] > 0, part
    for part in ("spans", "claims", "results", "linking"):
        assert figures[part]["p"] == 1.0, part


def test_nothing_is_added_on_the_way_into_the_graph(exported: Path) -> None:
    figures = score(exported, GOLD)
    for part in ("concepts", "spans", "claims", "about", "results"):
        assert figures[part]["predicted"] == figures[part]["gold"], part


@pytest.mark.parametrize("engine", ["pyshacl", "queries"])
def test_real_papers_keep_every_rule(exported: Path, engine: Any) -> None:
    if engine == "pyshacl":
        pytest.importorskip("pyshacl")
    report = validate(exported, engine=engine)
    assert list(report.lines()) == [
        f"graph.nt: {report.triples:,} statements, {report.rules} rules: conforms."
    ]
    assert report.triples > 10_000
