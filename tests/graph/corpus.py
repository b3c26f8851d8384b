"""A small linked corpus for the tests of the graph."""

from __future__ import annotations

from kg.link import link
from kg.records import Knowledge, Relation, RelationKind, Role, Span
from tests.link.papers import paper


def knowledge() -> Knowledge:
    """Six papers: three on graphs, two on language, one apart, with a control character in its text."""
    trained = (Relation(0, RelationKind.TRAINED_WITH, 1, Span("abstract", 0, 12), 0.9),)
    return link(
        [
            paper("g1", "[M:frob network] on [D:Cora-X] for [T:node frobbing]", year=2019, relations=trained),
            paper("g2", "[M:frob network] on [D:Cora-X] & <others>", year=2020),
            paper("g3", "[M:frob network] for [T:node frobbing] on [D:Cora-X]", year=2020),
            paper("l1", "[M:blib model] for [T:text blibbing]", year=2021, role=Role.INTRODUCES),
            paper("l2", "[M:blib model] for [T:text blibbing]"),
            paper("x\x07 1", 'bell \x07 and "quotes" in [M:odd thing]'),
        ]
    )
