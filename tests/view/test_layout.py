import itertools
import math

import pytest

from kg.view.layout import islands


def two_groups(size: int) -> tuple[dict[int, int], dict[int, float], list[tuple[int, int, float]]]:
    groups = {n: n % 2 for n in range(size)}
    radii = {n: 8.0 + n % 5 for n in range(size)}
    edges = [(n, n + 2, 1.0) for n in range(size - 2)] + [(0, 1, 1.0)]
    return groups, radii, edges


def test_nodes_do_not_overlap():
    groups, radii, edges = two_groups(60)
    places = islands(groups, radii, edges)
    for a, b in itertools.combinations(places, 2):
        assert math.dist(places[a], places[b]) > (radii[a] + radii[b]) * 0.9


def test_groups_keep_apart():
    groups, radii, edges = two_groups(40)
    places = islands(groups, radii, edges)

    def centre(group: int) -> tuple[float, float]:
        own = [places[n] for n in places if groups[n] == group]
        return sum(x for x, _ in own) / len(own), sum(y for _, y in own) / len(own)

    strangers = sum(
        math.dist(places[n], centre(groups[n])) > math.dist(places[n], centre(1 - groups[n])) for n in places
    )
    assert strangers == 0


def test_same_input_same_places():
    assert islands(*two_groups(50)) == islands(*two_groups(50))


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_few_nodes(size):
    places = islands(dict.fromkeys(range(size), 0), dict.fromkeys(range(size), 8.0), [])
    assert len(places) == size
    assert len(set(places.values())) == size


def test_a_group_of_one_joins_the_group_it_is_tied_to():
    groups = {0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 2}
    places = islands(groups, dict.fromkeys(groups, 8.0), [(0, 1, 1.0), (3, 4, 1.0), (4, 5, 1.0), (6, 5, 3.0)])
    to = {g: min(math.dist(places[6], places[n]) for n in groups if groups[n] == g) for g in (0, 1)}
    assert to[1] < to[0]
