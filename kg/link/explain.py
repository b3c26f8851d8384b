"""Explains a concept: every surface form with the rule that joined it, and what it was nearly joined with."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.link.concepts import find
from kg.link.evidence import NameTable
from kg.link.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.link.cluster import Join
    from kg.link.concepts import Group
    from kg.link.evidence import Node
    from kg.link.linker import Linkage

SHOWN = 12
"""Lines of each list in the text for people."""


@dataclass(frozen=True, slots=True)
class Form:
    """One surface form of a concept."""

    surface: str
    papers: tuple[str, ...]
    """Ids of the papers that use it, sorted."""
    rules: tuple[str, ...]
    """How its uses came to the concept, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a concept is what it is."""

    id: str
    label: str
    papers: int
    forms: tuple[Form, ...]
    """The most frequent first."""
    joins: tuple[Join, ...]
    """Names that were joined, strongest rule first."""
    names: Mapping[Node, str]
    """How papers write the names in ``joins``."""
    near: tuple[str, ...]
    """What it was nearly joined with, and why it was not; for people."""


def explain(linked: Linkage, name: str) -> tuple[Explanation, ...]:
    """Return an explanation of each concept that ``name`` may mean, likeliest first.

    Args:
        linked: the linked corpus (`kg.link.linker.linkage`).
        name: id, label or surface form.
    """
    table = NameTable(linked.papers)
    return tuple(_explained(linked, table, group, name) for group in find(linked.groups, name))


def _explained(linked: Linkage, table: NameTable, group: Group, name: str) -> Explanation:
    papers: dict[str, set[str]] = defaultdict(set)
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    for use in group.uses:
        for surface in use.surfaces:
            papers[surface].add(linked.extractions[use.paper].paper.id)
            rules[surface][use.rule] += 1
    forms = [
        Form(s, tuple(sorted(p)), tuple(sorted(rules[s], key=lambda r: (-rules[s][r], r))))
        for s, p in papers.items()
    ]
    roots = {linked.clusters.find((u.type, u.key)) for u in group.uses}
    joins = [j for j in linked.clusters.joins if linked.clusters.find(j.one) in roots]
    made = tuple(j for j in joins if not j.refused and (table.present[j.other] or table.present[j.one]))
    return Explanation(
        id=group.id,
        label=group.label,
        papers=group.papers,
        forms=tuple(sorted(forms, key=lambda f: (-len(f.papers), f.surface))),
        joins=made,
        names={node: _shown(table, node) for j in made for node in (j.one, j.other)},
        near=tuple(dict.fromkeys(_near(linked, table, group, roots, name))),
    )


def _near(linked: Linkage, table: NameTable, group: Group, roots: set[Node], name: str) -> Iterator[str]:
    cluster_of = linked.clusters.find
    for join in linked.clusters.joins:
        ends = {cluster_of(join.one), cluster_of(join.other)}
        if join.refused and ends & roots and not ends <= roots:
            other = join.other if cluster_of(join.one) in roots else join.one
            yield f"{_shown(table, other)}: not joined by {join.rule}, {join.refused}"
    for long, count in linked.senses.totals(fold(name)):
        if all(cluster_of((type_, long)) not in roots for type_ in ("Dataset", "Method", "Task")):
            words = " ".join(linked.senses.words[long])
            yield f"{words}: another long form of {name}, in {_count(count, 'paper')} or the vocabulary"
    for namesake in linked.groups:
        if namesake is not group and namesake.key == group.key:
            yield f"{namesake.id}: the same name as a {namesake.type}, in {_count(namesake.papers, 'paper')}"
    together = sorted(
        (-count, node, other)
        for (node, other), count in table.together.items()
        if table.papers[other] and (cluster_of(node) in roots) != (cluster_of(other) in roots)
    )
    for count, node, other in together[:SHOWN]:
        outside = other if cluster_of(node) in roots else node
        yield (
            f"{_shown(table, outside)}: one thing with it in {-count} of the {table.present[other]} papers "
            f"that have {_shown(table, other)}, too few"
        )


def _shown(table: NameTable, node: Node) -> str:
    return table.spelling.get(node, node[1])


def as_text(explanations: Sequence[Explanation]) -> str:
    """Return the explanations as text for people."""
    return "\n\n".join("\n".join(_lines(e)) for e in explanations)


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.label}  ({explanation.id}, {_count(explanation.papers, 'paper')})"
    yield "  written as"
    for form in explanation.forms[:SHOWN]:
        shown = ", ".join(form.papers[:3]) + (", …" if len(form.papers) > 3 else "")
        yield f"    {form.surface}  {_count(len(form.papers), 'paper')}: {shown}"
        for rule in _distinct(form.rules)[:3]:
            yield f"      by {rule}"
    yield from _rest(len(explanation.forms))
    if explanation.joins:
        yield "  joined"
        for join in explanation.joins[:SHOWN]:
            other, one = explanation.names[join.other], explanation.names[join.one]
            yield f"    {other} with {one} by {join.rule}"
        yield from _rest(len(explanation.joins))
    if explanation.near:
        yield "  nearly joined with"
        yield from (f"    {line}" for line in explanation.near[:SHOWN])
        yield from _rest(len(explanation.near))


def _distinct(rules: Iterable[str]) -> list[str]:
    """Return the rules without those that differ from an earlier one in case or plural alone."""
    first: dict[str, str] = {}
    for rule in rules:
        first.setdefault(fold(rule), rule)
    return list(first.values())


def _rest(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"    … and {count - SHOWN} more"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
