"""The networkx graph and its measures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from kg.graph.build import claim_node, concept_node, paper_node, to_networkx
from kg.graph.cooccurrence import cooccurrences, log_likelihood, npmi
from kg.graph.measures import (
    all_similar_papers,
    betweenness,
    communities,
    concepts_by_year,
    degree,
    pagerank,
    similar_papers,
)
from kg.graph.summary import summary
from kg.link import link
from tests.graph.corpus import knowledge

if TYPE_CHECKING:
    from kg.records import Knowledge


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def test_nodes_and_edges_are_the_records(known: Knowledge) -> None:
    graph = to_networkx(known)
    kinds = [kind for _, kind in graph.nodes(data="kind")]
    assert kinds.count("paper") == 6
    assert kinds.count("claim") == 6
    assert kinds.count("concept") == len(known.concepts) == 6
    network = concept_node("method/frob-network")
    assert graph.nodes[network] == {"kind": "concept", "label": "frob network", "type": "Method", "papers": 3}
    assert graph.nodes[paper_node("g1")] == {"kind": "paper", "label": "Paper g1", "year": 2019}
    assert set(graph.get_edge_data(paper_node("l1"), concept_node("method/blib-model"))) == {"introduces"}
    trained = graph.get_edge_data(network, concept_node("dataset/cora-x"))["trained_with"]
    assert (trained["support"], trained["confidence"]) == (1, 0.9)
    claim = claim_node("g1", known.extractions[0].claims[0])
    assert claim == "paper/g1#claim-abstract-0"
    assert graph.has_edge(paper_node("g1"), claim, "makes_claim")
    assert graph.has_edge(claim, network, "about")
    for _, data in graph.nodes(data=True):
        assert all(type(v) in {str, int, float} for v in data.values())


def test_degree_counts_neighbours_once(known: Knowledge) -> None:
    graph = to_networkx(known)
    # 3 papers, their claims, and the dataset it is trained with
    assert degree(graph)[concept_node("method/frob-network")] == 7


def test_pagerank_and_betweenness_favour_the_hub(known: Knowledge) -> None:
    graph = to_networkx(known)
    ranks = pagerank(graph)
    assert sum(ranks.values()) == pytest.approx(1.0, abs=1e-6)
    assert ranks[concept_node("method/frob-network")] == max(ranks.values())
    between = betweenness(graph)
    assert between[concept_node("method/frob-network")] > between[paper_node("g2")]


def test_pagerank_agrees_with_networkx(known: Knowledge) -> None:
    nx = pytest.importorskip("networkx")
    pytest.importorskip("scipy")
    graph = to_networkx(known)
    expected = nx.pagerank(nx.Graph(graph), tol=1e-12, weight=None)
    ranks = pagerank(graph)
    assert all(ranks[n] == pytest.approx(expected[n], abs=1e-6) for n in graph)


def test_cooccurrence_is_against_chance(known: Knowledge) -> None:
    first = cooccurrences(known)[0]
    assert (first.one, first.other, first.papers) == ("dataset/cora-x", "method/frob-network", 3)
    assert first.npmi == 1.0
    assert npmi(1, 2, 2, 4) == 0.0
    assert npmi(0, 2, 2, 4) == -1.0
    assert log_likelihood(1, 2, 2, 4) == 0.0
    assert log_likelihood(2, 2, 2, 4) == pytest.approx(2 * 4 * math.log(2), abs=1e-6)
    assert log_likelihood(0, 2, 2, 4) < 0


def test_communities_are_the_two_subjects(known: Knowledge) -> None:
    found = communities(known)
    assert [set(c.concepts) for c in found] == [
        {"method/frob-network", "dataset/cora-x", "task/node-frobbing"},
        {"method/blib-model", "task/text-blibbing"},
    ]
    assert "frob network" in found[0].label
    assert communities(link([])) == []


def test_communities_of_a_large_graph_are_made_of_its_strongest_pairs(
    known: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.graph.measures.COMMUNITY_PAIRS", 1)
    assert [set(c.concepts) for c in communities(known)] == [{"method/frob-network", "dataset/cora-x"}]


def test_concepts_by_year(known: Knowledge) -> None:
    assert concepts_by_year(known)["method/frob-network"] == {2019: 1, 2020: 2}
    assert concepts_by_year(known)["method/blib-model"] == {2021: 1}


def test_similar_papers(known: Knowledge) -> None:
    assert similar_papers(known, "g1", limit=2)[0] == ("g3", 1.0)
    assert similar_papers(known, "x\x07 1") == []
    assert similar_papers(known, "unknown") == []
    for paper, similar in all_similar_papers(known).items():
        assert [p for p, _ in similar] == [p for p, _ in similar_papers(known, paper)]
        assert [s for _, s in similar] == pytest.approx(
            [s for _, s in similar_papers(known, paper)], abs=2e-6
        )
    assert all_similar_papers(known, widest=2)["g1"] == [("g3", 1.0)]


def test_summary(known: Knowledge) -> None:
    counts = summary(known, top=1)
    assert counts.papers == 6
    assert counts.concepts == {"Method": 3, "Task": 2, "Dataset": 1}
    assert counts.roles == {"uses": 11, "introduces": 2}
    assert counts.claims == {"finding": 6}
    assert counts.relations == {"trained_with": 1}
    assert counts.most_connected == (("Cora-X", "Dataset", 3),)
