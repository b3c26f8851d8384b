"""Finds concepts and papers by what people call them."""

from __future__ import annotations

import contextlib
import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec
import pyoxigraph as ox

from kg.errors import KgError
from kg.sparql.index import TYPES, Index, Name, Named, from_bytes, read_index
from kg.sparql.nearest import NEAREST, fold, nearest
from kg.sparql.prefixes import ONTOLOGY, PREFIXES, RDF_TYPE, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ABSOLUTE_IRI = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|\\^`]+)>?")


class Names:
    """The names of one graph's concepts and papers; each index is read at its first use."""

    def __init__(self, store: ox.Store, kept: bytes = b"") -> None:
        """Take the names of a graph.

        Args:
            store: the graph.
            kept: its ``Index`` as bytes; empty or damaged, the names are read from the graph.
        """
        self._store = store
        self._kept = kept

    def concepts(self, text: str, types: Iterable[str] = TYPES) -> list[Named]:
        """Return the concepts that ``text`` names, most used first; never empty.

        A preferred label goes before another spelling of the same type; several are returned where
        the name is ambiguous.

        Args:
            text: a label or other spelling, ``method:Name``, ``dataset:slug``, or an IRI.
            types: the types allowed.

        Raises:
            KgError: nothing is called so; the nearest names are given.
        """
        allowed = set(types)
        if iri := _ABSOLUTE_IRI.fullmatch(text.strip()):
            if (known := self._concepts.get(iri[1])) is None or known.type not in allowed:
                raise KgError(f"{iri[1]}: not a {_either(allowed)} of this graph")
            return [known]
        name = text.strip()
        prefix, _, rest = name.partition(":")
        if rest and prefix.strip().capitalize() in TYPES:
            given = prefix.strip().capitalize()
            if given not in allowed:
                raise KgError(f"{name}: a {given.lower()}, but a {_either(allowed)} is asked for")
            allowed, name = {given}, rest.strip()
        found = [concept for kind in TYPES if kind in allowed for concept in self._called(name, kind)]
        if not found:
            raise KgError(self._unknown(text, name, allowed))
        return sorted(found, key=lambda concept: concept.order)

    def paper(self, text: str) -> Named:
        """Return the one paper that ``text`` names.

        Args:
            text: its title, a part that no other title has, its identifier, ``paper:id``, or its IRI.

        Raises:
            KgError: no paper is called so, or several are.
        """
        name = text.strip()
        if iri := _ABSOLUTE_IRI.fullmatch(name):
            name = iri[1]
        name = name.removeprefix("paper:")
        for paper in self._papers:
            if name in (paper.iri, paper.iri.rpartition("/paper/")[2]):
                return paper
        wanted = fold(name)
        exact = [paper for paper in self._papers if fold(paper.label) == wanted]
        found = exact or [paper for paper in self._papers if wanted and wanted in fold(paper.label)]
        found = found or self._identified(name)
        if len(found) == 1:
            return found[0]
        if found:
            several = "; ".join(f"{paper.label} ({shorten(paper.iri)})" for paper in found[:NEAREST])
            raise KgError(
                f"{text!r} is {len(found)} papers: {several}; give a longer part of the title, or the id"
            )
        titles = [paper.label for paper in self._papers]
        raise KgError(f"no paper is called {text!r}{_suggest(nearest(name, titles))}")

    def beginning_with(self, prefix: str, types: tuple[str, ...] = ()) -> list[str]:
        """Return one name a concept that begins with ``prefix`` after folding, most used concepts first."""
        wanted = fold(prefix)
        found: dict[str, str] = {}
        for name in self._index.names:
            concept = self._index.concepts[name.concept]
            if name.folded.startswith(wanted) and (not types or concept.type in types):
                found.setdefault(concept.iri, name.text)
        return list(
            dict.fromkeys(found[iri] for iri in sorted(found, key=lambda iri: self._concepts[iri].order))
        )

    def search(self, prefix: str, types: tuple[str, ...] = ()) -> list[Named]:
        """Return the concepts with a name, or a word of a name, that begins with ``prefix``.

        Names that begin so go before words within, then most used first.
        """
        wanted = fold(prefix)
        ranked: dict[int, int] = {}
        for name in self._index.names:
            rank = 0 if name.folded.startswith(wanted) else 1 if f" {wanted}" in name.folded else 2
            if rank < 2:
                ranked[name.concept] = min(rank, ranked.get(name.concept, rank))
        found = [(rank, self._index.concepts[place]) for place, rank in ranked.items()]
        kept = [(rank, concept) for rank, concept in found if not types or concept.type in types]
        return [concept for _, concept in sorted(kept, key=lambda pair: (pair[0], pair[1].order))]

    def titles(self, part: str, limit: int) -> list[Named]:
        """Return up to ``limit`` papers with a word of the title that begins with ``part``, by title."""
        wanted = fold(part)
        found = [paper for paper in self._papers if f" {wanted}" in f" {fold(paper.label)}"]
        return sorted(found, key=lambda paper: paper.order)[:limit]

    def _called(self, name: str, kind: str) -> list[Named]:
        concepts = self._index.concepts
        for spelling in _spellings(name):
            hits = {n.concept: n for n in reversed(self._by_name.get(spelling, ()))}  # the preferred last
            of_kind = [
                (concepts[place], name) for place, name in hits.items() if concepts[place].type == kind
            ]
            if found := [c for c, name in of_kind if name.preferred] or [c for c, _ in of_kind]:
                return found
        by_slug = f"/concept/{kind.lower()}/{name}"
        return [concept for concept in concepts if concept.iri.endswith(by_slug)]

    def _unknown(self, text: str, name: str, allowed: set[str]) -> str:
        kinds = _either(allowed)
        of_kind = sorted((c for c in self._concepts.values() if c.type in allowed), key=lambda c: c.order)
        spellings: defaultdict[str, list[str]] = defaultdict(list)
        for one in self._index.names:
            spellings[self._index.concepts[one.concept].iri].append(one.text)
        # The most used concept first, so that it is named before others as near.
        label_of = {spelling: c.label for c in reversed(of_kind) for spelling in spellings[c.iri]}
        known = [spelling for c in of_kind for spelling in spellings[c.iri]]
        near = nearest(name, known, most=4 * NEAREST)
        close = list(dict.fromkeys(label_of[spelling] for spelling in near))[:NEAREST]
        elsewhere = [
            f"{c.type.lower()}:{c.label}"
            for kind in TYPES
            if kind not in allowed
            for c in self._called(name, kind)
        ]
        if elsewhere:
            return f"no {kinds} is called {text!r}, but there is {', '.join(elsewhere[:NEAREST])}"
        if not close and of_kind:
            most_used = list(dict.fromkeys(concept.label for concept in of_kind))[:NEAREST]
            return f"no {kinds} is called {text!r}; the most used are {', '.join(most_used)}"
        return f"no {kinds} is called {text!r}{_suggest(close)}"

    def _identified(self, name: str) -> list[Named]:
        terms: list[ox.Literal | ox.NamedNode] = [ox.Literal(name), *_as_node(name)]
        identifier = ox.NamedNode(PREFIXES["dcterms"] + "identifier")
        having = {
            quad.subject.value
            for term in terms
            for quad in self._store.quads_for_pattern(None, identifier, term)
            if isinstance(quad.subject, ox.NamedNode)
        }
        return [paper for paper in self._papers if paper.iri in having]

    @functools.cached_property
    def _index(self) -> Index:
        with contextlib.suppress(msgspec.MsgspecError):
            if self._kept:
                return from_bytes(self._kept)
        return read_index(self._store)

    @functools.cached_property
    def _concepts(self) -> dict[str, Named]:
        return {concept.iri: concept for concept in self._index.concepts}

    @functools.cached_property
    def _papers(self) -> list[Named]:
        titles = dict(self._values(PREFIXES["dcterms"] + "title"))
        quads = self._store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(ONTOLOGY + "Paper"))
        iris = sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))
        return [Named(iri, "Paper", titles.get(iri, iri)) for iri in iris]

    @functools.cached_property
    def _by_name(self) -> dict[str, list[Name]]:
        """Folded name to those that are spelled so."""
        names: dict[str, list[Name]] = {}
        for name in self._index.names:
            names.setdefault(name.folded, []).append(name)
        return names

    def _values(self, predicate: str) -> Iterator[tuple[str, str]]:
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                yield quad.subject.value, quad.object.value


def _spellings(name: str) -> Iterator[str]:
    """Yield the folded name, then without or with a plural s."""
    folded = fold(name)
    yield folded
    yield folded[:-1] if folded.endswith("s") else f"{folded}s"


def _as_node(name: str) -> list[ox.NamedNode]:
    return [ox.NamedNode(found[1])] if (found := _ABSOLUTE_IRI.fullmatch(name)) else []


def _either(types: Iterable[str]) -> str:
    chosen = set(types)
    return (
        "concept" if chosen == set(TYPES) else " or ".join(kind.lower() for kind in TYPES if kind in chosen)
    )


def _suggest(names: list[str]) -> str:
    return f"; nearest: {', '.join(dict.fromkeys(names))}" if names else ""
