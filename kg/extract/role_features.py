"""What the classifiers of roles (a concept in its paper) and of aboutness (a claim and a concept) see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.extract.network import SENTENCE_CLASSES
from kg.records import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.extract.encoder import Encoding

MentionTokens = tuple[int, int]
ROLE_NUMBERS = 5 + 2 * len(Role) + 2 * len(SENTENCE_CLASSES)
ABOUT_NUMBERS = 6
_PROPOSING = frozenset(
    [
        "propose",
        "proposes",
        "proposed",
        "introduce",
        "introduces",
        "introduced",
        "present",
        "presents",
        "presented",
        "develop",
        "develops",
        "developed",
        "design",
        "call",
        "called",
        "term",
        "termed",
        "dub",
        "dubbed",
        "named",
        "new",
        "novel",
        "create",
        "release",
        "build",
    ]
)
_OWN = frozenset(["our", "we", "this"])
_TELLING = _PROPOSING | _OWN
_PLAIN = 60
"""Words of a claim that are looked at beside a concept that it does not name."""


def role_rows(
    encoding: Encoding,
    gap: int,
    concepts: Sequence[tuple[str, str, Sequence[MentionTokens]]],
    defined: Sequence[str],
) -> list[tuple[list[str], list[float]]]:
    """Return the features of each concept of a document, as text, and as ``ROLE_NUMBERS`` numbers.

    Args:
        encoding: what the network said of the document.
        gap: index of the token between title and abstract.
        concepts: type, name, and first and end token of the mentions of each concept.
        defined: short forms that the document defines.

    Raises:
        ValueError: the encoder has not judged the roles of these concepts.
    """
    if encoding.roles is None or len(encoding.roles) != len(concepts):
        raise ValueError("Encoder.judge_roles must see the concepts first")
    judged = np.log(encoding.roles + 1e-3)
    rivals = _largest_of_others(judged).tolist()
    chances = judged.tolist()
    whole = (encoding.classes.sum(axis=0) / max(len(encoding.classes), 1)).tolist()
    words = encoding.lower
    said = [_said(words[s:e]) for s, e in encoding.sentences]
    kinds = encoding.classes.argmax(axis=1).tolist()
    sentence_of = {i: k for k, (s, e) in enumerate(encoding.sentences) for i in range(s, e)}
    last = max(len(encoding.sentences), 1)
    count = len(concepts)
    rows = []
    for order, (kind, name, mentions) in enumerate(concepts):
        features = [f"type:{kind}", f"head:{kind}:{name.lower().split()[-1]}", f"name:{name.lower()}"]
        in_title = any(e <= gap for _, e in mentions)
        body = [m for m in mentions if m[0] > gap]
        features.append(f"title:{kind}:{in_title}:{bool(body)}:{min(len(mentions), 4)}")
        for start, end in mentions[:6]:
            where = "t" if end <= gap else "a"
            features += _context(words, start, end, where, kind)
            if where == "t":
                features.append(f"title-start:{kind}:{start == 0}:{end < len(words) and words[end] == ':'}")
                features.append(f"title-end:{kind}:{end == gap}")
            elif start in sentence_of:
                k = sentence_of[start]
                opens, holds = said[k]
                features += opens
                features.append(f"class:{kinds[k]}:{kind}")
                features += [f"place:{kind}:{min(k, 5)}", f"end:{kind}:{min(last - 1 - k, 3)}"]
                features += holds
        if any(d.lower() == words[s] for s, e in mentions for d in defined if e - s == 1):
            features.append("defined")
        if any(c.isupper() for c in name[1:]):
            features.append("capitals")
        first = mentions[0][0]
        places = [sentence_of.get(s, 0) for s, _ in body]
        around = whole
        if places and len(encoding.classes):
            around = encoding.classes[places].mean(axis=0).tolist()
        numbers = [
            min(len(mentions), 8),
            first / max(len(words), 1),
            (min(places) / last) if places else 0.0,
            (max(places) / last) if places else 0.0,
            order / count,
            *chances[order],
            *rivals[order],
            *around,
            *whole,
        ]
        rows.append((features, numbers))
    return rows


def _said(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return how a sentence opens, and which words it holds, as features of every concept in it."""
    kinds = set(words)
    opens = [f"opens:{' '.join(words[:3])}", f"opens2:{' '.join(words[:2])}"]
    return opens, [*(f"in:{w}" for w in sorted(kinds & _TELLING)), *(f"s:{w}" for w in sorted(kinds))]


def _largest_of_others(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return for each row and column the largest value in the other rows; where none is, no chance's."""
    if len(scores) < 2:
        return np.full_like(scores, np.log(1e-3))
    second, largest = np.sort(scores, axis=0)[-2:]
    others: NDArray[np.float32] = np.where(scores == largest, second, largest)
    return others


def _context(words: Sequence[str], start: int, end: int, where: str, kind: str) -> list[str]:
    before = words[max(0, start - 5) : start]
    after = words[end : end + 4]
    return [
        *(f"{where}b{n}:{' '.join(before[-n:])}" for n in (1, 2, 3)),
        *(f"{where}a{n}:{' '.join(after[:n])}" for n in (1, 2, 3)),
        *(f"{where}~b:{w}" for w in before),
        *(f"{where}~a:{w}" for w in after),
        f"{where}b1:{kind}:{' '.join(before[-1:])}",
    ]


def about_rows(
    encoding: Encoding,
    claim: tuple[int, int],
    kind: str,
    concepts: Sequence[tuple[str, str, Sequence[MentionTokens], str]],
    others: int,
) -> list[tuple[list[str], list[float]]]:
    """Return the features of a claim and each of some concepts, as text, and as ``ABOUT_NUMBERS`` numbers.

    Args:
        encoding: what the network said of the document.
        claim: first and end token of the claim.
        kind: of the claim.
        concepts: type, name, mentions, and role of each concept.
        others: how many concepts the claim mentions.
    """
    words = set(encoding.lower[claim[0] : claim[1]])
    plain = [w for w in sorted(words) if w.isalpha()][:_PLAIN]
    own = not _OWN.isdisjoint(words)
    rows = []
    for type_, _, mentions, role in concepts:
        inside = [m for m in mentions if claim[0] <= m[0] and m[1] <= claim[1]]
        before = [m for m in mentions if claim[0] - 40 <= m[0] < claim[0]]
        here = bool(inside)
        features = [
            f"in:{here}:{role}",
            f"in:{here}:{type_}:{kind}",
            f"in:{here}:{role}:{kind}:{own}",
            f"others:{here}:{role}:{min(others, 4)}",
            f"own:{here}:{role}:{own}",
            f"near:{here}:{bool(before)}:{role}",
            f"title:{here}:{role}:{mentions[0][0] < 12}",
            f"many:{here}:{role}:{min(len(mentions), 4)}",
        ]
        for start, end in inside[:2]:
            context = encoding.lower[max(claim[0], start - 3) : start]
            features += [f"b:{' '.join(context[-n:])}" for n in (1, 2)]
            after = encoding.lower[end : min(end + 3, claim[1])]
            features += [f"a:{' '.join(after[:n])}" for n in (1, 2)]
            features.append(f"first:{start - claim[0] < 6}:{role}")
        if not inside:
            features += [f"out:{role}:{w}" for w in plain]
        numbers = [
            float(here),
            float(len(inside)),
            float(len(mentions)),
            float(others),
            (inside[0][0] - claim[0]) / (claim[1] - claim[0]) if inside else -1.0,
            float(own),
        ]
        rows.append((features, numbers))
    return rows
