"""Positions: every community an island, its concepts spread on it, islands near those they are tied to."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

GOLDEN = math.pi * (3 - math.sqrt(5))
ROOM = 26.0
"""Free space kept around a node, for its label."""
WIDE = 1.15
"""Width of the whole drawing over its height: most windows, less the panels."""


def islands(
    groups: dict[int, int], radii: dict[int, float], edges: Sequence[tuple[int, int, float]]
) -> dict[int, tuple[int, int]]:
    """Place nodes so that groups keep together and nothing overlaps.

    Args:
        groups: Node to its group, in the order of importance; groups of one or two join the group that they
            have most ties with.
        radii: Node to its radius.
        edges: Pairs of nodes with a weight above 0.

    Returns:
        Node to whole x and y, centred on 0, y downwards. No random number is drawn: the same input gives the
        same places.
    """
    if not groups:
        return {}
    members = _members(groups, edges)
    local = [_island(nodes, radii, edges) for nodes in members]
    home = {node: i for i, nodes in enumerate(members) for node in nodes}
    sizes = np.array([np.hypot(p[:, 0], p[:, 1]).max() + ROOM * 1.4 for p in local])
    between: dict[tuple[int, int], float] = defaultdict(float)
    for a, b, weight in edges:
        if home[a] != home[b]:
            between[min(home[a], home[b]), max(home[a], home[b])] += weight
    centres = _archipelago(sizes, [(a, b, math.log1p(w)) for (a, b), w in sorted(between.items())])
    _turn(members, local, centres, edges, home)
    placed = {
        node: centres[i] + local[i][k] for i, nodes in enumerate(members) for k, node in enumerate(nodes)
    }
    middle = (np.max(list(placed.values()), axis=0) + np.min(list(placed.values()), axis=0)) / 2
    return {
        node: (round(float(x - middle[0])), round(float(y - middle[1]))) for node, (x, y) in placed.items()
    }


def _members(groups: dict[int, int], edges: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    sizes: dict[int, int] = defaultdict(int)
    for group in groups.values():
        sizes[group] += 1
    pull: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for a, b, weight in edges:
        pull[groups[a]][groups[b]] += weight
        pull[groups[b]][groups[a]] += weight
    moved = {}
    for group, size in sorted(sizes.items()):
        large = {g: w for g, w in pull[group].items() if sizes[g] > 2}
        small = size <= 2 or group < 0
        moved[group] = (
            min(large, key=lambda g: (-large[g], g)) if small and large else (-1 if small else group)
        )
    found: dict[int, list[int]] = defaultdict(list)
    for node, group in groups.items():
        found[moved[group]].append(node)
    return [found[g] for g in sorted(found, key=lambda g: (g < 0, g))]


def _spiral(count: int, step: float) -> Floats:
    """Return points of a sunflower: even, and without chance."""
    index = np.arange(count, dtype=np.float64)
    distance = step * np.sqrt(index)
    return np.column_stack((distance * np.cos(index * GOLDEN), distance * np.sin(index * GOLDEN)))


def _island(nodes: list[int], radii: dict[int, float], edges: Sequence[tuple[int, int, float]]) -> Floats:
    number = {node: i for i, node in enumerate(nodes)}
    inside = [(number[a], number[b], w) for a, b, w in edges if a in number and b in number]
    size = np.array([radii[node] for node in nodes])
    points = _spring(_spiral(len(nodes), 48.0), inside, ideal=62.0, turns=160)
    points = _apart(points, size + ROOM / 2, turns=120, flat=1.25)
    centred: Floats = points - points.mean(axis=0)
    return centred


def _spring(points: Floats, edges: Sequence[tuple[int, int, float]], *, ideal: float, turns: int) -> Floats:
    """Fruchterman and Reingold 1991 (doi:10.1002/spe.4380211102), with a weak pull to the middle."""
    if len(points) < 3:
        return points
    ends = np.array([(a, b) for a, b, _ in edges], dtype=np.intp).reshape(-1, 2)
    weights = np.log1p(np.array([w for *_, w in edges]))[:, None]
    for turn in range(turns):
        delta = points[:, None, :] - points[None, :, :]
        square = np.maximum((delta**2).sum(axis=2), 1.0)
        force = (delta * (ideal**2 / square)[:, :, None]).sum(axis=1)
        along = points[ends[:, 0]] - points[ends[:, 1]]
        pull = along * np.hypot(along[:, 0], along[:, 1])[:, None] / ideal * weights
        np.add.at(force, ends[:, 0], -pull)
        np.add.at(force, ends[:, 1], pull)
        force -= points * 0.6
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)[:, None]
        heat = ideal * 0.5 * (1 - turn / turns) ** 1.5 + 0.5
        points = points + force / length * np.minimum(length, heat)
    return points


def _apart(points: Floats, radii: Floats, *, turns: int, flat: float = 1.0) -> Floats:
    """Push overlapping circles apart; ``flat`` above 1 keeps more room sideways than up and down."""
    points = points / np.array([flat, 1.0])
    reach = radii[:, None] + radii[None, :]
    for _ in range(turns):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.maximum(np.sqrt((delta**2).sum(axis=2)), 1e-6)
        overlap = np.maximum(reach - distance, 0.0)
        np.fill_diagonal(overlap, 0.0)
        if not overlap.any():
            break
        points = points + (delta / distance[:, :, None] * (overlap * 0.5)[:, :, None]).sum(axis=1) * 0.6
    spread: Floats = points * np.array([flat, 1.0])
    return spread


def _archipelago(sizes: Floats, edges: Sequence[tuple[int, int, float]]) -> Floats:
    """Place circles of ``sizes``: packed to the middle, those with ties between them side by side."""
    points = _spiral(len(sizes), float(sizes.mean()) * 1.1) * np.array([WIDE, 1.0])
    ends = np.array([(a, b) for a, b, _ in edges], dtype=np.intp).reshape(-1, 2)
    weights = np.array([w for *_, w in edges])[:, None]
    weights = weights / max(float(weights.max(initial=0.0)), 1.0)
    for turn in range(240):
        cool = 1 - turn / 240
        force = -points * np.array([0.02, 0.02 * WIDE**2])
        along = points[ends[:, 0]] - points[ends[:, 1]]
        np.add.at(force, ends[:, 0], -along * weights * 0.04)
        np.add.at(force, ends[:, 1], along * weights * 0.04)
        points = _apart(points + force * cool, sizes, turns=3)
    return _apart(points, sizes, turns=400)


def _turn(
    members: list[list[int]],
    local: list[Floats],
    centres: Floats,
    edges: Sequence[tuple[int, int, float]],
    home: dict[int, int],
) -> None:
    """Turn each island, largest first, so that what is tied to others faces them."""
    number = {node: k for nodes in members for k, node in enumerate(nodes)}
    outward: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for a, b, _ in edges:
        if home[a] != home[b]:
            outward[home[a]].append((number[a], home[b], number[b]))
            outward[home[b]].append((number[b], home[a], number[a]))
    for i, points in enumerate(local):
        if not outward[i]:
            continue
        mine = np.array([k for k, _, _ in outward[i]])
        theirs = np.array([centres[j] + local[j][k] for _, j, k in outward[i]])
        best = (math.inf, points)
        for step in range(24):
            angle = step * math.pi / 12
            cos, sin = math.cos(angle), math.sin(angle)
            turned = points @ np.array([[cos, sin], [-sin, cos]])
            length = float(np.hypot(*(centres[i] + turned[mine] - theirs).T).sum())
            if length < best[0] - 1e-6:
                best = (length, turned)
        local[i] = best[1]
