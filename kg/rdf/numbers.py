"""Reads the one plain number of a reported value."""

from __future__ import annotations

import re
from typing import NamedTuple

_VALUE = re.compile(
    r"""(?P<sign>[+\-\u2212\u2013]?)
        (?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)
        (?P<unit>(?:\s*[%\u2030\u00d7\u00b0]|x\b|[\s-]*[A-Za-z\u00b5]|$)[^0-9]{0,40})""",
    re.VERBOSE,
)
_SCALED = re.compile(
    r"-?(?:[KMBGT]|[kmbt]n|hundred|thousand|million|billion|trillion|orders?|dozen|to|or|and|out|of|in)s?\b",
    re.IGNORECASE,
)
"""Words after a number that change it: reading the number alone would be wrong."""
_MARKUP = str.maketrans("", "", "\\${}")


class Reading(NamedTuple):
    """A number and what stands behind it."""

    number: str
    """A plain decimal, such as ``-1.3``."""
    unit: str


def read_number(value: str) -> Reading | None:
    """Return the number of a value such as ``76.1%``, ``1,200 frames per second`` or ``+2.5``.

    A bound (``up to 5``), a range (``2-3x``), a spread (``20 ± 9``) and a scaled number
    (``3 million``) are no plain number: ``None``.
    """
    match = _VALUE.fullmatch(value.translate(_MARKUP).strip())
    if match is None:
        return None
    unit = match["unit"].strip()
    if _SCALED.match(unit):
        return None
    number = match["number"].replace(",", "")
    sign = "" if match["sign"] in {"", "+"} else "-"
    return Reading(sign + number, unit)
