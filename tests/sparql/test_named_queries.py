"""The library of named queries: what each finds in a graph that is small enough to check by eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.sparql import list_queries, query
from kg.sparql.named import bind, named_query, read_query
from kg.sparql.names import Names
from kg.sparql.store import open_store

if TYPE_CHECKING:
    import pathlib


def ask(export: pathlib.Path, name: str, **parameters: str) -> list[dict]:
    return list(query(export, name=name, parameters=parameters))


def column(rows: list[dict], name: str) -> list:
    return [row[name] for row in rows]


def test_papers_using_method(export: pathlib.Path) -> None:
    rows = ask(export, "papers-using-method", method="resnet")
    assert [(row["title"], row["year"], row["role"], row["sentence"]) for row in rows] == [
        (
            "Residual Networks at Sea",
            2021,
            "uses",
            "A ResNet trained on ImageNet finds buoys (i.e. round things).",
        ),
        (
            "Residual Networks for Image Classification",
            2015,
            "introduces",
            "We present the residual network, or ResNet, which adds its input to its output.",
        ),
    ]


def test_methods_on_dataset(export: pathlib.Path) -> None:
    rows = ask(export, "methods-on-dataset", dataset="imagenet-1K")
    assert [
        (row["name"], row["papers"], row["introduced"], row["used"], row["compared"]) for row in rows
    ] == [
        ("residual network", 2, 1, 0, 1),
        ("patch transformer", 1, 1, 0, 0),
        ("plain network", 1, 0, 0, 1),
    ]


def test_datasets_of_task(export: pathlib.Path) -> None:
    rows = ask(export, "datasets-of-task", task="image classification")
    assert [(row["name"], row["papers"], row["benchmark"]) for row in rows] == [("ImageNet", 1, True)]
    rows = ask(export, "datasets-of-task", task="qa")
    assert [(row["name"], row["papers"], row["benchmark"]) for row in rows] == [("GLUE", 1, False)]


def test_who_introduced(export: pathlib.Path) -> None:
    [row] = ask(export, "who-introduced", concept="method:ResNet")
    assert row["title"] == "Residual Networks for Image Classification"
    assert row["authors"] == "Ada Example, Bo Muster"
    assert row["sentence"].startswith("We present the residual network")


def test_an_ambiguous_name_asks_for_all_its_concepts_and_says_so(export: pathlib.Path) -> None:
    result = query(export, name="papers-using-method", parameters={"method": "BERT"})
    assert column(list(result), "title") == ["Small Models Answer Too"]
    result = query(export, name="evidence-for", parameters={"concept": "BERT"})
    assert set(column(list(result), "paper")) == {
        f"https://w3id.org/paperkg/paper/{key}" for key in ("p3", "p5")
    }
    assert result.notes == ("concept is BERT (dataset:bert) and BERT (method:bert)",)


def test_claims_about(export: pathlib.Path) -> None:
    rows = ask(export, "claims-about", concept="PaT")
    assert [(row["sentence"], row["type"], row["quantities"]) for row in rows] == [
        ("PaT surpasses ResNet on ImageNet with 79.5% top-1 accuracy.", "performance", "1; 79.5%"),
        ("Its attention maps show object borders.", "finding", None),
    ]
    assert column(ask(export, "claims-about", concept="PaT", kind="Finding"), "type") == ["finding"]


def test_claims_beating(export: pathlib.Path) -> None:
    [row] = ask(export, "claims-beating", concept="ResNet")
    assert row["sentence"] == "PaT surpasses ResNet on ImageNet with 79.5% top-1 accuracy."
    assert row["introduces"] == "patch transformer"
    assert ask(export, "claims-beating", concept="patch transformer") == []


def test_results_on_dataset(export: pathlib.Path) -> None:
    rows = ask(export, "results-on-dataset", dataset="ImageNet")
    assert [(row["value"], row["metric"], row["method"]) for row in rows] == [
        ("79.5%", "top-1 accuracy", "patch transformer"),
        ("76.1%", "top-1 accuracy", "residual network"),
    ]
    assert rows[1]["sentence"].startswith("On ImageNet it reaches")


def test_related_concepts(export: pathlib.Path) -> None:
    rows = ask(export, "related-concepts", concept="ResNet")
    assert [(row["name"], row["type"], row["relations"], row["shared"]) for row in rows] == [
        ("image classification", "task", "usedFor →", 1),
        ("patch transformer", "method", "comparedWith ←", 1),
        ("ImageNet", "dataset", "", 3),
    ]


def test_papers_like(export: pathlib.Path) -> None:
    rows = ask(export, "papers-like", paper="Residual Networks for")
    assert [(row["title"], row["shared"], row["concepts"]) for row in rows] == [
        ("Patches Are Words: a Patch Transformer", 2, "ImageNet, residual network"),
        ("Residual Networks at Sea", 2, "ImageNet, residual network"),
    ]
    assert float(rows[0]["weight"]) == pytest.approx(2 / 3, abs=0.001)


def test_evidence_for(export: pathlib.Path) -> None:
    rows = ask(export, "evidence-for", concept="patch transformer")
    assert [(row["sentence"], row["role"]) for row in rows] == [
        ("Patches Are Words: a Patch Transformer", "introduces"),
        ("The patch transformer (PaT) reads patches as words.", "introduces"),
        ("PaT surpasses ResNet on ImageNet with 79.5% top-1 accuracy.", "introduces"),
    ] or rows
    assert len(ask(export, "evidence-for", concept="ResNet", paper="p4")) == 1


def test_evidence_between(export: pathlib.Path) -> None:
    rows = ask(export, "evidence-between", concept="ResNet", other="PaT")
    assert [(row["from"], row["relation"], row["to"], row["sentence"]) for row in rows] == [
        (
            "patch transformer",
            "comparedWith",
            "residual network",
            "PaT surpasses ResNet on ImageNet with 79.5% top-1 accuracy.",
        )
    ]
    assert column(ask(export, "evidence-between", concept="Small-BERT"), "sentence") == [None]


def test_top_concepts(export: pathlib.Path) -> None:
    rows = ask(export, "top-concepts")
    assert [(row["name"], row["kind"], row["papers"], row["introduced"]) for row in rows[:2]] == [
        ("ImageNet", "dataset", 3, 0),
        ("residual network", "method", 3, 1),
    ]
    assert len(rows) == 10
    assert set(column(ask(export, "top-concepts", type="task"), "kind")) == {"task"}


def test_concept_by_year(export: pathlib.Path) -> None:
    rows = ask(export, "concept-by-year", concept="ResNet")
    assert [
        (row["year"], row["papers"], float(row["percent"]), row["introduced"], row["used"]) for row in rows
    ] == [
        (2015, 1, 100.0, 1, 0),
        (2020, 1, 100.0, 0, 0),
        (2021, 1, 50.0, 0, 1),
    ]


@pytest.mark.parametrize("named", list_queries(), ids=lambda named: named.name)
def test_every_query_is_documented_and_runs_as_it_stands(export: pathlib.Path, named: object) -> None:
    assert named.title
    assert named.description.endswith(".")
    assert named.example.split()[0] == named.name
    result = query(export, named.text)
    assert result.columns
    assert {parameter.name for parameter in named.parameters} - {"kind", "type"} <= set(result.columns)


@pytest.mark.parametrize("named", list_queries(), ids=lambda named: named.name)
def test_every_query_orders_its_rows_completely(
    tmp_path: pathlib.Path, export: pathlib.Path, named: object
) -> None:
    triples = sorted(map(str, open_store(export)))
    (tmp_path / "graph.nt").write_text("".join(f"{line} .\n" for line in reversed(triples)), encoding="utf-8")
    assert query(tmp_path, named.text).rows == query(export, named.text).rows


@given(st.text(min_size=1))
def test_no_text_of_the_user_gets_into_a_query(export: pathlib.Path, value: str) -> None:
    store = open_store(export)
    named = named_query("claims-about")
    try:
        bound = bind(named, {"concept": value}, Names(store))
    except KgError:
        return
    assert store.query(bound.text) is not None
    assert bound.text.count("VALUES") == 1


def test_a_text_parameter_is_escaped(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "by-title.rq"
    file.write_text(
        "# title: By title\n# description: Papers by title.\n# parameter: words (text) words\n"
        "# example: by-title words=x\nSELECT ?words { VALUES ?words { UNDEF } }\n",
        encoding="utf-8",
    )
    value = 'a"} SERVICE <http://example.org/> {?s ?p "b\\\n'
    bound = bind(read_query(file), {"words": value}, Names(ox.Store()))
    [row] = ox.Store().query(bound.text)
    assert row["words"] == ox.Literal(value)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("claims-abot", {}, "no query is called 'claims-abot'; did you mean claims-about"),
        ("claims-about", {}, "claims-about needs concept=…"),
        ("claims-about", {"concpt": "x"}, "has no parameter 'concpt'; it has: concept, kind"),
        (
            "claims-about",
            {"concept": "BERT", "kind": "rumour"},
            "one of performance, finding, theory, capability",
        ),
        ("top-concepts", {"type": "paper"}, "no concept type; one of method, dataset, task"),
    ],
)
def test_a_mistake_is_answered_with_the_way_out(
    export: pathlib.Path, name: str, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(KgError) as caught:
        query(export, name=name, parameters=parameters)
    assert message in str(caught.value)
