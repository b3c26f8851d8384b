"""BibTeX and BibLaTeX."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from kg.sources import identifiers
from kg.sources.latex import without_braces
from kg.sources.raw import RawPaper, RawSkip
from kg.sources.registry import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.source import Source

_ENTRY = re.compile(r"^\s*@\s*(\w+)\s*[{(]\s*([^,\s{}]*)", re.MULTILINE)
_NO_PAPERS = {"string", "preamble", "comment"}


def sniff(head: str) -> float:
    """Return how certain ``head`` is BibTeX."""
    kinds = {m[1].lower() for m in _ENTRY.finditer(head)}
    known = {
        "article", "inproceedings", "incollection", "book", "misc", "techreport", "phdthesis", "preprint",
        "mastersthesis", "proceedings", "unpublished", "online", "inbook", "conference", "report", "thesis",
        "string", "comment", "preamble", "booklet", "dataset", "software",
    }  # fmt: skip
    return 0.95 if kinds & known else 0.0


def read(source: Source) -> Iterator[RawPaper | RawSkip]:
    """Yield the paper of each entry, and each entry that is broken with its key and line."""
    from bibtexparser import entrypoint, model  # noqa: PLC0415 - only BibTeX needs it

    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # what it would print is yielded below
    try:
        split = entrypoint.parse_string(source.text(), parse_stack=[])
        library, keys, doubled = _without_doubles(split)
    finally:
        logger.setLevel(level)
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, model.ParsingFailedBlock):
            yield from _broken(block, line)
        elif isinstance(block, model.Entry):
            key = keys[block.key]
            if block.key in doubled:
                yield RawSkip(_place(key, line), f"given twice, the first was kept: {doubled[block.key]}")
            yield _paper(block, key, line)


def _without_doubles(split: Any) -> tuple[Any, dict[str, str], dict[str, str]]:
    """Keep entries with a key that occurs before or a field given twice, failures to bibtexparser.

    Returns:
        The library with every entry under a key of its own, strings resolved and enclosing braces gone; the
        real key of each; and the doubled fields of those that have any.
    """
    from bibtexparser import library, model  # noqa: PLC0415
    from bibtexparser.middlewares import parsestack  # noqa: PLC0415

    blocks: list[model.Block] = []
    keys: dict[str, str] = {}
    doubled: dict[str, str] = {}
    for number, block in enumerate(split.blocks):
        entry = block.ignore_error_block if isinstance(block, model.ParsingFailedBlock) else block
        if isinstance(entry, model.Entry):
            own = f"{number}"
            keys[own] = entry.key
            if isinstance(block, model.DuplicateFieldKeyBlock):
                doubled[own] = ", ".join(sorted(block.duplicate_keys))
            entry.key = own
            blocks.append(entry)
        else:
            blocks.append(block)
    whole = library.Library(blocks, fail_on_duplicate_key=False)
    for step in parsestack.default_parse_stack():
        whole = step.transform(whole)
    return whole, keys, doubled


def _place(key: str, line: int) -> str:
    return f"entry {key}, line {line}" if key else f"line {line}"


def _broken(block: Any, line: int) -> Iterator[RawSkip]:
    found = _ENTRY.search(block.raw or "")
    kind, key = (found[1].lower(), found[2]) if found else ("", "")
    if kind in _NO_PAPERS:
        yield RawSkip(f"line {line}", f"broken @{kind}")
    else:
        yield RawSkip(_place(key, line), "broken entry: a brace, quotation mark or comma is missing")


def _paper(entry: Any, key: str, line: int) -> RawPaper:
    given: dict[str, str] = {}
    for field in entry.fields:
        given.setdefault(field.key.lower(), str(field.value))

    def value(*names: str) -> str:
        return next((without_braces(given[n]) for n in names if given.get(n, "").strip()), "")

    archive = given.get("archiveprefix", given.get("eprinttype", "")).lower()
    eprint = given.get("eprint", "")
    title, subtitle = value("title"), value("subtitle")
    return RawPaper(
        place=_place(key, line),
        title=f"{title}: {subtitle}" if title and subtitle else title,
        abstract=value("abstract"),
        authors=_authors(given.get("author") or given.get("editor") or ""),
        year=identifiers.year(given.get("year") or given.get("date")),
        venue=value("journal", "journaltitle", "booktitle", "school", "institution", "publisher"),
        doi=given.get("doi", "").replace("\\_", "_"),
        arxiv=eprint if archive == "arxiv" or identifiers.arxiv(eprint) else given.get("arxivid", ""),
        url=value("url", "howpublished", "link"),
        keywords=identifiers.words(value("keywords", "keyword")),
        key=key,
    )


def _authors(field: str) -> tuple[str, ...]:
    r"""Return the names divided by the word and; braces hold a name together (``{Team of and for X}``)."""
    parts = []
    depth = start = 0
    for found in re.finditer(r"[{}]|(?<=\s)and(?=\s)", field):
        if found[0] != "and":
            depth += 1 if found[0] == "{" else -1
        elif depth == 0:
            parts.append(field[start : found.start()])
            start = found.end()
    parts.append(field[start:])
    names = []
    for part in (p.strip() for p in parts):
        whole = part.startswith("{") and part.endswith("}") and part.count("{") == 1
        names.append(without_braces(part) if whole else identifiers.given_first(without_braces(part)))
    return tuple(
        dict.fromkeys(n for n in (" ".join(n.split()) for n in names) if n and n.lower() != "others")
    )


FORMAT = Format(
    name="bibtex",
    description="BibTeX and BibLaTeX",
    suffixes=(".bib", ".bibtex"),
    sniff=sniff,
    read=read,
)
