"""Explicit cues of a relation: what the words between two mentions say outright."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.records import RelationKind

_THE = r"(?: the| a| an| our)?"
_FEW = r"(?: \w+){0,3}"


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern over the lower-case tokens between two mentions, and what it states."""

    types: tuple[str, ...]
    """Initials of the two mentions' types, in the order of the text."""
    pattern: re.Pattern[str]
    kind: RelationKind
    forward: bool
    """Whether the first mention is the head of the relation."""
    confidence: float
    """Precision on SciER's training sentences, by its annotation."""


_SAME = ("MM", "DD", "TT")
_SUCH_AS = rf",? ?(?:such as|including|e \. g \. ,?|like|namely){_THE}"
_AND_OTHER = r",? ?(?:and|or) other(?: \w+)?"
_IS_A = rf"(?:, which )?(?:is|are) (?:a|an|one|the){_FEW}"
_THAN = (
    r"(?:.* )?(?:outperforms?|outperformed|surpass\w*|better than|worse than|compared (?:to|with)|superior to"
    rf"|faster than|comparable (?:to|with)|competitive with|in contrast to|unlike|versus|vs \.?){_FEW}"
)
_USED_FOR = (
    r"(?:algorithm|model|method|network|approach|framework|architecture)?s? ?"
    r"(?:is|are|was|were|has been|have been)?(?: \w+)? ?(?:used |applied |proposed |designed |developed )?"
    rf"(?:for|to solve|to tackle|to address|to perform){_THE}(?: \w+)?"
)
_USING = rf"(?:, )?(?:(?:task|problem)s? )?(?:using|via|through|with|by|based on){_THE}(?: \w+)?"
_TRAINED_ON = rf"(?:.* )?(?:trained|pretrained|finetuned|tuned) (?:on|with|using|from){_FEW}"
_RESULTS_ON = (
    r"(?:.* )?(?:evaluat\w+|test\w*|validat\w+|experiments|results|performance|accuracy|art)"
    rf"(?: \w+)? (?:on|with|using|over){_FEW}"
)
_DATA_FOR = rf"(?:\w+ )?(?:dataset|benchmark|corpus|challenge)?s? ?(?:for|in){_THE}(?: \w+)?"
_TASK_ON = (
    r"(?:(?:task|benchmark|dataset)s?)? ?,? ?(?:on|using|with|in|such as|including|:|like|\()"
    rf"{_THE}(?: \w+)?"
)
CUES = tuple(
    Cue(types, re.compile(pattern), kind, forward, confidence)
    for types, pattern, kind, forward, confidence in (
        (_SAME, _SUCH_AS, RelationKind.BROADER, False, 0.75),  # Hearst 1992: what follows is narrower
        (_SAME, _AND_OTHER, RelationKind.BROADER, True, 0.75),
        (_SAME, _IS_A, RelationKind.BROADER, True, 0.6),
        (_SAME, _THAN, RelationKind.COMPARED_WITH, True, 0.68),
        (("MT",), _USED_FOR, RelationKind.USED_FOR, True, 0.82),
        (("TM",), _USING, RelationKind.USED_FOR, False, 0.75),
        (("MD",), _TRAINED_ON, RelationKind.TRAINED_WITH, True, 0.77),
        (("MD",), _RESULTS_ON, RelationKind.EVALUATED_WITH, True, 0.62),
        (("DT",), _DATA_FOR, RelationKind.BENCHMARK_FOR, True, 0.74),
        (("TD",), _TASK_ON, RelationKind.BENCHMARK_FOR, False, 0.88),
    )
)


def cue_between(types: str, between: str) -> Cue | None:
    """Return the first cue that the tokens between two mentions are, given the initials of their types."""
    return next((cue for cue in CUES if types in cue.types and cue.pattern.fullmatch(between)), None)
