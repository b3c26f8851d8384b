"""Which records are one paper, and what the paper is called."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from kg.sources import identifiers
from kg.sources.text import fold, unaccented

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.records import Paper

_SLUG = 48
_OPENING = 8  # words of an abstract that two forms of it share
_TELLING = 4  # words of a title that two papers seldom share by chance
_YEARS = 2  # from the preprint to the printed volume
_SHORT = 3  # letters of words that tell nothing of what a text is about
_COMMON = 0.25  # of the words of the shorter abstract: two papers in one field share fewer
_INITIALS = 3  # letters of J, JR and JRR
_FIELDS = ("abstract", "authors", "year", "venue", "doi", "arxiv", "url", "keywords")


def paper_id(title: str, apart: str = "", *, digits: int = 8) -> str:
    """Return the identifier of the paper called ``title``: a readable slug and a hash.

    The hash is the first ``digits`` hexadecimal digits of the SHA-256 of the folded title, so that it
    survives another spelling; ``apart``, such as a DOI, joins the hash where two papers share a title.
    """
    key = fold(title) or title.casefold()
    digest = hashlib.sha256((f"{key}\n{apart}" if apart else key).encode()).hexdigest()
    words = re.findall(r"[a-z0-9]+", unaccented(title).replace("'", "").replace("\u2019", ""))
    slug = words[0][:_SLUG] if words else "paper"
    for word in words[1:]:
        if len(slug) + 1 + len(word) > _SLUG:
            break
        slug = f"{slug}-{word}"
    return f"{slug}-{digest[:digits]}"


def merged(records: Iterable[Paper]) -> tuple[list[Paper], list[tuple[Paper, str]]]:
    """Make one paper of the records that are one, and give every paper its identifier.

    Records are one paper when they share a DOI or an arXiv identifier, or a folded title that nothing else
    speaks against (``Facts.fits``). The longest abstract and otherwise the fullest record's fields win, the
    others fill its gaps. The result does not depend on the order of ``records``.

    Returns:
        The papers sorted by id, and the records that went into another with what they shared.
    """
    ordered = sorted(records, key=_canonical)
    groups = _Union(len(ordered))
    why: dict[int, str] = {}
    for field in ("doi", "arxiv"):
        _join_equal(ordered, groups, why, field)
    _join_titles(ordered, groups, why)
    members: dict[int, list[int]] = defaultdict(list)
    for index in range(len(ordered)):
        members[groups.root(index)].append(index)
    papers = []
    absorbed = []
    for indices in members.values():
        ranked = sorted(indices, key=lambda i: (_poverty(ordered[i]), i))
        papers.append(_one([ordered[i] for i in ranked]))
        absorbed += [(ordered[i], why.get(i) or why[ranked[0]]) for i in ranked[1:]]
    return sorted(_named(papers), key=lambda p: p.id), absorbed


def _canonical(paper: Paper) -> tuple[str, str, str, bytes]:
    return fold(paper.title), paper.doi, paper.arxiv, paper.to_json()


def _poverty(paper: Paper) -> tuple[bool, int, int]:
    """Order the fullest record first: with an abstract, with most fields, with the longest abstract."""
    return not paper.abstract, -sum(bool(getattr(paper, f)) for f in _FIELDS), -len(paper.abstract)


class _Union:
    """Disjoint sets (Tarjan 1975), the smallest member as the root of each."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, a: int, b: int) -> bool:
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low
        return low != high


def _join_equal(records: Sequence[Paper], groups: _Union, why: dict[int, str], field: str) -> None:
    first: dict[str, int] = {}
    for index, record in enumerate(records):
        value = getattr(record, field)
        if value and groups.join(first.setdefault(value, index), index):
            why[index] = {"doi": "same DOI", "arxiv": "same arXiv identifier"}[field]
            why.setdefault(first[value], why[index])


def _join_titles(records: Sequence[Paper], groups: _Union, why: dict[int, str]) -> None:
    """Join the papers of one title that nothing tells apart: the surest pairs first, then the others."""
    facts: dict[int, Facts] = {}
    by_title: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        facts.setdefault(groups.root(index), Facts()).add(record)
        by_title[fold(record.title) or record.title.casefold()].append(index)
    for title in sorted(by_title):
        if len(by_title[title]) > 1:
            telling = len(records[by_title[title][0]].title.split()) >= _TELLING
            _Titled(by_title[title], groups, facts, why, telling=telling).join()


class _Titled:
    """The papers of one title, while they become as many as they are."""

    def __init__(
        self,
        indices: list[int],
        groups: _Union,
        facts: dict[int, Facts],
        why: dict[int, str],
        *,
        telling: bool,
    ) -> None:
        self._indices = indices
        self._groups = groups
        self._facts = facts
        self._why = why
        self._telling = telling

    def join(self) -> None:
        self._joined_by(lambda facts: facts.openings)
        self._joined_by(lambda facts: facts.surnames)
        anonymous: list[int] = []
        for index in self._indices:
            if not self._known(index).surnames and not any(self._join(own, index) for own in anonymous):
                anonymous.append(index)
        signed = [i for i in self._indices if self._known(i).surnames]
        for index in anonymous:
            fitting = (i for i in signed if self._known(i).fits(self._known(index), telling=self._telling))
            first = next(fitting, None)
            if first is None:
                continue
            root = self._groups.root(first)
            if not self._known(index).openings or all(self._groups.root(i) == root for i in fitting):
                self._join(first, index)  # one with an abstract that fits two papers may be a third

    def _joined_by(self, keys: Callable[[Facts], set[str]]) -> None:
        """Join those that have a key in common; each is compared with those alone."""
        sharing: dict[str, list[int]] = defaultdict(list)
        for index in self._indices:
            for key in sorted(keys(self._known(index))):
                if not any(self._join(other, index) for other in sharing[key]):
                    sharing[key].append(index)

    def _known(self, index: int) -> Facts:
        return self._facts[self._groups.root(index)]

    def _join(self, a: int, b: int) -> bool:
        """Make one paper of two that fit; tell whether they are one."""
        one, other = self._groups.root(a), self._groups.root(b)
        if one == other:
            return True
        if not self._facts[one].fits(self._facts[other], telling=self._telling):
            return False
        self._groups.join(one, other)
        self._facts[min(one, other)].update(self._facts.pop(max(one, other)))
        self._why.setdefault(a, "same title")
        self._why.setdefault(b, "same title")
        return True


class Facts:
    """What is known of a paper that tells it from another of its title."""

    def __init__(self) -> None:
        self.dois: set[str] = set()
        """Publishers' DOIs: a preprint's own speaks against none of them."""
        self.arxiv: set[str] = set()
        self.surnames: set[str] = set()
        self.years: set[int] = set()
        self.openings: set[str] = set()
        """Folded first words of its abstracts: what a preprint and its published form share."""
        self.words: set[str] = set()
        """Of its abstracts, stubs aside."""

    def add(self, paper: Paper) -> None:
        """Take in what a record of the paper says."""
        if paper.doi and not identifiers.is_arxiv_doi(paper.doi):
            self.dois.add(paper.doi)
        self.arxiv |= {paper.arxiv} - {""}
        self.surnames |= surnames(paper.authors)
        self.years |= {paper.year} if paper.year else set()
        words = [fold(word) for word in paper.abstract.split()]
        self.openings |= {" ".join(words[:_OPENING])} - {""}
        if len(words) >= _OPENING:
            self.words |= {w for w in words if len(w) > _SHORT}

    def update(self, other: Facts) -> None:
        """Take in what is known of another that is the same paper."""
        for name in vars(self):
            getattr(self, name).update(getattr(other, name))

    def fits(self, other: Facts, *, telling: bool) -> bool:
        """Tell whether two papers of one title can be one.

        Abstracts that begin alike make them one. Otherwise authors without a common surname, years more than
        two apart, different arXiv identifiers and different DOIs keep them apart; DOIs do not where the title
        is telling, an author is common to both and no abstract speaks against it, as with a preprint
        elsewhere than on arXiv. Under a title that is not telling (``Introduction``), even abstracts alike
        do not outweigh different authors, and abstracts about different things keep papers apart.

        Args:
            other: what is known of the other.
            telling: whether the title is long enough that two papers seldom share it by chance.
        """
        alike = bool(self.openings & other.openings)
        kin = bool(self.surnames & other.surnames)
        if _disjoint(self.surnames, other.surnames):
            return alike and telling
        if alike:
            return True
        if _disjoint(self.arxiv, other.arxiv) or self._apart_in_time(other):
            return False
        if _disjoint(self.dois, other.dois):
            return telling and kin and not (self.openings and other.openings)
        return telling or not self._about_something_else(other)

    def _apart_in_time(self, other: Facts) -> bool:
        if not self.years or not other.years:
            return False
        return min(abs(a - b) for a in self.years for b in other.years) > _YEARS

    def _about_something_else(self, other: Facts) -> bool:
        fewer = min(len(self.words), len(other.words))
        return len(self.words & other.words) < _COMMON * fewer


def surnames(authors: Iterable[str]) -> set[str]:
    """Return what a person's name is recognised by: the folded surname, and all its parts in any order."""
    found = set()
    for author in authors:
        parts = [
            p
            for p in re.split(r"[\s.,]+", identifiers.given_first(author))
            if fold(p) and not identifiers.is_suffix(p)
        ]
        shouted = author.isupper()
        whole = [p for p in parts if len(p) > 1 and (shouted or len(p) > _INITIALS or not p.isupper())]
        if whole and [p.lower() for p in parts] != ["et", "al"]:
            found.add(fold(whole[-1]))
            named = [p for p in parts if len(p) > 1]
            if len(named) > 1:  # Zhang Wei is Wei Zhang
                found.add(" ".join(sorted(fold(p) for p in named)))
    return found


def _disjoint(ones: set[str], others: set[str]) -> bool:
    """Tell whether both are known and have nothing in common."""
    return bool(ones and others and not ones & others)


def _one(ranked: list[Paper]) -> Paper:
    """Return one paper of records that are ordered from the fullest."""
    if len(ranked) == 1:
        return ranked[0]
    filled = {f: next((v for p in ranked if (v := getattr(p, f))), getattr(ranked[0], f)) for f in _FIELDS}
    filled["abstract"] = max((p.abstract for p in ranked), key=len)  # a stub in a full record tells little
    published = [p.doi for p in ranked if p.doi and not identifiers.is_arxiv_doi(p.doi)]
    filled["doi"] = published[0] if published else filled["doi"]
    return msgspec.structs.replace(
        ranked[0],
        **filled,
        sources=tuple(sorted({s for p in ranked for s in p.sources})),
        source_ids=tuple(sorted({s for p in ranked for s in p.source_ids})),
    )


def _named(papers: list[Paper]) -> list[Paper]:
    by_id: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_id[paper_id(paper.title)].append(paper)
    named: dict[str, Paper] = {}
    for own, same in by_id.items():
        for paper in sorted(same, key=_canonical):
            name = own if len(same) == 1 else paper_id(paper.title, _telling_apart(paper))
            if name in named:  # by chance, or nothing is known of both: all that the record says tells them
                name += hashlib.sha256(paper.to_json()).hexdigest()[:8]
            named[name] = msgspec.structs.replace(paper, id=name)
    return list(named.values())


def _telling_apart(paper: Paper) -> str:
    """Return what a paper has for itself among those of its title, wherever it was found."""
    if paper.doi or paper.arxiv:
        return paper.doi or paper.arxiv
    return "\n".join([*sorted(surnames(paper.authors)), str(paper.year or "")]).strip()
