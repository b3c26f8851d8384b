"""What the relation classifier sees of two mentions in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.extract.relation_cues import cue_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MentionSpan = tuple[int, int, str]
"""Start, end (exclusive) in the sentence, and type."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WIDE = 12
"""Tokens between two mentions up to which each is a feature in its place."""
_NUMBER = re.compile(r"\d+")
_CITATION = re.compile(r"\[[\d, \u2013-]+\]|\([^()]*\bet al\b[^()]*\)")
_LIST = frozenset({",", "and", "or", "/", "&", ";", "(", ")"})
"""Tokens that part the members of a list."""
_JOINING = frozenset({",", "and", "or", "/", "&"})
_CUES = {
    "use": """
        use uses used using utilize utilizes utilizing employ employs employing adopt adopts apply
        applied applying leverage leverages leveraging exploit exploits via through by
    """,
    "for": """
        for to solve solves solving tackle address addresses addressing perform performs performing task
        tasks problem
    """,
    "eval": """
        evaluate evaluates evaluated evaluating evaluation test tested testing experiment experiments
        results performance achieve achieves achieved accuracy benchmark benchmarks benchmarked validate
        validated report on
    """,
    "train": """
        train trained training trains pretrained pretrain finetune finetuned tuned learned
    """,
    "compare": """
        than compared comparison compare outperform outperforms outperforming outperformed over against
        versus vs baseline baselines better worse superior surpasses similar unlike comparable while
        whereas however
    """,
    "part": """
        with consists consist composed contains contain includes include including component components
        module modules layer layers part built based integrate integrates incorporate incorporates
        combine combines combining add
    """,
    "kind": """
        is are such as other like e g namely called type kind variant variants extension extends special
        case
    """,
}
_CUE_OF = {word: cue for cue, words in _CUES.items() for word in words.split()}


@dataclass(frozen=True)
class Sentence:
    """A sentence with the mentions in it, sorted by start."""

    text: str
    mentions: Sequence[MentionSpan]
    buckets: dict[tuple[str, int, str], set[int]] = field(default_factory=dict, compare=False)
    """Hash buckets of the features of parts, as ``kg.extract.relations`` finds them; kept for other pairs."""

    @cached_property
    def parts(self) -> list[list[str]]:
        """Lower-case tokens before, between and after the mentions: one list more than mentions."""
        edges = [0, *(i for start, end, _ in self.mentions for i in (start, end)), len(self.text)]
        gaps = [
            self.text[edges[i] : edges[i + 1]] if edges[i] < edges[i + 1] else ""
            for i in range(0, len(edges), 2)
        ]
        return [_TOKEN.findall(_NUMBER.sub("0", _CITATION.sub(" ", gap.lower()))) for gap in gaps]

    @cached_property
    def lists(self) -> list[int]:
        """The number of the list that each mention is in; mentions alone are lists of one."""
        number, found = 0, []
        for index in range(len(self.mentions)):
            same_type = index and self.mentions[index][2] == self.mentions[index - 1][2]
            if index and not (same_type and self.parts[index] and _LIST.issuperset(self.parts[index])):
                number += 1
            found.append(number)
        return found

    def name(self, index: int) -> str:
        """The text of a mention, in lower case."""
        start, end, _ = self.mentions[index]
        return self.text[start:end].lower()


def outside(sentence: Sentence, first: int, second: int) -> Iterator[tuple[str, int, str]]:
    """Yield what stands left and right of two mentions: the side, the number of a part, and their types."""
    types = types_of(sentence, first, second)
    for number in range(len(sentence.parts)):
        if number <= first:
            yield "left", number, types
        elif number > second:
            yield "right", number, types


def part_features(sentence: Sentence, side: str, number: int, types: str) -> list[str]:
    """Return the features of a part that ``outside`` gave; the same for many pairs of mentions."""
    return [f"{side}={token}|{types}" for token in sentence.parts[number]]


def types_of(sentence: Sentence, first: int, second: int) -> str:
    """Return the initials of the types of two mentions."""
    return f"{sentence.mentions[first][2][0]}{sentence.mentions[second][2][0]}"


def features(sentence: Sentence, first: int, second: int) -> list[str]:
    """Return the features of the mentions ``first`` < ``second`` (by position) of a sentence.

    Those of the words left and right of both are apart: see ``outside``.
    """
    types = types_of(sentence, first, second)
    before, after = sentence.parts[first], sentence.parts[second + 1]
    return [
        f"types={types}",
        *_gap(_between(sentence, first, second), types),
        *_listed(sentence, first, second, types),
        f"apart={min(second - first - 1, 4)}|{types}",
        *[f"before={token}" for token in before[-4:]],
        *[f"before={token}|{types}" for token in before[-4:]],
        *[f"after={token}" for token in after[:4]],
        *[f"after={token}|{types}" for token in after[:4]],
        f"before2={' '.join(before[-2:])}|{types}",
        f"after2={' '.join(after[:2])}|{types}",
        *_names(sentence.name(first), sentence.name(second), types),
        f"place={min(first, 3)}|{min(len(sentence.mentions) - second, 3)}|{types}",
    ]


def _listed(sentence: Sentence, first: int, second: int, types: str) -> list[str]:
    """What stands between the lists that two mentions are in, so that each member counts as the nearest."""
    lists = sentence.lists
    if lists[first] == lists[second]:
        return [f"samelist|{types}"]
    tokens = between_lists(sentence, first, second)
    cue = cue_between(types, " ".join(tokens))
    cues = [_CUE_OF[t] for t in tokens if t in _CUE_OF]
    before = [_CUE_OF[t] for t in sentence.parts[lists.index(lists[first])] if t in _CUE_OF]
    apart = lists[second] - lists[first]
    return [
        *([f"says={cue.kind.value}|{cue.forward}|{apart}"] if cue else []),
        f"listgap={' '.join(tokens[:_WIDE])}|{types}",
        f"listgap2={' '.join([t for t in tokens if t.isalpha()])[:40]}|{types}",
        f"listsapart={apart}|{types}",
        f"cues={' '.join(cues[:4])}|{types}",
        *[f"cue={word_group}|{types}" for word_group in dict.fromkeys(cues)],
        f"cuesbefore={' '.join(before[-2:])}|{types}",
        f"cuesboth={' '.join(before[-1:])}>{' '.join(cues[:3])}|{types}",
    ]


def between_lists(sentence: Sentence, first: int, second: int) -> list[str]:
    """Tokens between the end of the first mention's list and the start of the second's."""
    lists = sentence.lists
    after = lists.index(lists[first] + 1)  # the lists are numbered in order
    return _between(sentence, after - 1, lists.index(lists[second]))


def _between(sentence: Sentence, first: int, second: int) -> list[str]:
    """Tokens between two mentions, mentions among them as their type's initial."""
    tokens: list[str] = []
    for number in range(first + 1, second + 1):
        tokens += sentence.parts[number]
        if number < second:
            tokens.append(f"<{sentence.mentions[number][2][0]}>")
    return tokens


def _gap(between: list[str], types: str) -> list[str]:
    """What stands between two mentions; words apart, in pairs, and as a whole."""
    words = [t for t in between if not t.startswith("<")]
    found = [
        f"long={min(len(between), 20) // 2}|{types}",
        *[f"mid={token}" for token in words],
        *[f"mid={token}|{types}" for token in words],
        *[f"mid2={one} {other}|{types}" for one, other in pairwise(between)],
        f"first={' '.join(between[:2])}|{types}",
        f"last={' '.join(between[-2:])}|{types}",
    ]
    if len(between) <= _WIDE:
        found.append(f"gap={' '.join(between)}|{types}")
    if len(words) <= _WIDE:
        found.append(f"words={' '.join(words)}|{types}")
    if words and _JOINING.issuperset(words):
        found.append(f"list|{types}")
    if "(" in words and ")" not in words:
        found.append(f"open|{types}")
    return found


def _names(one: str, other: str, types: str) -> list[str]:
    heads = one.split()[-1:], other.split()[-1:]
    found = [
        f"{place}={head[0]}|{types}" for place, head in zip(("head1", "head2"), heads, strict=True) if head
    ]
    if one in other or other in one:
        found.append(f"inside={'1' if one in other else '2'}|{types}")
    elif heads[0] == heads[1]:
        found.append(f"samehead|{types}")
    return found
