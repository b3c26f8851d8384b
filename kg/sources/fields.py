"""Records with named fields, by the names that fields usually have."""

from __future__ import annotations

import functools
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
        if value not in (None, "", [], {}):
            low.setdefault(folded(str(name)), value)
    key = text(_first(low, KEY))
    arxiv = text(_first(low, ARXIV))
    # The arXiv metadata snapshot calls its identifier "id" and its subject classes "categories".
    if not arxiv and ("authorsparsed" in low or "categories" in low) and identifiers.arxiv(key):
        arxiv = key
    return RawPaper(
        place=place,
        title=text(_first(low, TITLE)),
        abstract=text(_first(low, ABSTRACT)),
        authors=_authors(low),
        year=next((y for n in YEAR if (y := identifiers.year(low.get(n)))), None),
        venue=text(_first(low, VENUE)),
        doi=text(_first(low, DOI)),
        arxiv=arxiv,
        url=text(_first(low, URL)),
        keywords=identifiers.words(_first(low, KEYWORDS)),
        key=key,
    )


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


def _first(low: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((low[n] for n in names if n in low), None)


def _authors(low: dict[str, Any]) -> tuple[str, ...]:
    parsed = low.get("authorsparsed")  # [["Vaswani", "Ashish", ""], …]
    if isinstance(parsed, list) and all(isinstance(p, list) for p in parsed):
        parts = ([str(n).strip() for n in p if n] for p in parsed)
        found = (" ".join([*p[1:2], *p[:1], *p[2:3]]) for p in parts)
        return tuple(dict.fromkeys(n for n in found if n))
    return identifiers.names(_first(low, AUTHORS))
