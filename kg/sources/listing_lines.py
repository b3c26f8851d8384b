"""How much a line of a listing looks like a title, an abstract or residue of the page.

Every score is an addend in the manner of a log-odds: 0 says nothing, 1 is a hint, 3 is strong, 10 decides.
"""

# ruff: noqa: RUF001 - quotation marks and dashes of all kinds are what is looked for
from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_ABSTRACT = -3.0
"""For a title that no abstract follows."""
UNTHINKABLE = -12.0
"""An abstract is not looked for past breaks that weigh more than this."""

_INTERFACE = re.compile(
    r"\b(?:subscribe|unsubscribe|newsletter|inbox|e-?mails?|sign (?:in|up)|log ?(?:in|out)|register|cookies?|"
    r"privacy|terms|menu|home|about|contact|help|faq|upvotes?|likes?|comments?|share|tweet|follow|download|pdf|"
    r"bibtex|cite|copyright|all rights reserved|trending|submitted by|posted|published|ago|next|previous|"
    r"page|loading|search|filter|sort|show more|read more|view|abs|html|sponsored|advert\w*|navigation|"
    r"skip to|docs|pricing|models|datasets|spaces|settings|profile|dashboard|feedback|authors?)\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:your|click|subscribe|sign up|sign in|log in|newsletter|inbox|cookies?)\b", re.IGNORECASE
)
_GLUED = re.compile(
    r"(Subscribe|Unsubscribe|Sign [Ii]n|Sign [Uu]p|Log ?[Ii]n|Log ?[Oo]ut|Upvoted?)(?=[A-Z0-9])"
)
_MAYBE_GLUED = re.compile(
    r"(Follow|Share|Download|Search|Menu|Home|New|Save|PDF|View|Cite|Next|Previous|Published|Submit|Trending)(?=[A-Z0-9])"
)
_DATE = re.compile(
    r"(?:\d{1,2}\W+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\W+\d{1,4}(?:\W+\d{2,4})?|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?…。！？][)\]\"'”’»]*$")
_SENTENCE_BREAK = re.compile(
    r"(?<![A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bet al)[.!?][)\]\"'”’]*\s+(?=[\"'“(\[]?[A-Z0-9])"
)
_PROSE = re.compile(
    r"\b(?:we|our|this|these|that|which|is|are|was|were|has|have|been|can|it|its|however|show|propose|present)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:we|this|these|in this|our|recent|here|although|while|despite|abstract)\b", re.IGNORECASE
)
_CAPITALISED = r"[^\W\d_a-z][\w.'’–-]*"
_PARTICLE = r"(?:de|del|della|di|da|van|von|der|den|la|le|al|el|bin)"
_NAME = rf"{_CAPITALISED}\s+(?:(?:{_CAPITALISED}|{_PARTICLE})\s+){{0,4}}{_CAPITALISED}"
_NAMES = re.compile(rf"{_NAME}(?:\s*(?:,|;|·|\band\b|&)+\s*(?:and\s+)?{_NAME})+[.,]?")
_ONE_NAME = re.compile(_NAME)
_HANGING = re.compile(
    r"(?:[,;&–-]|\b(?:of|for|the|a|an|in|on|with|and|to|from|by|via|using|as|or|that|is|are|we|our|which|at|into|"
    r"its))$",
    re.IGNORECASE,
)
_WEB = re.compile(r"(?:https?://|www\.)\S+$")


class Line(msgspec.Struct, frozen=True):
    """One line that is not blank, and what can be seen of it."""

    number: int
    text: str
    length: int
    words: int
    stops: bool
    """Whether it ends as a sentence does."""
    sentences: int
    prose: int
    """How many words it has that sentences need and titles mostly do without."""
    junk: float
    """How much it looks like residue by its words and form alone."""
    byline: bool
    """Whether it may be one author's name, in a listing that gives authors."""
    repeated: int
    """How often the very same line occurs."""
    gap: bool | None
    """Whether a blank line is before it; None where that tells nothing, as before all lines or none."""
    full: bool | None = None
    """Whether the line ends because the next word had no room; None where lines are not wrapped."""


def lines(numbered: Sequence[tuple[int, str]]) -> list[Line]:
    """Return the lines that are not blank, described."""
    filled = [(number, stripped) for number, text in numbered if (stripped := text.strip())]
    counts = Counter(text for _, text in filled)
    gaps = [b[0] - a[0] > 1 for a, b in pairwise(filled)]
    telling = 0.03 * len(gaps) < sum(gaps) < 0.9 * len(gaps)
    width = _width([len(text) for _, text in filled])
    lists = sum(len(text) < 250 and bool(_NAMES.fullmatch(text)) for _, text in filled)
    authored = lists > 2 and lists * 30 > len(filled)
    described = []
    for i, (number, text) in enumerate(filled):
        following = filled[i + 1][1].split(" ", 1)[0] if i + 1 < len(filled) else ""
        described.append(
            Line(
                number=number,
                text=text,
                length=len(text),
                words=len(text.split()),
                stops=bool(_STOP.search(text) or _WEB.search(text)),
                sentences=1 + len(_SENTENCE_BREAK.findall(text)),
                prose=len(_PROSE.findall(text[:600])),
                junk=_junk(text),
                byline=authored and len(text) < 60 and bool(_ONE_NAME.fullmatch(text)),
                repeated=counts[text],
                gap=(i == 0 or gaps[i - 1]) if telling else None,
                full=len(text) + 1 + len(following) > width if width else None,
            )
        )
    return described


def _width(lengths: list[int]) -> int:
    """Return the width that the lines are wrapped at, 0 where they are not."""
    if len(lengths) < 6:
        return 0
    width = sorted(lengths)[int(0.95 * (len(lengths) - 1))]
    near = sum(0.85 * width <= length <= width for length in lengths)
    return width if 40 <= width <= 250 and near * 2 > len(lengths) else 0


def _junk(text: str) -> float:
    words = len(text.split())
    if len(text) > 250:
        return 0.0
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or letters * 3 < len(text):
        return 8.0
    junk = 0.0
    interface = len(_INTERFACE.findall(text))
    if interface:
        junk += 6.0 * min(1.0, interface / words) + (1.0 if words <= 3 else 0.0)
    calls = len({m.lower() for m in _CALL.findall(text)})
    if calls and words <= 20:
        junk += 1.5 + 1.5 * (calls > 1) + 1.5 * text.endswith("!")
    if _DATE.search(text) and words <= 8:
        junk += 3.0
    if _NAMES.fullmatch(text):
        junk += 4.0
    if _WEB.fullmatch(text):
        junk += 5.0
    return junk


def residue(line: Line) -> float:
    """Score a line as residue outside of any paper."""
    value = line.junk - 3.5 - min(6.0, line.length / 120)
    if line.repeated > 1 and line.length < 100:
        value += 2.0 + min(4.0, line.repeated)
    return value


def between(line: Line) -> float:
    """Score a line as residue between a title and its abstract: authors, a date, a button."""
    return residue(line) + (4.0 if line.byline else 0.0) - 0.5


def title(parts: Sequence[Line]) -> float:
    """Score lines as one title."""
    first, last = parts[0], parts[-1]
    length = sum(p.length for p in parts)
    value = 1.5 - 1.2 * max(0.0, (length - 130) / 40) - 0.8 * max(p.junk for p in parts)
    value -= 1.5 if length < 8 else 0.0
    for part in parts:
        value -= 3.0 * (part.sentences - 1) * (0.3 if "?" in part.text else 1.0) + 0.5 * max(
            0, part.prose - 1
        )
        value -= 2.0 + min(4.0, part.repeated) if part.repeated > 1 else 0.0
    if last.stops:
        value -= 0.3 if last.text.endswith(("?", "!")) else 3.0
    if first.text[0].islower():
        value -= 2.0
    if last.full:
        value -= 1.0
    if first.gap is False:
        value -= 1.5
    if _OPENING.match(first.text):
        value -= 2.0
    if _HANGING.search(last.text):
        value -= 3.0
    if len(parts) > 1:
        value -= 3.0 * (len(parts) - 1) + 3.0 * any(p.gap for p in parts[1:])
        value -= sum(2.0 for p in parts[:-1] if p.stops or p.length < 40)
        value += sum(1.0 for p in parts[:-1] if _HANGING.search(p.text))
        value += sum(1.5 for p in parts[1:] if p.text[0].islower())
    return value


def abstract(first: Line, last: Line, length: int) -> float:
    """Score the lines from ``first`` to ``last``, of that many characters, as one abstract."""
    value = 1.0 - 4.0 * max(0.0, 1.0 - length / 250)
    value += 1.5 if last.stops else -2.5 - 1.5 * bool(last.full)
    value += min(1.5, 0.5 * first.prose) + min(1.0, 0.5 * (first.sentences - 1))
    value += 0.5 if _OPENING.match(first.text) else 0.0
    value -= 0.8 * first.junk + (4.0 if first.text[0].islower() else 0.0)
    if length < 400 and first is not last:
        value -= 0.4 * last.junk
    return value


def broken(line: Line, following: Line) -> float:
    """Score an abstract that goes on from ``line`` to ``following``."""
    value = -0.5 * following.junk - (3.0 if following.gap else 0.0)
    if following.repeated > 1 and following.length < 100:
        value -= 2.0
    if line.full is not None:  # wrapped: a line that leaves room for the next word ends a paragraph
        value += 0.5 if line.full else -3.0 if line.stops else -1.5
    elif line.stops:
        # A new paragraph, or another paper's title? Prose speaks for the one, brevity for the other.
        prose = following.prose + following.sentences - 1
        value -= (
            1.0
            if following.stops and prose
            else 4.0
            if not following.stops and following.length < 130
            else 2.0
        )
    if not line.stops and following.text[0].islower():
        value += 1.0
    elif line.full is None:
        if not line.stops and not _HANGING.search(line.text):
            value -= 2.0  # lines that are not wrapped seldom end within a sentence
        if not line.length / 3 < following.length < line.length * 3:
            value -= 3.0  # one of a title's length, one of an abstract's
    if line.length > 500 and line.stops and following.length > 500:
        value -= 3.0  # two whole abstracts
    return value


def unglued(title_text: str, abstract_text: str) -> tuple[str, str]:
    """Return a title without the word of the page that a paste glued to its front, and that word.

    ``SubscribeDeep Nets`` loses its first nine letters; ``ShareGPT`` keeps them where the abstract
    has the word too, or does not have the rest of it.
    """
    if found := _GLUED.match(title_text):
        return title_text[found.end() :].lstrip(), found[1]
    if found := _MAYBE_GLUED.match(title_text):
        glued = re.match(r"[\w-]+", title_text)
        rest = re.match(r"[\w-]+", title_text[found.end() :])
        have = set(re.findall(r"[\w-]+", abstract_text))
        if glued and rest and glued[0] not in have and rest[0] in have and len(rest[0]) > 2:
            return title_text[found.end() :].lstrip(), found[1]
    return title_text, ""
