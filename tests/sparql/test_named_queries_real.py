"""The named queries on 60 papers of the real listing, annotated by hand: answers read off the annotations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.sparql import query

if TYPE_CHECKING:
    from collections.abc import Callable

GOLD = Path(__file__).parents[3] / "shared" / "data" / "gold" / "seed-dev.jsonl"

pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason="the annotated papers are not in ../shared/data")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[dict]]:
    from kg.extract.gold import read_gold  # noqa: PLC0415 - only where the papers are
    from kg.link import link  # noqa: PLC0415
    from kg.rdf import Provenance, export  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("real")
    export(link(list(read_gold(GOLD))), folder, formats=["nt"], provenance=Provenance("test"))
    return lambda name, **parameters: list(query(folder, name=name, parameters=parameters))


def starts(rows: list[dict], column: str = "title") -> list[str]:
    return [str(row[column]).split(":")[0] for row in rows]


def test_papers_using_method(ask: Callable[..., list[dict]]) -> None:
    rows = ask("papers-using-method", method="quantization")
    assert starts(rows) == ["QuaRot"]
    assert rows[0]["role"] == "uses"
    assert "Quantization" in rows[0]["sentence"]


def test_methods_on_dataset(ask: Callable[..., list[dict]]) -> None:
    rows = ask("methods-on-dataset", dataset="cifar-10")
    assert len(rows) == 10
    assert (rows[0]["papers"], rows[0]["used"], rows[0]["compared"]) == (2, 1, 1)
    assert rows[0]["method"] == ask("evidence-for", concept="ReLU")[0]["concept"]
    assert rows[1]["name"] == "tempered sigmoid"


def test_datasets_of_task(ask: Callable[..., list[dict]]) -> None:
    assert starts(ask("datasets-of-task", task="reasoning segmentation"), "name") == ["ReasonSeg"]


def test_who_introduced(ask: Callable[..., list[dict]]) -> None:
    assert starts(ask("who-introduced", concept="LTCs")) == ["Liquid Time-constant Networks"]
    assert starts(ask("who-introduced", concept="zkrelu")) == ["zkDL"]
    assert ask("who-introduced", concept="quantization") == []


def test_claims_about(ask: Callable[..., list[dict]]) -> None:
    rows = ask("claims-about", concept="ZeroQ")
    assert [row["type"] for row in rows] == ["capability", "capability", "performance", "performance"]
    assert [row["quantities"] for row in rows[2:]] == ["1.71\\%", "0.5\\%; less than 30s"]
    assert len(ask("claims-about", concept="ZeroQ", kind="performance")) == 2


def test_claims_beating(ask: Callable[..., list[dict]]) -> None:
    [row] = ask("claims-beating", concept="ReLU")
    assert row["introduces"] == "tempered sigmoid"
    assert "consistently outperform" in row["sentence"]
    assert [r["introduces"] for r in ask("claims-beating", concept="LSTM")] == [
        "quantum long short-term memory"
    ]
    # "As stable as normalization" compares, and beats nothing.
    assert ask("claims-beating", concept="normalization") == []


def test_results_on_dataset(ask: Callable[..., list[dict]]) -> None:
    [row] = ask("results-on-dataset", dataset="WikiText-2")
    assert (row["value"], row["metric"], row["method"]) == ("at most 0.29", "perplexity", "QuaRot")
    [row] = ask("results-on-dataset", dataset="CIFAR-10")
    assert (row["value"], row["metric"], float(row["number"])) == ("65.03%", "verified error", 65.03)


def test_related_concepts(ask: Callable[..., list[dict]]) -> None:
    rows = [row for row in ask("related-concepts", concept="MNIST") if row["shared"] == 2]
    assert {row["name"] for row in rows} == {"deep learning", "Fashion-MNIST"}


def test_papers_like(ask: Callable[..., list[dict]]) -> None:
    assert starts(ask("papers-like", paper="ZeroQ"))[0] == "Genie"
    assert "zero-shot quantization" in ask("papers-like", paper="ZeroQ")[0]["concepts"]


def test_evidence_for(ask: Callable[..., list[dict]]) -> None:
    rows = ask("evidence-for", concept="ImageNet")
    assert starts(rows) == ["ZeroQ", "ZeroQ"]
    assert all("ImageNet" in row["sentence"] and row["role"] == "evaluates on" for row in rows)


def test_evidence_between(ask: Callable[..., list[dict]]) -> None:
    rows = ask("evidence-between", concept="zero-shot quantization", other="quantization")
    assert [(row["from"], row["relation"], row["to"]) for row in rows] == [
        ("zero-shot quantization", "broader", "quantization")
    ]


def test_top_concepts(ask: Callable[..., list[dict]]) -> None:
    rows = ask("top-concepts", type="dataset")
    assert [(row["name"], row["papers"]) for row in rows[:3]] == [
        ("CIFAR-10", 2),
        ("Fashion-MNIST", 2),
        ("MNIST", 2),
    ]
    assert len(rows) == 9


def test_concept_by_year(ask: Callable[..., list[dict]]) -> None:
    assert ask("concept-by-year", concept="MNIST") == [], "the listing gives no years"
