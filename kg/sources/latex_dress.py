"""What commands of LaTeX make of their argument, as plain text."""

from __future__ import annotations

import unicodedata

from kg.sources import latex_names as names
from kg.sources.scripts import subscript, superscript

ONE = frozenset({"mathbb", "url", "path", "footnote", "thanks", "textsuperscript", "textsubscript"})
"""Commands of one argument that do more than style it."""


def dressed(name: str, content: str) -> str:  # noqa: PLR0911 - a case each
    """Return what the command ``name`` makes of its argument."""
    if name in names.DROPPED:
        return ""
    if name == "sqrt":
        return f"√{bracketed(content)}"
    if name == "mathbb":
        return names.BLACKBOARD.get(content, content)
    if name in names.MATH_ACCENTS:
        accented = content + names.MATH_ACCENTS[name] if len(content) == 1 else content
        return unicodedata.normalize("NFC", accented)
    if name in {"footnote", "thanks"}:
        return f" ({content})"
    if name == "textsuperscript":
        return superscript(content)
    if name == "textsubscript":
        return subscript(content)
    return f"[{content}]" if name in names.REFERENCES else content


def bracketed(content: str) -> str:
    """Return ``content`` in brackets unless it is one word."""
    content = content.strip()
    return content if content.removeprefix("√").isalnum() else f"({content})"
