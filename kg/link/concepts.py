"""From clusters of names to concepts with label, slug and members; applies a person's corrections."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.link.labels import label, slugs
from kg.link.normalise import fold
from kg.link.tally import Tally, tallies
from kg.link.type_votes import agreed_types
from kg.records import Concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.link.cluster import Clusters
    from kg.link.curation import Correction
    from kg.link.evidence import Node
    from kg.link.labels import Casing
    from kg.link.tally import Census
    from kg.link.uses import Use
    from kg.link.vocabulary import Term, Vocabulary
    from kg.records import ConceptType


_UNCOUNTED = Tally()


@dataclass(slots=True)
class Group:
    """The uses that are one concept."""

    type: ConceptType
    key: str
    uses: list[Use] = field(default_factory=list)
    tally: Tally = _UNCOUNTED
    label: str = ""
    slug: str = ""
    term: Term | None = None
    renamed: str = ""
    absorbed: set[str] = field(default_factory=set)
    """Ids and labels of the concepts that the links file merged into it."""

    @property
    def id(self) -> str:
        """The concept's id, ``{type}/{slug}``."""
        return f"{self.type.lower()}/{self.slug}"

    @property
    def papers(self) -> int:
        """Number of papers that hold the concept."""
        return self.tally.papers

    def spellings(self) -> Mapping[str, int]:
        """Surface forms, each with the number of papers that use it."""
        return self.tally.spellings

    def concept(self) -> Concept:
        """Return the record of the concept."""
        return Concept(
            id=self.id,
            type=self.type,
            label=self.label,
            aliases=tuple(sorted(self.spellings().keys() - {self.label})),
            paper_count=self.papers,
            wikidata=self.term.wikidata if self.term else "",
        )

    def own_spellings(self, owners: Mapping[Node, int]) -> Mapping[str, int]:
        """The surface forms that may be the label: those that are not another, larger concept's name.

        Args:
            owners: number of the group that each name belongs to as the key of a use.
        """
        mine = {owners[u.type, u.key] for u in self.uses}
        own = {s for u in self.uses for s, key in u.keys.items() if owners.get((u.type, key)) in mine}
        spellings = self.spellings()
        return {s: n for s, n in spellings.items() if s in own} or spellings


def groups_of(
    uses: Iterable[Use],
    clusters: Clusters,
    vocabulary: Vocabulary,
    casing: Casing,
    corrections: Sequence[Correction] = (),
    *,
    count: Census = tallies,
) -> tuple[list[Group], list[tuple[Correction, str]]]:
    """Return the concepts of the corpus, sorted by id; every use that was not dropped is in exactly one.

    Beside them stands each correction that changed nothing, with the reason, in the order of the file.

    Args:
        uses: in any order; where one stands for all that are alike, ``count`` knows how many there are.
        clusters: of their names.
        vocabulary: gives the names of those that it knows.
        casing: how the corpus writes words.
        corrections: a person's.
        count: counts sets of uses over the papers.
    """
    groups = list(_grouped(uses, clusters, vocabulary, count).values())
    _name(groups, vocabulary, casing, count)
    first: dict[Correction, Correction] = {}
    without_effect = [
        (correction, f"the same as line {first[correction].line}")
        for correction in corrections
        if first.setdefault(correction, correction) is not correction
    ]
    if corrections:
        for correction in sorted(first, key=lambda c: (_STAGES.index(c.action), c)):
            try:
                groups = _corrected(groups, correction)
            except _NoEffectError as reason:
                without_effect.append((correction, str(reason)))
        _name(groups, vocabulary, casing, count)
    return sorted(groups, key=lambda g: g.id), sorted(without_effect, key=lambda w: w[0].line)


def _grouped(
    uses: Iterable[Use],
    clusters: Clusters,
    vocabulary: Vocabulary,
    count: Census,
) -> dict[Node, Group]:
    by_node: dict[Node, list[Use]] = defaultdict(list)
    for use in uses:
        by_node[clusters.find((use.type, use.key))].append(use)
    counted = dict(zip(by_node, count(list(by_node.values())), strict=True))
    proper = frozenset(key for (_, key), tally in counted.items() if 2 * tally.named > tally.uses)
    agreed = agreed_types({n: t.papers for n, t in counted.items()}, vocabulary, proper)
    groups: dict[Node, Group] = {}
    for node in sorted(by_node):
        target = (agreed.get(node, node[0]), node[1])
        group = groups.setdefault(target, Group(*target))
        if target != node:
            for use in by_node[node]:
                use.rule += f"; taken for a {target[0]}, as in most papers, not a {use.type}"
        group.uses.extend(by_node[node])
    return groups


def _name(
    groups: Sequence[Group],
    vocabulary: Vocabulary,
    casing: Casing,
    count: Census,
) -> None:
    for group, tally in zip(groups, count([g.uses for g in groups]), strict=True):
        group.tally = tally
    owners = {(u.type, u.key): number for number, group in enumerate(groups) for u in group.uses}
    for group in groups:
        group.term = group.term or vocabulary.find(group.type, group.key)
        spellings = group.own_spellings(owners)
        group.label = group.renamed or (
            group.term.name
            if group.term
            else label(spellings, group.papers, None if group.type == "Dataset" else casing)
        )
    for type_ in ("Dataset", "Method", "Task"):
        same = sorted((g for g in groups if g.type == type_), key=lambda g: (-g.papers, g.label, g.key))
        for group, slug in zip(same, slugs([(g.label, g.key) for g in same]), strict=True):
            group.slug = slug


_STAGES = ("split", "merge", "rename", "drop")


class _NoEffectError(Exception):
    """A correction changes nothing; says why."""


def _corrected(groups: list[Group], correction: Correction) -> list[Group]:
    """Apply one correction.

    Raises:
        _NoEffectError: it changes nothing.
    """
    group = _the_one(correction.concept, _likeliest(groups, correction.concept))
    match correction.action:
        case "drop":
            return [g for g in groups if g is not group]
        case "rename":
            if correction.target == (group.renamed or group.label):
                raise _NoEffectError(f"{group.id} is called {correction.target!r} already")
            if group.renamed:
                raise _NoEffectError(f"{group.id} is renamed to {group.renamed!r} by another line")
            group.renamed = correction.target
            return groups
        case "merge":
            return _merged(groups, group, correction)
        case "split":
            return _split(groups, group, correction.target)


def _the_one(reference: str, meant: Sequence[Group]) -> Group:
    if not meant:
        raise _NoEffectError(f"no concept {reference}")
    if len(meant) > 1:
        raise _NoEffectError(f"{reference} may be {' or '.join(sorted(g.id for g in meant))}: write which")
    return meant[0]


def _merged(groups: list[Group], group: Group, correction: Correction) -> list[Group]:
    into = correction.target
    meant = _likeliest(groups, into)
    if meant == [group]:
        raise _NoEffectError(f"{correction.concept} and {into} are one concept already")
    target = _the_one(into, [g for g in meant if g is not group])
    for use in group.uses:
        use.rule += f"; merged by the links file into {target.label}"
    target.uses.extend(group.uses)
    target.absorbed |= {group.id, group.label, *group.absorbed}
    return [g for g in groups if g is not group]


def _split(groups: list[Group], group: Group, surface: str) -> list[Group]:
    key = fold(surface)
    parted = [u for u in group.uses if key in {u.key, *(fold(s) for s in u.surfaces)}]
    if not parted:
        raise _NoEffectError(f"{group.id} is nowhere written {surface!r}")
    if len(parted) == len(group.uses):
        raise _NoEffectError(f"{group.id} is written {surface!r} wherever it is used: nothing would be left")
    for use in parted:
        use.rule += f"; split by the links file from {group.label}"
    group.uses = [u for u in group.uses if u not in parted]
    return [
        *groups,
        Group(
            group.type,
            f"{key} split from {group.key}",
            parted,
            renamed=surface,
            label=surface,
        ),
    ]


_TYPED = re.compile(r"(dataset|method|task)[/:](.+)", re.IGNORECASE)


def find(groups: Sequence[Group], reference: str) -> list[Group]:
    """Return the groups that ``reference`` may mean, likeliest first.

    An id or label is likelier than a surface form; then the group with more papers.
    """
    return [group for _, group in _ranked(groups, reference)]


def _likeliest(groups: Sequence[Group], reference: str) -> list[Group]:
    """Return the groups of which none is likelier to be meant than another but for its papers."""
    ranked = _ranked(groups, reference)
    return [group for rank, group in ranked if rank == ranked[0][0]]


def _ranked(groups: Sequence[Group], reference: str) -> list[tuple[int, Group]]:
    parts = _TYPED.fullmatch(reference)
    type_, rest = parts.groups() if parts else ("", "")
    id_ = f"{type_.lower()}/{rest}"
    typed = [g for g in groups if g.type.lower() == type_.lower() or id_ in g.absorbed]
    for pool, name in ((typed, rest), (groups, reference)):
        key = fold(name)
        ranked = []
        for group in pool:
            if pool is typed and id_ in {group.id, *group.absorbed}:
                rank = 0
            elif name in {group.slug, group.label, *group.absorbed}:
                rank = 1
            elif fold(group.label) == key:
                rank = 2
            elif any(fold(s) == key for u in group.uses for s in u.surfaces):
                rank = 3
            else:
                continue
            ranked.append((rank, group))
        if ranked:
            return sorted(ranked, key=lambda r: (r[0], -r[1].papers, r[1].id))
    return []
