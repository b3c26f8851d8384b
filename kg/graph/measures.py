"""Measures of the graph: who is central, which concepts belong together, how they fare over the years."""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from kg.graph.cooccurrence import cooccurrences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.records import Knowledge

SEED = 20240229
"""Seed of what is random: Louvain's order of nodes and the pivots of sampled betweenness."""
BETWEENNESS_PIVOTS = 100
"""Nodes from which shortest paths are counted in a large graph."""
COMMUNITY_PAIRS = 50_000
"""Pairs of concepts at most that communities are made from: networkx takes minutes for ten times as many."""


@dataclass(frozen=True, slots=True)
class Community:
    """Concepts that papers treat together."""

    label: str
    """Its best connected concepts, for people."""
    concepts: tuple[str, ...]
    """Concept ids, the best connected first."""


def degree(graph: nx.MultiDiGraph) -> dict[str, int]:
    """Return the number of neighbours of each node, each counted once whatever joins them."""
    return {node: len((set(graph.pred[node]) | set(graph.succ[node])) - {node}) for node in graph}


def pagerank(graph: nx.MultiDiGraph) -> dict[str, float]:
    """Return the PageRank of each node over the graph taken as undirected and simple.

    Roles point from papers to concepts, so direction would leave all weight with the concepts.
    """
    plain, names = _numbered(graph)
    scores = _power_iteration(plain)
    return {names[i]: round(score, 9) for i, score in enumerate(scores)}


def _power_iteration(plain: nx.Graph, damping: float = 0.85, tolerance: float = 1e-10) -> list[float]:
    """PageRank by power iteration (Page et al. 1999), with NumPy so that SciPy is not needed."""
    import numpy as np  # noqa: PLC0415  only here

    size = plain.number_of_nodes()
    if size == 0:
        return []
    edges = np.array([(a, b) for a, b in plain.edges], dtype=np.int64).reshape(-1, 2)
    source = np.concatenate([edges[:, 0], edges[:, 1]])
    target = np.concatenate([edges[:, 1], edges[:, 0]])
    out = np.bincount(source, minlength=size).astype(float)
    score = np.full(size, 1.0 / size)
    for _ in range(200):
        share = np.divide(score, out, out=np.zeros(size), where=out > 0)
        dangling = score[out == 0].sum() / size
        new = (1 - damping) / size + damping * (np.bincount(target, share[source], size) + dangling)
        done = np.abs(new - score).sum() < tolerance
        score = new
        if done:
            break
    return [float(s) for s in score]


def betweenness(graph: nx.MultiDiGraph) -> dict[str, float]:
    """Return the betweenness of each node over the graph taken as undirected (Brandes 2001).

    Exact up to `BETWEENNESS_PIVOTS` nodes; beyond, estimated from that many seeded pivots. Slow on
    large graphs: the time grows with the product of pivots and edges.
    """
    plain, names = _numbered(graph)
    pivots = min(BETWEENNESS_PIVOTS, plain.number_of_nodes())
    exact = pivots == plain.number_of_nodes()
    scores = nx.betweenness_centrality(plain, k=None if exact else pivots, seed=SEED)
    return {names[i]: round(score, 9) for i, score in scores.items()}


def _numbered(graph: nx.MultiDiGraph) -> tuple[nx.Graph, list[str]]:
    """The graph as simple and undirected, nodes as numbers: their sets iterate alike for every hash seed."""
    names = sorted(graph)
    number = {name: i for i, name in enumerate(names)}
    plain = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    plain.add_edges_from(sorted({tuple(sorted((number[a], number[b]))) for a, b in graph.edges() if a != b}))
    return plain, names


def communities(knowledge: Knowledge, *, least_papers: int = 2) -> list[Community]:
    """Return communities of concepts, the largest first, by seeded Louvain (Blondel et al. 2008).

    The graph has the pairs of concepts that share at least ``least_papers`` papers and meet more often
    than by chance, weighted by log-likelihood; of more than `COMMUNITY_PAIRS` those that share most papers,
    ties by log-likelihood. Concepts without such a pair are in none. A community is labelled by the two or
    three of its concepts that share most papers with the others.
    """
    pairs = [c for c in cooccurrences(knowledge, least_papers=least_papers) if c.log_likelihood > 0]
    if len(pairs) > COMMUNITY_PAIRS:
        pairs = heapq.nsmallest(
            COMMUNITY_PAIRS, pairs, key=lambda c: (-c.papers, -c.log_likelihood, c.one, c.other)
        )
    names = sorted({c.one for c in pairs} | {c.other for c in pairs})
    number = {name: i for i, name in enumerate(names)}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    for pair in sorted(pairs, key=lambda c: (c.one, c.other)):
        graph.add_edge(number[pair.one], number[pair.other], weight=pair.log_likelihood, papers=pair.papers)
    if not graph:
        return []
    labels = {c.id: c.label for c in knowledge.concepts}
    parts = nx.community.louvain_communities(graph, weight="weight", seed=SEED)
    found = []
    for part in parts:
        inside = graph.subgraph(part)
        # By papers, not by log-likelihood: that is high for rare pairs, which tell a reader little.
        strength = {i: sum(d["papers"] for _, _, d in inside.edges(i, data=True)) for i in part}
        order = [names[i] for i in sorted(part, key=lambda i: (-strength[i], names[i]))]
        shown = [labels[c] for c in order[: 3 if len(order) > 6 else 2]]
        found.append(Community(", ".join(shown), tuple(order)))
    return sorted(found, key=lambda c: (-len(c.concepts), c.concepts))


def concepts_by_year(knowledge: Knowledge) -> dict[str, dict[int, int]]:
    """Return for each concept the number of its papers in each year, years ascending."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for extraction in knowledge.extractions:
        if extraction.paper.year is not None:
            for concept in knowledge.links[extraction.paper.id]:
                counts[concept][extraction.paper.year] += 1
    return {concept: dict(sorted(years.items())) for concept, years in sorted(counts.items())}


def similar_papers(knowledge: Knowledge, paper: str, *, limit: int = 10) -> list[tuple[str, float]]:
    """Return the papers most like one, with their similarity (0 to 1), best first; ties by id.

    Cosine of the papers' concepts weighted by rarity, log(papers / papers with the concept): a shared
    rare concept says more than a shared common one (Spärck Jones 1972).
    """
    own = set(knowledge.links.get(paper, ()))
    rarity = _rarity(knowledge)
    found = []
    for other, concepts in knowledge.links.items():
        shared = own.intersection(concepts)
        if other != paper and shared:
            norm = _norm(own, rarity) * _norm(concepts, rarity)
            score = sum(rarity[c] ** 2 for c in sorted(shared)) / norm if norm else 0.0
            found.append((other, round(score, 6)))
    return sorted(found, key=lambda f: (-f[1], f[0]))[:limit]


def all_similar_papers(
    knowledge: Knowledge, *, limit: int = 10, widest: int = 1000
) -> dict[str, list[tuple[str, float]]]:
    """Return for each paper the papers most like it, as `similar_papers` does, in one pass.

    Concepts in more than ``widest`` papers do not bring papers together here (they still count in the
    score of those that others bring together), so that the time stays near linear in the corpus.
    """
    rarity = _rarity(knowledge)
    holders: dict[str, list[str]] = defaultdict(list)
    for paper, concepts in knowledge.links.items():
        for concept in concepts:
            holders[concept].append(paper)
    norms = {paper: _norm(concepts, rarity) for paper, concepts in knowledge.links.items()}
    sets = {paper: frozenset(concepts) for paper, concepts in knowledge.links.items()}
    result = {}
    for paper, concepts in knowledge.links.items():
        near: dict[str, float] = defaultdict(float)
        common = []
        for concept in concepts:
            if len(holders[concept]) > widest:
                common.append(concept)
                continue
            for other in holders[concept]:
                near[other] += rarity[concept] ** 2
        scored = [
            (other, round((score + sum(rarity[c] ** 2 for c in common if c in sets[other])) / scale, 6))
            for other, score in near.items()
            if other != paper and (scale := norms[paper] * norms[other])
        ]
        result[paper] = sorted(scored, key=lambda f: (-f[1], f[0]))[:limit]
    return result


def _rarity(knowledge: Knowledge) -> dict[str, float]:
    count: Counter[str] = Counter(c for concepts in knowledge.links.values() for c in concepts)
    return {concept: math.log(len(knowledge.links) / n) for concept, n in count.items()}


def _norm(concepts: Iterable[str] | Sequence[str], rarity: dict[str, float]) -> float:
    return math.sqrt(sum(rarity[c] ** 2 for c in sorted(concepts)))
