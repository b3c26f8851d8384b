"""Records with named fields, by the names that fields usually have."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from kg.sources import identifiers
from kg.sources.raw import RawPaper

if TYPE_CHECKING:
    from collections.abc import Mapping

# In order of preference; compared in lower case with spaces, hyphens and underscores gone.
TITLE = (
    "title",
    "papertitle",
    "articletitle",
    "documenttitle",
    "primarytitle",
    "displayname",
    "ti",
    "t1",
    "name",
)
ABSTRACT = ("abstract", "abstracttext", "paperabstract", "abstractnote", "summary", "description", "ab", "n2")
AUTHORS = ("authors", "author", "authornames", "authorfullnames", "creators", "creator", "au")
YEAR = (
    "year", "publicationyear", "pubyear", "py", "published", "publicationdate", "publisheddate", "pubdate",
    "issued", "date", "created", "updatedate",
)  # fmt: skip
VENUE = (
    "venue", "journal", "journalname", "journaltitle", "publicationtitle", "sourcetitle", "containertitle",
    "booktitle", "conference", "conferencename", "publication", "publicationname", "journalref", "so", "t2",
)  # fmt: skip
DOI = ("doi", "doiurl", "di", "do")
ARXIV = ("arxiv", "arxivid", "eprint")
URL = ("url", "link", "paperurl", "pdfurl", "documenturl", "ur", "urls", "pdf")
KEYWORDS = ("keywords", "keyword", "authorkeywords", "manualtags", "tags", "de", "kw")
KEY = (
    "id",
    "paperid",
    "key",
    "citationkey",
    "citekey",
    "identifier",
    "uid",
    "uuid",
    "corpusid",
    "accessionnumber",
)

ALL = frozenset().union(TITLE, ABSTRACT, AUTHORS, YEAR, VENUE, DOI, ARXIV, URL, KEYWORDS, KEY)


@functools.lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a field's name in the form that the lists of names use (``Paper Title`` as papertitle)."""
    return "".join(c for c in name.lower() if c.isalnum())


def paper(raw: Mapping[str, Any], place: str) -> RawPaper:
    """Return the paper that a record of named fields describes, whatever of it is there."""
    low: dict[str, Any] = {}
    for name, value in raw.items():
        if not _missing(value):
            low.setdefault(folded(str(name)), value)
    key = text(_first(low, KEY))
    arxiv = text(_first(low, ARXIV))
    # The arXiv metadata snapshot calls its identifier "id" and its subject classes "categories".
    if not arxiv and ("authorsparsed" in low or "categories" in low) and identifiers.arxiv(key):
        arxiv = key
    title, of_title = _prose(low, TITLE)
    abstract, of_abstract = _prose(low, ABSTRACT)
    year = next((y for n in YEAR if (y := identifiers.year(low.get(n)))), None)
    notes = [of_title, of_abstract, "" if year else year_note(_first(low, YEAR))]
    if not title and not of_title and any(v is None and folded(str(n)) in TITLE for n, v in raw.items()):
        notes[0] = "the title is null"
    return RawPaper(
        place=place,
        title=title,
        abstract=abstract,
        authors=_authors(low),
        year=year,
        venue=text(_first(low, VENUE)),
        doi=text(_first(low, DOI)),
        arxiv=arxiv,
        url=text(_first(low, URL)),
        keywords=identifiers.words(_first(low, KEYWORDS)),
        key=key,
        notes=tuple(filter(None, notes)),
    )


def year_note(value: Any) -> str:
    """Return what to report of a value given as the year in which no year is found; of none, nothing."""
    return "" if _missing(value) else f"the year is {_shown(value)}, which is no year: left out"


def text(value: Any) -> str:
    """Return ``value`` as text: of a list or an object its first text, of anything else nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return next((found for item in value if (found := text(item))), "")
    if isinstance(value, dict):
        return next(
            (
                found
                for n in ("name", "value", "text", "raw", "display_name")
                if (found := text(value.get(n)))
            ),
            "",
        )
    return ""


def _missing(value: Any) -> bool:
    """Tell whether a field has no value; NaN is how tables exported as JSON say so."""
    return value in (None, "", [], {}) or value != value  # noqa: PLR0124 - only NaN differs from itself


def _prose(low: dict[str, Any], names: tuple[str, ...]) -> tuple[str, str]:
    """Return the text of a title or abstract, and a note where it came as something else than a text."""
    value = _first(low, names)
    if value is None or isinstance(value, str):
        return value or "", ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        joined = " ".join(value)
        return joined, f"the {names[0]} is a list of {len(value)} texts: joined" if len(value) > 1 else ""
    if isinstance(value, dict) and (found := text(value)):
        return found, ""
    return "", f"the {names[0]} is {_shown(value)}, not text: left out"


def _shown(value: Any) -> str:
    """Return how a message names a value: short ones as they are, others by their kind."""
    kind = {list: "a list", dict: "an object", bool: "true or false"}.get(type(value))
    if kind:
        return kind
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"


def _first(low: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((low[n] for n in names if n in low), None)


def _authors(low: dict[str, Any]) -> tuple[str, ...]:
    parsed = low.get("authorsparsed")  # [["Vaswani", "Ashish", ""], …]
    if isinstance(parsed, list) and all(isinstance(p, list) for p in parsed):
        parts = ([str(n).strip() for n in p if n] for p in parsed)
        found = (" ".join([*p[1:2], *p[:1], *p[2:3]]) for p in parts)
        return tuple(dict.fromkeys(n for n in found if n))
    return identifiers.names(_first(low, AUTHORS))
