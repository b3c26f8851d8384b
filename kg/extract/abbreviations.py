"""Short forms that a paper defines: "state space model (SSM)" (Schwartz and Hearst 2003, PSB)."""

from __future__ import annotations

import re

from kg.records import Abbreviation

_BRACKETED = re.compile(r"\(([^()]{2,60})\)")
_SHORT = re.compile(r"^[A-Za-z0-9][\w.+\-/&]{1,11}s?$")
_ALNUM = re.compile(r"[^\W_]+")
_QUOTES = " \"'“”‘’"
_WORD = re.compile(r"\S+")


def abbreviations(text: str) -> list[Abbreviation]:
    """Return the abbreviations defined in ``text``, in order, each pair once.

    A definition is a short form in round brackets behind its long form. The short form's letters are sought
    from right to left in the words before the bracket; its first must start a word.
    """
    found: dict[tuple[str, str], None] = {}
    for match in _BRACKETED.finditer(text):
        short = re.split(r"[;,]", match[1])[0].strip(_QUOTES)
        if not _SHORT.match(short) or not any(c.isupper() for c in short) or short.isdigit():
            continue
        core = short[:-1] if short.endswith("s") and short[:-1].isupper() else short
        long = long_form(core, text[: match.start()])
        if long:
            found[short, long] = None
    return [Abbreviation(short, long) for short, long in found]


def long_form(short: str, before: str) -> str:
    """Return the end of ``before`` that ``short`` abbreviates, or an empty string."""
    letters = [c.lower() for c in short if c.isalnum()]
    words = list(_WORD.finditer(before))
    most = min(len(letters) + 5, 2 * len(letters))
    if not words or not letters:
        return ""
    start = words[max(0, len(words) - most)].start()
    window = before[start:].rstrip()
    # a sentence or clause that ended holds no part of the long form
    window = re.split(r"[.;:!?]\s|[()]", window)[-1]
    initials = list(_ALNUM.finditer(window))[-len(letters) :]
    if [word[0][0].lower() for word in initials] == letters:
        return window[initials[0].start() :].strip(_QUOTES)  # else "self-supervised" would lose its "self"
    position = len(window)
    for i, letter in enumerate(reversed(letters)):
        first = i == len(letters) - 1
        position -= 1
        while position >= 0 and not (
            window[position].lower() == letter
            and (not first or position == 0 or not window[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return ""
    long = window[position:].strip(_QUOTES)
    if len(long) <= len(short) or short.lower() in long.lower().split():
        return ""
    return long
