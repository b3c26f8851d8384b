"""Broader concepts: from the vocabulary, from sentences, and from the heads of names; never a cycle."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kg.link.english import words
from kg.link.normalise import fold
from kg.records import ConceptRelation, Evidence, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.link.concepts import Group
    from kg.link.vocabulary import Vocabulary
    from kg.records import ConceptType

NAME_CONFIDENCE = 0.8
"""Confidence of a broader concept read off a name: most modifiers narrow, a few do not."""
CLEAR = 0.8
"""Share of its papers in which a surface form must mean one concept to name it in another's name."""
TOO_WIDE = words(
    """
    algorithm analysis approach architecture base bound class code component condition data dataset
    decomposition design distribution equation error estimate example experiment feature field form
    framework function game graph group image information input item law layer learning loss machine map
    matrix mechanism method metric model module network norm object operation operator optimization
    output parameter policy pattern point problem procedure process program property protocol reasoning
    representation rule sample scheme search sequence set setting space state strategy structure system
    task technique test text theory tool training unit value vector
    """
)
"""Heads too wide to say what a thing is."""
_REVERSING = words(
    """
    non un anti pseudo quasi semi self zero few one two multi cross inter intra sub super meta pre post
    un weakly weak half de re co inverse fake approximate near almost beyond without against
    """
)
"""Modifiers after which the rest of the name need not hold: "non-convex optimization" is not convex."""
_PREPOSITIONS = words(
    """
    of for with in on from via by to and or under over without between as at per
    """
)


def broader_relations(
    groups: Sequence[Group],
    stated: Mapping[tuple[str, str], tuple[Evidence, ...]],
    vocabulary: Vocabulary,
) -> list[ConceptRelation]:
    """Return the ``broader`` relations among the concepts, sorted by subject and object.

    Args:
        groups: the concepts.
        stated: (narrower id, broader id) to the sentences that say so.
        vocabulary: gives the broader concept of those that it knows.

    Sources are taken in the order vocabulary, sentences (best supported first), names; a relation that
    would close a cycle is left out, and so is one from a name that others already imply.
    """
    by_id = {g.id: g for g in groups}
    by_name = _names(groups)
    parents: dict[str, dict[str, tuple[tuple[Evidence, ...], float]]] = {}

    def add(narrow: str, wide: str, evidence: tuple[Evidence, ...], confidence: float) -> bool:
        if narrow == wide or by_id[narrow].type != by_id[wide].type or wide in parents.get(narrow, {}):
            return False
        if _reaches(parents, wide, narrow):
            return False
        parents.setdefault(narrow, {})[wide] = (evidence, confidence)
        return True

    for narrow, wide in _from_vocabulary(groups, vocabulary, by_name):
        add(narrow, wide, stated.get((narrow, wide), ()), 1.0)
    for (narrow, wide), evidence in sorted(stated.items(), key=lambda s: (-len(s[1]), s[0])):
        if narrow in by_id and wide in by_id:
            add(narrow, wide, evidence, combined(evidence))
    for narrow, wide in _from_names(groups, by_name):
        if narrow in parents and _reaches(parents, narrow, wide):
            continue
        add(narrow, wide, (), NAME_CONFIDENCE)
    return [
        ConceptRelation(narrow, RelationKind.BROADER, wide, evidence, round(confidence, 4))
        for narrow, wides in sorted(parents.items())
        for wide, (evidence, confidence) in sorted(wides.items())
    ]


def _names(groups: Sequence[Group]) -> dict[tuple[ConceptType, str], str]:
    """The concept that each folded label names, and each other surface form that nearly always means one."""
    uses: dict[tuple[ConceptType, str], Counter[str]] = defaultdict(Counter)
    for group in groups:
        for spelling, papers in group.spellings().items():
            uses[group.type, fold(spelling)][group.id] += papers
    names = {}
    for name, counts in uses.items():
        best = min(counts, key=lambda g: (-counts[g], g))
        if counts[best] >= CLEAR * counts.total():
            names[name] = best
    names.update({(g.type, fold(g.label)): g.id for g in sorted(groups, key=lambda g: (g.papers, g.id))})
    return names


def combined(evidence: Iterable[Evidence]) -> float:
    """Return the confidence that several independent sentences give together: 1 - Π(1 - c)."""
    doubt = 1.0
    for one in evidence:
        doubt *= 1.0 - one.confidence
    return round(1.0 - doubt, 4)


def _reaches(parents: Mapping[str, Mapping[str, object]], start: str, goal: str) -> bool:
    """Whether ``goal`` is ``start`` or above it."""
    stack, seen = [start], set()
    while stack:
        node = stack.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            stack.extend(parents.get(node, ()))
    return False


def _from_vocabulary(
    groups: Sequence[Group], vocabulary: Vocabulary, by_name: Mapping[tuple[ConceptType, str], str]
) -> Iterable[tuple[str, str]]:
    """The nearest ancestor in the vocabulary that the corpus holds."""
    for group in groups:
        term, passed = group.term, set()
        while term is not None and term.broader and term.name not in passed:
            passed.add(term.name)
            term = vocabulary.find(group.type, fold(term.broader))
            wide = by_name.get((group.type, fold(term.name))) if term else None
            if wide is not None:
                yield group.id, wide
                break


def _from_names(
    groups: Sequence[Group], by_name: Mapping[tuple[ConceptType, str], str]
) -> Iterable[tuple[str, str]]:
    """The longest tail of a name that is itself a concept.

    "diagonal state space model" gives "state space model".
    """
    for group in groups:
        if group.type == "Dataset":
            continue  # "Tiny ImageNet" is no kind of ImageNet
        tokens = group.label.split()
        stop = next((i for i, w in enumerate(tokens) if i and w.lower() in _PREPOSITIONS), len(tokens))
        for start in range(1, stop):
            before = tokens[start - 1].lower()
            if before in _REVERSING or before.rstrip("-") in _REVERSING:
                continue
            tail = tokens[start:]
            if len(tail) == 1 and tail[0].lower() in TOO_WIDE:
                continue
            wide = by_name.get((group.type, fold(" ".join(tail))))
            if wide is not None and wide != group.id:
                yield group.id, wide
                break
