"""The IRI of every resource, as a function of its content and the base."""

from __future__ import annotations

import functools
import re
import unicodedata
from urllib.parse import quote

from kg.errors import KgError
from kg.rdf.namespaces import DEFAULT_BASE
from kg.rdf.terms import clean

_BASE = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*/")
_WEB = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"
    r"(/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
_UNRESERVED = re.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
"""Segments that need no escape, as most do."""
_DOT_SEGMENT = re.compile(r"/\.{1,2}(?:[/?#]|$)")
"""Parsers differ in whether they resolve ``/../`` in an IRI that has a scheme."""
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def checked_base(base: str) -> str:
    """Return ``base`` where resources can live under it.

    Raises:
        KgError: it is not an http(s) IRI that ends in a slash.
    """
    if not _BASE.fullmatch(base) or _DOT_SEGMENT.search(base):
        raise KgError(f"base {base!r}: must be an http or https IRI that ends in /, such as {DEFAULT_BASE}")
    return base


def segment(value: str) -> str:
    """Return ``value`` as one path segment: all but letters, digits and ``-._~`` percent-encoded."""
    if _UNRESERVED.fullmatch(value):
        return value
    escaped = quote(clean(value), safe="")
    return escaped.replace(".", "%2E") if escaped in {".", ".."} else escaped


@functools.lru_cache(1 << 16)
def paper(base: str, identifier: str) -> str:
    """Return the IRI of a paper."""
    return f"{base}paper/{segment(identifier)}"


def concept_path(identifier: str) -> str:
    """Return ``{type}/{slug}`` of a concept's id, escaped."""
    kind, _, slug = identifier.partition("/")
    return f"{segment(kind)}/{segment(slug)}"


def named(base: str, kind: str, name: str) -> str:
    """Return the IRI of what is told apart by its name alone: a ``person`` or a ``venue``.

    Spaces become underscores, and underscores are escaped, so that two names never share an IRI.
    """
    if "_" in name or not _UNRESERVED.fullmatch(name.replace(" ", "")):
        name = segment(name).replace("_", "%5F").replace("%20", "_")
    return f"{base}{kind}/{name.replace(' ', '_')}"


def folded_name(name: str) -> str:
    """Return a name composed (Unicode NFC), with single spaces: equal names are then equal strings."""
    return " ".join(unicodedata.normalize("NFC", clean(name)).split())


def web_address(url: str) -> str:
    """Return ``url`` as an IRI that any parser accepts, or an empty string where it is none."""
    escaped = _STRAY_PERCENT.sub("%25", quote(clean(url.strip()), safe="%/:?#@!$&'()*+,;=~"))
    return escaped if _WEB.fullmatch(escaped) and not _DOT_SEGMENT.search(escaped) else ""
