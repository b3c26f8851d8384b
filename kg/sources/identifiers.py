"""DOIs, arXiv identifiers, years and names, whatever form a source gives them."""

from __future__ import annotations

import re
from typing import Any

# Publishers once put serial numbers in: 10.1002/(SICI)1097-4571(1998)49:8<693::AID-ASI4>3.0.CO;2-O
_DOI = re.compile(r"10\.\d{4,9}/(?:[^\s\"<>{}|\\^]|<\d+::[\w-]+>)+", re.IGNORECASE)
_ARXIV_DOI = "10.48550/arxiv."
_ARXIV = re.compile(
    r"(?<![\d.])(\d{4}\.\d{4,5}|(?:[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?)/\d{7})(?:v\d+)?(?![\d])", re.IGNORECASE
)
_ARXIV_ONLY = re.compile(
    rf"\s*(?:arxiv:\s*|https?://(?:\w+\.)?arxiv\.org/\w+/)?{_ARXIV.pattern}(?:\.pdf)?\b.*", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|2[01]\d\d)(?!\d)")
_AND = re.compile(r"\s+and\s+|\s*;\s*")
_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv|ph\.?d|m\.?d)\.?", re.IGNORECASE)


def doi(value: Any) -> str:
    """Return the DOI in ``value`` in lower case (``10.1000/xyz``), or an empty text."""
    found = _DOI.search(str(value or ""))
    return found[0].rstrip(".,;)").lower() if found else ""


def arxiv(value: Any) -> str:
    """Return the arXiv identifier that ``value`` is, without version, or an empty text.

    Takes ``1706.03762v5``, ``arXiv:hep-th/9901001``, an abs or pdf address, or a DOI of arXiv.
    """
    text = str(value or "").strip()
    if text.lower().startswith(_ARXIV_DOI) or f"/{_ARXIV_DOI}" in text.lower():
        text = text[text.lower().index(_ARXIV_DOI) + len(_ARXIV_DOI) :]
    found = _ARXIV_ONLY.fullmatch(text)
    return found[1].lower() if found else ""


def is_arxiv_doi(value: str) -> bool:
    """Tell whether ``value`` is the DOI of a preprint on arXiv rather than a publisher's."""
    return value.startswith(_ARXIV_DOI)


def year(value: Any) -> int | None:
    """Return the first year in ``value`` (number, date, time stamp or nested lists of them)."""
    if isinstance(value, dict):  # CSL's {"date-parts": [[2017, 6]]}, {"raw": "June 2017"}
        value = value.get("date-parts") or value.get("raw") or value.get("literal") or value.get("year")
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, int | float):
        return int(value) if 1500 <= value < 2200 else None
    found = _YEAR.search(str(value)) if value else None
    return int(found[1]) if found else None


def names(value: Any) -> tuple[str, ...]:
    """Return the names of authors in ``value``, given name first, in order, each once.

    Takes a list of texts or of objects (``name``, ``given`` and ``family``, ``first`` and ``last``,
    ``literal``), or one text divided by ``;``, ``and`` or commas.
    """
    if isinstance(value, dict):
        value = [value]
    parts = _split(value) if isinstance(value, str) else value if isinstance(value, list) else []
    found = (_person(part) if isinstance(part, dict) else given_first(str(part or "")) for part in parts)
    return tuple(dict.fromkeys(name for name in (" ".join(n.split()) for n in found) if name))


def given_first(name: str) -> str:
    """Return ``Last, First`` as ``First Last``, and ``Last, Jr, First`` as ``First Last Jr``."""
    parts = [p.strip() for p in name.split(",") if p.strip()]
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
        return f"{parts[2]} {parts[0]} {parts[1]}"
    return " ".join(parts)


def is_suffix(part: str) -> bool:
    """Tell whether ``part`` of a name is one such as Jr or III."""
    return bool(_SUFFIX.fullmatch(part))


def _person(raw: dict[str, Any]) -> str:
    low = {str(k).lower(): v for k, v in raw.items()}
    whole = (
        low.get("name")
        or low.get("literal")
        or low.get("full_name")
        or low.get("fullname")
        or low.get("display_name")
    )
    if isinstance(whole, str):
        return given_first(whole)
    given = low.get("given") or low.get("first") or low.get("firstname") or low.get("first_name") or ""
    family = low.get("family") or low.get("last") or low.get("lastname") or low.get("last_name") or ""
    particle = low.get("non-dropping-particle") or low.get("dropping-particle") or ""
    return " ".join(str(part) for part in (given, particle, family, low.get("suffix") or "") if part)


def _split(text: str) -> list[str]:
    parts = [p for p in _AND.split(text.strip().rstrip(".;")) if p]
    if ";" in text or (len(parts) > 1 and all(p.count(",") == 1 for p in parts)):
        return parts  # each part is one person, "Last, First" or "First Last"
    if len(parts) == 1 and parts[0].count(",") == 1 and " " not in parts[0].split(",")[0].strip():
        return parts
    return [name for part in parts for name in part.split(",")]


def words(value: Any) -> tuple[str, ...]:
    """Return the keywords in ``value``: a list of texts or objects, or a text divided by ``;`` or commas."""
    if isinstance(value, str):
        value = value.split(";") if ";" in value else value.split(",")
    if not isinstance(value, list):
        return ()
    found = []
    for item in value:
        name = (
            item.get("display_name") or item.get("name") or item.get("tag")
            if isinstance(item, dict)
            else item
        )
        found.append(" ".join(str(name or "").split()))
    return tuple(dict.fromkeys(w for w in found if w))
