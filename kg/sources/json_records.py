"""The objects of a JSON text: one a line, an array, or an object that holds the array."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from kg.errors import KgError
from kg.sources import fields
from kg.sources.raw import RawSkip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.sources.source import Source

# Where services put their results: OpenAlex, Semantic Scholar, Crossref, Zotero, and what people choose.
_HOLDERS = (
    "results",
    "data",
    "items",
    "papers",
    "works",
    "records",
    "entries",
    "references",
    "articles",
    "documents",
)
_SAMPLE = 65536  # characters that are looked at to tell JSON Lines; the last line is taken whole


def records(source: Source) -> Iterator[tuple[str, dict[str, Any]] | RawSkip]:
    """Yield each object with its place, and each line or item that is none.

    Raises:
        KgError: a text that is one JSON document and is damaged, or holds no objects.
    """
    if _is_lines(source):
        yield from _lines(source)
        return
    try:
        document = decode(source.text())
    except ValueError as error:
        raise KgError(f"{source.where}: is not valid JSON: {error}") from error
    items = _items(document)
    if items is None:
        raise KgError(
            f"{source.where}: is JSON that holds no list of papers (looked in: {', '.join(_HOLDERS)})"
        )
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            yield f"record {number}", item
        else:
            yield RawSkip(f"record {number}", "not a JSON object")


def decode(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: it is none; the message says what and where.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        pass  # the slower reader takes NaN, and its messages give line and column
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise ValueError(f"{error.msg} at {at}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def looks_like_json(head: str) -> bool:
    """Tell whether a text can be JSON: an object, or an array of objects."""
    return bool(re.match(r"\s*(?:\{\s*(?:\"|\}|$)|\[\s*(?:\{|\]|$))", head))


def keys(head: str) -> set[str]:
    """Return the names that objects in ``head`` use, at any depth."""
    return set(re.findall(r'"([\w:./ -]{1,40})"\s*:', head))


def _is_lines(source: Source) -> bool:
    """Tell JSON Lines from one document: the first line is an object by itself, or half of them are."""
    lines: list[str] = []
    more = False
    size = 0
    with contextlib.closing(source.lines()) as numbered:
        for line in (text for _, text in numbered if text.strip()):
            if more := len(lines) == 20 or size >= _SAMPLE or (not lines and line.lstrip().startswith("[")):
                break
            lines.append(line)
            size += len(line)
    if not lines:
        return False
    if len(lines) == 1 and not more:  # one object: a paper, or the holder of a list
        return _sound(lines[0]) and _is_paper(decode(lines[0]))
    objects = [line.strip().startswith("{") and line.strip().endswith("}") and _sound(line) for line in lines]
    return objects[0] or sum(objects) * 2 >= len(lines)


def _sound(line: str) -> bool:
    try:
        decode(line)
    except ValueError:
        return False
    return True


def _lines(source: Source) -> Iterator[tuple[str, dict[str, Any]] | RawSkip]:
    for number, line in source.lines():
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            value = decode(line)
        except ValueError as error:
            yield RawSkip(place, f"not valid JSON: {error}")
            continue
        if isinstance(value, dict):
            yield place, value
        else:
            yield RawSkip(place, "not a JSON object")


def _is_paper(value: Any) -> bool:
    return isinstance(value, dict) and any(fields.folded(str(k)) in fields.TITLE for k in value)


def _items(document: Any) -> list[Any] | None:
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return None
    if _is_paper(document):
        return [document]
    low = {str(k).lower(): v for k, v in document.items()}
    if isinstance(message := low.get("message"), dict):  # Crossref
        return _items(message)
    return next((low[h] for h in _HOLDERS if isinstance(low.get(h), list)), None)
