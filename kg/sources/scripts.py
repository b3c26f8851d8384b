"""Superscripts and subscripts as plain text."""

# ruff: noqa: RUF001 - the characters that look like others are the subject
from __future__ import annotations

_SIGNS = "0123456789+-−=()"
_SUPER = str.maketrans(_SIGNS + "in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ")
_SUB = str.maketrans(_SIGNS + "aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_BARE = frozenset({"th", "st", "nd", "rd", "*", "∗", "⋆", "†", "‡", "°", "′", "″", "®", "™"})


def superscript(text: str) -> str:
    """Return ``text`` raised: ``n²`` where Unicode can, ``n^T`` or ``n^(1/2)`` where it cannot."""
    text = text.strip()
    if text in _BARE:
        return text
    if text == "∘":
        return "°"
    if text and all(ord(c) in _SUPER for c in text):
        return text.translate(_SUPER)
    return _fallback("^", text)


def subscript(text: str) -> str:
    """Return ``text`` lowered: ``x₁``, ``xᵢ``; words stay words (``L_max``) for the reader's sake."""
    text = text.strip()
    if text and all(c in _SIGNS for c in text):
        return text.translate(_SUB)
    if len(text) == 1 and ord(text) in _SUB:
        return text.translate(_SUB)
    return _fallback("_", text)


def _fallback(mark: str, text: str) -> str:
    if not text:
        return ""
    return mark + text if text.isalnum() or len(text) == 1 else f"{mark}({text})"
