"""The vocabulary of known concepts: preferred names, aliases, hierarchy, Wikidata items."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, get_args

from kg.errors import KgError
from kg.files import text_of
from kg.link import skos
from kg.link.abbreviations import initialled_by, is_short, spelt_by
from kg.link.normalise import fold
from kg.records import ConceptType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS = ("type", "name", "aliases", "broader", "wikidata")
TYPES: tuple[ConceptType, ...] = get_args(ConceptType)


@dataclass(frozen=True, slots=True)
class Term:
    """One known concept."""

    type: ConceptType
    name: str
    aliases: tuple[str, ...] = ()
    broader: str = ""
    """Name of a concept of the same type, or empty."""
    wikidata: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """Known concepts, looked up by type and any spelling of their names."""

    terms: tuple[Term, ...] = field(default=())

    @cached_property
    def by_key(self) -> dict[tuple[ConceptType, str], Term]:
        """Folded name or alias to its term; a name wins over an alias, the first term over later ones.

        An alias that two terms of one type share (an abbreviation of both) names neither.
        """
        found = {(t.type, fold(t.name)): t for t in reversed(self.terms)}
        aliases: dict[tuple[ConceptType, str], set[str]] = {}
        for term in self.terms:
            for alias in term.aliases:
                aliases.setdefault((term.type, fold(alias)), set()).add(term.name)
        for term in self.terms:
            for alias in term.aliases:
                key = (term.type, fold(alias))
                if len(aliases[key]) == 1:
                    found.setdefault(key, term)
        return found

    def find(self, type_: ConceptType, key: str) -> Term | None:
        """Return the term of this type that the folded name ``key`` belongs to."""
        return self.by_key.get((type_, key))

    def short_forms(self) -> Iterable[tuple[str, str]]:
        """Yield (short form, long form) for every alias that abbreviates its term's name."""
        for term in self.terms:
            names = (term.name, *term.aliases)
            for short in names:
                if is_short(short):
                    long = next((n for n in names if not is_short(n) and _abbreviates(short, n)), None)
                    if long is not None:
                        yield short, long


def _abbreviates(short: str, long: str) -> bool:
    return spelt_by(short, long) is not None and initialled_by(short, long)


def bundled() -> Vocabulary:
    """Return the vocabulary that comes with the package; empty where it was left out."""
    source = resources.files("kg.link") / "data" / "vocabulary.csv"
    if not source.is_file():
        return Vocabulary()
    return Vocabulary(tuple(parse(source.read_text(encoding="utf-8"), "vocabulary.csv")))


def read(path: Path) -> Vocabulary:
    """Read a vocabulary: CSV with the columns type, name, aliases, broader, wikidata, or SKOS in RDF.

    Which of the two is told by the file's suffix (`kg.link.skos.SUFFIXES`).

    Raises:
        KgError: the file cannot be read or a row is not of that form.
    """
    if path.suffix.lower() in skos.SUFFIXES:
        return Vocabulary(tuple(Term(*row) for row in skos.read(path)))
    try:
        return Vocabulary(tuple(parse(text_of(path, "a vocabulary"), str(path))))
    except csv.Error as error:
        raise KgError(f"{path}: is no table in CSV, as a vocabulary must be: {error}") from error


def parse(text: str, place: str) -> Iterable[Term]:
    """Yield the terms of a vocabulary in CSV; ``place`` names it in errors."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [c for c in ("type", "name") if c not in (rows.fieldnames or ())]
    if missing:
        raise KgError(
            f"{place}: a vocabulary needs the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}"
        )
    for row in rows:
        type_, name = (row["type"] or "").strip(), (row["name"] or "").strip()
        if type_ not in TYPES or not name:
            raise KgError(
                f"{place}, line {rows.line_num}: type must be one of {', '.join(TYPES)} and name not empty"
            )
        aliases = tuple(a.strip() for a in (row.get("aliases") or "").split("|") if a.strip())
        yield Term(
            type_, name, aliases, (row.get("broader") or "").strip(), (row.get("wikidata") or "").strip()
        )


def joined(first: Vocabulary, second: Vocabulary) -> Vocabulary:
    """Return one vocabulary of both; where they name the same concept, the first says what it is."""
    known = {(t.type, fold(t.name)) for t in first.terms}
    return Vocabulary((*first.terms, *(t for t in second.terms if (t.type, fold(t.name)) not in known)))
