"""Reads a person's own vocabulary in SKOS, in any RDF syntax that pyoxigraph reads."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, get_args

from kg.errors import KgError
from kg.records import ConceptType

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph

SUFFIXES = (".ttl", ".nt", ".rdf", ".owl", ".xml", ".trig", ".nq", ".n3", ".jsonld")
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_WIKIDATA = re.compile(r"wikidata\.org/(?:entity|wiki)/(Q\d+)$")
Row = tuple[ConceptType, str, tuple[str, ...], str, str]
"""Type, name, aliases, name of the broader concept, Wikidata item."""


def read(path: Path) -> list[Row]:
    """Return the concepts of a SKOS file, sorted by name.

    A concept's type is the class whose IRI ends in Method, Dataset or Task (``kgo:Method``); a concept
    without one stands for that name under every type. Labels are taken in English or without a language.

    Raises:
        KgError: the file cannot be read as RDF, or holds no concept with a preferred label.
    """
    labels, values = _statements(path)
    rows = []
    for subject, names in labels.items():
        preferred = sorted(names[f"{SKOS}prefLabel"])
        if not preferred:
            continue
        aliases = {*preferred[1:], *names[f"{SKOS}altLabel"], *names[f"{SKOS}hiddenLabel"]} - {preferred[0]}
        wide = sorted(n for b in values[subject, f"{SKOS}broader"] for n in labels[b][f"{SKOS}prefLabel"])
        items = sorted(m[1] for v in values[subject, f"{SKOS}exactMatch"] if (m := _WIKIDATA.search(v)))
        local = {re.split(r"[#/]", v)[-1] for v in values[subject, RDF_TYPE]}
        types = [t for t in get_args(ConceptType) if t in local] or list(get_args(ConceptType))
        rows += [
            (t, preferred[0], tuple(sorted(aliases)), next(iter(wide), ""), next(iter(items), ""))
            for t in types
        ]
    if not rows:
        raise KgError(f"{path}: no skos:prefLabel in it: a vocabulary in SKOS needs one for each concept")
    return sorted(rows, key=lambda r: (r[1], r[0]))


def _statements(
    path: Path,
) -> tuple[dict[str, dict[str, set[str]]], dict[tuple[str, str], set[str]]]:
    """Labels by subject and property, and IRIs by (subject, property)."""
    import pyoxigraph  # noqa: PLC0415  heavy, and only for vocabularies in RDF

    labels: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    if not path.is_file():
        raise KgError(f"{path}: there is no such file; expected a vocabulary")
    try:
        for quad in pyoxigraph.parse(path=str(path)):
            subject, thing = _iri(quad.subject), quad.object
            if isinstance(thing, pyoxigraph.Literal):
                if not thing.language or thing.language.lower().split("-")[0] == "en":
                    labels[subject][quad.predicate.value].add(thing.value)
            else:
                values[subject, quad.predicate.value].add(_iri(thing))
                if quad.predicate.value == f"{SKOS}narrower":
                    values[_iri(thing), f"{SKOS}broader"].add(subject)
    except (OSError, SyntaxError, ValueError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else error
        raise KgError(f"{path}: cannot be read as a vocabulary in RDF: {reason}") from error
    return labels, values


def _iri(node: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Triple) -> str:
    return str(getattr(node, "value", node))
