"""RDF terms as small values: an IRI is a plain string, a literal a pair of text and datatype."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kg.rdf.namespaces import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

XSD_DECIMAL = XSD + "decimal"
XSD_GYEAR = XSD + "gYear"
XSD_INTEGER = XSD + "integer"
XSD_DATETIME = XSD + "dateTime"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Literal(NamedTuple):
    """A literal without language; an empty datatype stands for xsd:string."""

    value: str
    datatype: str = ""


Term: TypeAlias = str | Literal
"""An object: an IRI as ``str``, or a Literal."""


Properties: TypeAlias = "dict[str, Sequence[Term]]"
"""Predicate to its objects, without duplicates, in a fixed order."""


class Node(NamedTuple):
    """All that is said about one subject. No subject has two nodes in an export."""

    subject: str
    properties: Properties
    graph: str = ""
    """IRI of the paper that the node belongs to, empty for what papers share."""


def text(value: str) -> Literal:
    """Return ``value`` as a literal that every RDF syntax can hold.

    xsd:string is made of the characters of XML 1.0. Each other one (most control characters, lone
    surrogates) becomes U+FFFD, one for one, so that offsets into the text stay right.
    """
    return Literal(clean(value))


def literals(values: Iterable[str]) -> list[Term]:
    """Return the values that are not empty as literals, none twice."""
    return list(dict.fromkeys(text(value) for value in values if value))


def clean(value: str) -> str:
    """Return ``value`` with every character that xsd:string excludes replaced by U+FFFD."""
    # None of them is printable, and that test is several times faster than the expression.
    return value if value.isprintable() else _NOT_XML.sub("\ufffd", value)


@functools.lru_cache(maxsize=4096)
def integer(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), XSD_INTEGER)


@functools.lru_cache(maxsize=4096)
def confidence(value: float) -> Literal:
    """Return a confidence as an xsd:decimal in its canonical form, between 0 and 1, to four places."""
    return decimal(f"{min(max(value, 0.0), 1.0):.4f}")


def decimal(value: str) -> Literal:
    """Return a plain number such as ``-01.50`` as xsd:decimal in XSD 1.1's canonical form, ``-1.5``."""
    sign = "-" if value.startswith("-") else ""
    whole, _, fraction = value.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return Literal(number if number == "0" else sign + number, XSD_DECIMAL)


def year(value: int) -> Literal:
    """Return a year from 0 to 9999 as xsd:gYear."""
    return Literal(f"{value:04d}", XSD_GYEAR)
