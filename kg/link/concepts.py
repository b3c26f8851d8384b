"""From clusters of names to concepts with label, slug and members; applies a person's corrections."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.link.labels import Casing, label, slugs
from kg.link.normalise import fold
from kg.link.type_votes import agreed_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.link.cluster import Clusters
    from kg.link.curation import Correction
    from kg.link.evidence import Node
    from kg.link.uses import PaperUses, Use
    from kg.link.vocabulary import Term, Vocabulary
    from kg.records import ConceptType, Extraction


@dataclass(slots=True)
class Group:
    """The uses that are one concept."""

    type: ConceptType
    key: str
    uses: list[Use] = field(default_factory=list)
    label: str = ""
    slug: str = ""
    term: Term | None = None
    renamed: str = ""

    @property
    def id(self) -> str:
        """The concept's id, ``{type}/{slug}``."""
        return f"{self.type.lower()}/{self.slug}"

    @property
    def papers(self) -> int:
        """Number of papers that hold the concept."""
        return len({u.paper for u in self.uses})

    def spellings(self) -> Counter[str]:
        """Surface forms, each with the number of papers that use it."""
        seen: set[tuple[int, str]] = {(u.paper, s) for u in self.uses for s in u.surfaces}
        return Counter(s for _, s in seen)

    def own_spellings(self, owners: Mapping[Node, int]) -> Counter[str]:
        """The surface forms that may be the label: those that are not another, larger concept's name.

        Args:
            owners: number of the group that each name belongs to as the key of a use.
        """
        mine = {owners[u.type, u.key] for u in self.uses}
        own = {s for u in self.uses for s, key in u.keys.items() if owners.get((u.type, key)) in mine}
        spellings = self.spellings()
        return Counter({s: n for s, n in spellings.items() if s in own}) or spellings


def groups_of(
    papers: Sequence[PaperUses],
    clusters: Clusters,
    vocabulary: Vocabulary,
    extractions: Sequence[Extraction],
    corrections: Iterable[Correction] = (),
) -> list[Group]:
    """Return the concepts of the corpus, sorted by id; every use that was not dropped is in exactly one."""
    groups = list(_grouped(papers, clusters, vocabulary).values())
    casing = Casing(extractions)
    _name(groups, vocabulary, casing)
    corrections = sorted(set(corrections), key=lambda c: (_STAGES.index(c.action), c))
    if corrections:
        for correction in corrections:
            groups = _corrected(groups, correction)
        _name(groups, vocabulary, casing)
    return sorted(groups, key=lambda g: g.id)


def _grouped(papers: Sequence[PaperUses], clusters: Clusters, vocabulary: Vocabulary) -> dict[Node, Group]:
    uses: dict[Node, list[Use]] = defaultdict(list)
    for paper in papers:
        for use in paper.uses:
            uses[clusters.find((use.type, use.key))].append(use)
    proper = frozenset(k for (_, k), us in uses.items() if _is_proper(us))
    agreed = agreed_types({n: len({u.paper for u in us}) for n, us in uses.items()}, vocabulary, proper)
    groups: dict[Node, Group] = {}
    for node in sorted(uses):
        target = (agreed.get(node, node[0]), node[1])
        group = groups.setdefault(target, Group(*target))
        if target != node:
            for use in uses[node]:
                use.rule += f"; taken for a {target[0]}, as in most papers, not a {use.type}"
        group.uses.extend(uses[node])
    return groups


def _is_proper(uses: Sequence[Use]) -> bool:
    """Whether most uses are written with a capital inside or a digit, as names are."""
    named = sum(any(c.isdigit() or c.isupper() for s in u.surfaces for c in s[1:]) for u in uses)
    return 2 * named > len(uses)


def _name(groups: Sequence[Group], vocabulary: Vocabulary, casing: Casing) -> None:
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


def _corrected(groups: list[Group], correction: Correction) -> list[Group]:
    """Apply one correction; one whose concept is not in this corpus changes nothing."""
    group = next(iter(find(groups, correction.concept)), None)
    if group is None:
        return groups
    match correction.action:
        case "drop":
            return [g for g in groups if g is not group]
        case "rename":
            group.renamed = correction.target
            return groups
        case "merge":
            return _merged(groups, group, correction.target)
        case "split":
            return _split(groups, group, correction.target)


def _merged(groups: list[Group], group: Group, into: str) -> list[Group]:
    target = next((g for g in find(groups, into) if g is not group), None)
    if target is None:
        return groups
    for use in group.uses:
        use.rule += f"; merged by the links file into {target.label}"
    target.uses.extend(group.uses)
    return [g for g in groups if g is not group]


def _split(groups: list[Group], group: Group, surface: str) -> list[Group]:
    key = fold(surface)
    parted = [u for u in group.uses if key in {u.key, *(fold(s) for s in u.surfaces)}]
    if not parted or len(parted) == len(group.uses):
        return groups
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


def find(groups: Sequence[Group], reference: str) -> list[Group]:
    """Return the groups that ``reference`` may mean, likeliest first.

    An id or label is likelier than a surface form; then the group with more papers.
    """
    type_, _, rest = reference.partition("/")
    typed = [g for g in groups if g.type.lower() == type_.lower()] if rest else []
    for pool, name in ((typed, rest), (groups, reference)):
        key = fold(name)
        ranked = []
        for group in pool:
            if name in (group.slug, group.label):
                rank = 0
            elif fold(group.label) == key:
                rank = 1
            elif any(fold(s) == key for u in group.uses for s in u.surfaces):
                rank = 2
            else:
                continue
            ranked.append(((rank, -group.papers, group.id), group))
        if ranked:
            return [g for _, g in sorted(ranked, key=lambda r: r[0])]
    return []
