"""Candidates: terms of a document that may be concepts, each with all its mentions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.tags import TAGS, decode, spans
from kg.extract.terms import HYPHENS, longest_first, term_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.encoder import Encoding
    from kg.records import Abbreviation

GENEROSITY = 1.2
"""What is taken from the log probability of "no concept" when candidates are sought."""
_GENEROUS = np.eye(1, len(TAGS), dtype=np.float32)[0] * np.float32(GENEROSITY)
IMPOSSIBLE = -99.0
LONGEST_TERM = 14
"""Tokens of the longest term that is sought again in the text."""


@dataclass
class Candidate:
    """A term that may be a concept, in one document."""

    mentions: list[tuple[int, int]]
    """First token and end token of each mention, in order."""
    sure: int
    """How many of them the strict decoding found."""
    found: int
    """How many the generous decoding found; the rest are repetitions of the same words."""
    defined: bool
    """Whether the text defines an abbreviation of it."""
    key: str
    """Key of its most frequent form, the longest of equals."""


def candidates(
    encodings: Sequence[Encoding], defined: Sequence[Sequence[Abbreviation]]
) -> list[list[Candidate]]:
    """Return the candidates of each document, in the order of their first mention.

    Args:
        encodings: what the network said of each document.
        defined: the abbreviations that each document defines.
    """
    scores = [np.log(e.tags + 1e-9) for e in encodings]
    for encoding, score in zip(encodings, scores, strict=True):
        space = [i for i, word in enumerate(encoding.words) if word.isspace()]
        score[space, 1:] = IMPOSSIBLE  # no concept crosses from the title into the abstract
    generous = [score - _GENEROUS for score in scores]
    found = decode([*scores, *generous])
    return [
        _grouped(e, {s[:2] for s in spans(sure)}, [s[:2] for s in spans(likely)], pairs)
        for e, sure, likely, pairs in zip(
            encodings, found[: len(scores)], found[len(scores) :], defined, strict=True
        )
    ]


def _grouped(
    encoding: Encoding,
    sure: set[tuple[int, int]],
    likely: list[tuple[int, int]],
    pairs: Sequence[Abbreviation],
) -> list[Candidate]:
    words = encoding.words
    likely = [s for s in likely if any(c.isalpha() for c in term_key(words[slice(*s)]))]  # signs name nothing
    groups: dict[str, str] = {}  # key of a form: key of its group
    for start, end in likely:
        key = form_key(words[start:end])
        groups.setdefault(key, key)
    defined = set()
    for pair in pairs:
        short, long = form_key(_words(pair.short)), form_key(_words(pair.long))
        if long in groups or short in groups:
            target = groups.get(long) or groups.get(short) or long
            for key in (short, long):
                old = groups.get(key, target)
                for k, group in groups.items():
                    if group == old:
                        groups[k] = target
                groups[key] = target
            defined.add(target)
    found = set(likely)
    seen = [words[start] for start, end in likely if end - start == 1] + [pair.short for pair in pairs]
    again = _repetitions(encoding, groups, found, _only_in_capitals(seen))
    spread = longest_first([(*s, None) for s in found | again])
    members: dict[str, list[tuple[int, int]]] = {}
    for start, end, _ in spread:
        key = form_key(words[start:end])
        if key in groups:
            members.setdefault(groups[key], []).append((start, end))
    made = []
    for group, mentions in members.items():
        forms = Counter(term_key(words[s:e]) for s, e in mentions)
        best = max(forms, key=lambda k: (forms[k], len(k), k))
        made.append(
            Candidate(
                mentions,
                sum(m in sure for m in mentions),
                sum(m in found for m in mentions),
                group in defined or groups.get(group) in defined,
                best,
            )
        )
    return made


def form_key(words: Sequence[str]) -> str:
    """Return what the forms of a name in one paper share: a term's key, but inner capitals stay.

    "ResNets" and "ResNet" are one; "ZerO", a name, and "zeros", a word, are two.
    """
    if len(words) == 1:
        name = words[0].removesuffix("s")
        if name[1:] != name[1:].lower() and name != name.upper():
            return name
    return term_key(words)


def _words(text: str) -> list[str]:
    """Split a long form roughly as the tokenizer does: at white space and around hyphens."""
    return text.replace("-", " - ").split()


def _repetitions(
    encoding: Encoding, groups: dict[str, str], found: set[tuple[int, int]], capitals: set[str]
) -> set[tuple[int, int]]:
    """Return the other places where the words of a group stand; those of ``capitals`` in capitals alone."""
    words = encoding.words
    taken = {i for start, end in found for i in range(start, end)}
    most = max((key.count(" ") + 1 for key in groups), default=0)
    starts = {key.split(" ", 1)[0].lower() for key in groups}
    starts |= {f"{s}s" for s in starts}
    more = set()
    for i, word in enumerate(encoding.lower):
        if word not in starts:
            continue
        for end in range(_furthest(words, i, taken, most), i, -1):
            if words[end - 1] in "-–—":
                continue
            key = form_key(words[i:end])
            if key in capitals and not _in_capitals(words[i]):
                continue  # "to" is no mention of TO, trajectory optimization
            if key in groups:
                more.add((i, end))
                break
    return more


def _furthest(words: list[str], start: int, taken: set[int], most: int) -> int:
    """Return where a term of up to ``most`` words that starts at a token must end: before what is taken."""
    limit = min(len(words), start + LONGEST_TERM)
    for end in range(start, limit):
        if end in taken or words[end].isspace():
            return end
        most -= words[end] not in HYPHENS
        if most < 0:
            return end
    return limit


def _only_in_capitals(seen: Sequence[str]) -> set[str]:
    """Return the keys of the words that were seen in capitals alone: short forms, mostly."""
    plain = {form_key([word]) for word in seen if not _in_capitals(word)}
    return {form_key([word]) for word in seen if _in_capitals(word)} - plain


def _in_capitals(word: str) -> bool:
    return word.removesuffix("s").isupper()
