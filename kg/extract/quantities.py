"""Quantities in prose: numbers with the comparator before them and the unit behind."""

from __future__ import annotations

import re

_COMPARATOR = (
    r"(?:(?:up to|at most|at least|no more than|more than|less than|fewer than|over|within|below|above|"
    r"[<>≤≥])\s*){0,2}"  # two, as in "up to over 40%"
)
_NUMBER = r"[-+±]?\$?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+±]?\$?\d+(?:\.\d+)?(?:e-?\d+)?"
_RANGE = rf"(?:{_NUMBER})(?:\s?(?:\\?%)?\s?(?:-|–|±)\s?(?:{_NUMBER}))?"
_UNIT = (
    r"(?:\s?(?:\\?%|percent(?:age points?)?|points?|pp\b|[x×](?![a-z])|times|-?fold|orders? of magnitude|"
    r"accuracy points|dB\b|ms\b|s\b|seconds?|minutes?|hours?|days?|fps\b|Hz\b|kHz\b|GHz\b|mm\b|cm\b|m\b|km\b|"
    r"GB\b|MB\b|bits?\b|K\b|M\b|B\b|"
    r"mAP\b|AP\b|BLEU\b|F1\b|IoU\b|mIoU\b|FID\b|PSNR\b|qubits?\b))?"
)
_QUANTITY = re.compile(rf"(?<![\w.\-])(?:{_COMPARATOR})(?:{_RANGE}){_UNIT}(?!\w|-[A-Za-z])", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"^(?:19|20)\d\d$")


def quantities(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the quantities in ``text``: "up to 74%", "7x", "at most 0.29", "92.2".

    Numbers that are parts of names or words ("CIFAR-10", "4-bit") and years are no quantities.
    """
    found: list[tuple[int, int]] = []
    if _DIGIT.search(text) is None:
        return found
    for match in _QUANTITY.finditer(text):
        start, end = match.span()
        if not match[0].strip() or _YEAR.match(match[0].strip()):
            continue
        found.append((start, end))
    return found
