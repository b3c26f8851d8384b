"""Exports for other tools: read back what was written, byte for byte the same each time."""

from __future__ import annotations

import csv
import json
import warnings
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.graph.build import to_networkx
from kg.graph.export import write_cytoscape, write_gexf, write_graphml, write_neo4j
from tests.graph.corpus import knowledge

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return to_networkx(knowledge())


def clean(text: str) -> str:
    return text.replace("\x07", "")


def test_graphml_comes_back_whole(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    write_graphml(graph, path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        back = nx.read_graphml(path, force_multigraph=True)
    assert back.is_directed()
    expected = {
        clean(n): {k: clean(v) if isinstance(v, str) else v for k, v in d.items()}
        for n, d in graph.nodes(data=True)
    }
    assert dict(back.nodes(data=True)) == expected
    assert sorted((a, b, sorted(d.items())) for a, b, d in back.edges(data=True)) == sorted(
        (clean(a), clean(b), sorted(d.items())) for a, b, d in graph.edges(data=True)
    )
    assert len({key for _, _, key in back.edges(keys=True)}) == graph.number_of_edges()


def test_gexf_comes_back(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.gexf"
    write_gexf(graph, path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        back = nx.read_gexf(path)
    assert set(back) == {clean(n) for n in graph}
    assert back.nodes["concept/method/frob-network"]["label"] == "frob network"
    assert back.nodes["concept/method/frob-network"]["papers"] == 3


def test_cytoscape_json_is_what_networkx_reads(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.cyjs"
    write_cytoscape(graph, path)
    back = nx.cytoscape_graph(json.loads(path.read_bytes()))
    assert set(back) == set(graph)
    assert back.number_of_edges() == graph.number_of_edges()


def test_neo4j_csv_has_a_row_for_each(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    nodes, edges = tmp_path / "nodes.csv", tmp_path / "edges.csv"
    write_neo4j(graph, nodes, edges)
    rows = list(csv.DictReader(nodes.open(encoding="utf-8")))
    assert [clean(n) for n in graph] == [r["id:ID"] for r in rows]
    assert {r[":LABEL"] for r in rows} == {
        "Paper",
        "Claim",
        "Method;Concept",
        "Dataset;Concept",
        "Task;Concept",
    }
    lines = list(csv.DictReader(edges.open(encoding="utf-8")))
    assert len(lines) == graph.number_of_edges()
    assert "TRAINED_WITH" in {line[":TYPE"] for line in lines}


def test_the_same_bytes_each_time(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    again = to_networkx(knowledge())
    for write, name in ((write_graphml, "graphml"), (write_gexf, "gexf"), (write_cytoscape, "cyjs")):
        write(graph, tmp_path / f"1.{name}")
        write(again, tmp_path / f"2.{name}")
        assert (tmp_path / f"1.{name}").read_bytes() == (tmp_path / f"2.{name}").read_bytes()


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_the_xml(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("a", kind="paper", label=text)
    graph.add_edge("a", "a", key="k", predicate=text)
    folder = tmp_path_factory.mktemp("xml")
    write_graphml(graph, folder / "g.graphml")
    write_gexf(graph, folder / "g.gexf")
    assert set(nx.read_graphml(folder / "g.graphml", force_multigraph=True)) == {"a"}
    assert set(nx.read_gexf(folder / "g.gexf")) == {"a"}


def test_a_file_that_cannot_be_written_is_an_error(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KgError, match="cannot be written"):
        write_graphml(graph, tmp_path / "file" / "graph.graphml")
