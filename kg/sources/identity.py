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
    from collections.abc import Iterable, Sequence

    from kg.records import Paper

_SLUG = 48
_OPENING = 8
_TELLING = 4
_FIELDS = ("abstract", "authors", "year", "venue", "doi", "arxiv", "url", "keywords")


def paper_id(title: str, doi: str = "", *, digits: int = 8) -> str:
    """Return the identifier of the paper called ``title``: a readable slug and a hash.

    The hash is the first ``digits`` hexadecimal digits of the SHA-256 of the folded title, so that it
    survives another spelling; ``doi`` joins the hash where two papers share a title.
    """
    key = fold(title) or title.casefold()
    digest = hashlib.sha256((f"{key}\n{doi}" if doi else key).encode()).hexdigest()
    words = re.findall(r"[a-z0-9]+", unaccented(title).replace("'", "").replace("\u2019", ""))
    slug = words[0][:_SLUG] if words else "paper"
    for word in words[1:]:
        if len(slug) + 1 + len(word) > _SLUG:
            break
        slug = f"{slug}-{word}"
    return f"{slug}-{digest[:digits]}"


def merged(records: Iterable[Paper]) -> tuple[list[Paper], list[tuple[Paper, str]]]:
    """Make one paper of the records that are one, and give every paper its identifier.

    Records are one paper when they share a DOI, an arXiv identifier or a folded title; two with different
    DOIs (arXiv's aside) share only a title unless their abstracts begin alike. The longest abstract and
    otherwise the fullest record's fields win, the others fill its gaps. The result does not depend on the
    order of ``records``.

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
    by_title: dict[str, list[int]] = defaultdict(list)
    published: dict[int, str] = {}
    for index, record in enumerate(records):
        by_title[fold(record.title) or record.title.casefold()].append(index)
        if record.doi and not identifiers.is_arxiv_doi(record.doi):
            published.setdefault(groups.root(index), record.doi)
    for title in sorted(by_title):
        indices = by_title[title]
        if len(indices) > 1:
            for a, b in _same_title(records, indices, [published.get(groups.root(i), "") for i in indices]):
                known = published.get(groups.root(a)) or published.get(groups.root(b))
                if groups.join(a, b):
                    why[b] = "same title"
                    why.setdefault(a, "same title")
                    if known:
                        published[groups.root(a)] = known


def _same_title(records: Sequence[Paper], indices: list[int], dois: list[str]) -> list[tuple[int, int]]:
    """Return pairs that are one paper among records with one title, whose papers have those DOIs."""
    pairs = []
    firsts: dict[tuple[str, str], int] = {}  # what tells papers of one title apart, and its first record
    bare: list[int] = []
    for index, doi in zip(indices, dois, strict=True):
        opening = _opening(records[index].abstract)
        if not doi:
            bare.append(index)
        elif opening:
            pairs.append((firsts.setdefault(("abstract", opening), index), index))
            pairs.append((firsts.setdefault(("doi", doi), index), index))
        else:
            pairs.append((firsts.setdefault(("doi", doi), index), index))
    heads = _roots(firsts.values(), pairs)
    if len(heads) > 1 and len(records[indices[0]].title.split()) >= _TELLING:
        told = {_opening(records[i].abstract) for i in heads} - {""}
        if len(told) <= 1:  # a telling title, and no two abstracts that speak against it
            pairs += [(heads[0], other) for other in heads[1:]]
            heads = heads[:1]
    for index in bare:
        own = firsts.get(("abstract", _opening(records[index].abstract)))
        if own is None and len(heads) > 1 and records[index].abstract:
            own = next((i for i in bare if records[i].abstract), index)  # apart from those with DOIs
        elif own is None:
            own = heads[0] if heads else bare[0]
        pairs.append((own, index))
    return [(a, b) for a, b in pairs if a != b]


def _roots(items: Iterable[int], pairs: list[tuple[int, int]]) -> list[int]:
    """Return the smallest of each set that ``pairs`` make of ``items``."""
    position = {item: n for n, item in enumerate(sorted(set(items)))}
    sets = _Union(len(position))
    for a, b in pairs:
        if a in position and b in position:
            sets.join(position[a], position[b])
    return [item for item, n in position.items() if sets.root(n) == n]


def _opening(abstract: str) -> str:
    """Return the folded first words of an abstract: what a preprint and its published form share."""
    return " ".join(fold(word) for word in abstract.split()[:_OPENING])


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
            name = own if len(same) == 1 else paper_id(paper.title, paper.doi)
            if name in named:  # eight digits met by chance: everything that the paper says tells them apart
                name += hashlib.sha256(paper.to_json()).hexdigest()[:8]
            named[name] = msgspec.structs.replace(paper, id=name)
    return list(named.values())
