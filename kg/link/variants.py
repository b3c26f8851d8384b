"""Other ways to write the same name: generic heads, empty modifiers, word order, inflection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.link.english import singular, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.records import ConceptType


GENERIC_HEADS: dict[ConceptType, frozenset[str]] = {
    "Method": words(
        "algorithm method mechanism technique approach scheme procedure framework strategy operation theory "
        "term"
    ),
    "Dataset": words(
        "dataset benchmark corpus database challenge suite environment leaderboard collection domain "
        "simulator game task repository"
    ),
    "Task": words("problem task setting challenge"),
}
"""Last words that add nothing to a name of that type: "MNIST dataset", "Viterbi algorithm"."""
PROCEDURES = words("algorithm approach procedure scheme technique")
"""Last words for which others say "method": "first-order algorithm"."""
NAME_HEADS = words(
    "model network architecture optimizer classifier layer unit cell activation agent module block decoder"
)
"""Last words that add nothing to a method's name written as an abbreviation: "LSTM network"."""
EMPTY_MODIFIERS = words(
    "standard conventional traditional classical vanilla typical existing popular current usual"
)
"""Words that tell a concept from its newer rivals without making another concept of it."""
_PROCESS = ("ing", "tion", "sion", "ment", "attention", "greedy", "gradient", "ensemble", "bootstrap")
"""Endings of single words that name a method by themselves: "pruning method" is pruning."""
_LITTLE_WORDS = words("the a an its their such our")
_LEARNING_MODIFIERS = ("supervised", "shot", "task", "agnostic", "transductive", "inductive")
_NOUN = {
    "analyzing": "analysis", "captioning": "captioning", "classifying": "classification",
    "clustering": "clustering", "completing": "completion", "compressing": "compression",
    "controlling": "control", "denoising": "denoising", "detecting": "detection",
    "disentangling": "disentanglement", "distilling": "distillation", "estimating": "estimation",
    "evaluating": "evaluation", "extracting": "extraction", "forecasting": "forecasting",
    "generating": "generation", "identifying": "identification", "inferring": "inference",
    "initializing": "initialization", "learning": "learning", "localizing": "localization",
    "matching": "matching", "maximizing": "maximization", "minimizing": "minimization",
    "modeling": "modeling", "navigating": "navigation", "optimizing": "optimization", "parsing": "parsing",
    "planning": "planning", "predicting": "prediction", "preparing": "preparation", "pruning": "pruning",
    "quantizing": "quantization", "ranking": "ranking", "recognizing": "recognition",
    "reconstructing": "reconstruction", "recovering": "recovery", "registering": "registration",
    "retrieving": "retrieval", "segmenting": "segmentation", "selecting": "selection",
    "simulating": "simulation", "solving": "solving", "summarizing": "summarization",
    "synthesizing": "synthesis", "testing": "testing", "tracking": "tracking", "training": "training",
    "transferring": "transfer", "translating": "translation", "tuning": "tuning",
    "understanding": "understanding", "verifying": "verification",
}  # fmt: skip
"""Gerunds and the nouns of the same action."""
_STEMS = {
    stem: noun
    for gerund, noun in _NOUN.items()
    for stem in (gerund, gerund[:-3], gerund[:-3] + "e", gerund[:-4] if gerund[-4] == gerund[-5] else gerund)
}
_SAME_ACTION = {
    "estimate": "estimation", "estimator": "estimation", "regularizer": "regularization",
    "regularize": "regularization", "approximator": "approximation", "sampler": "sampling",
    "modeling": "model", "program": "programming", "recognizer": "recognition", "detector": "detection",
}  # fmt: skip


def variants(tokens: tuple[str, ...], type_: ConceptType, *, proper: bool) -> Iterator[tuple[str, str]]:
    """Yield (rule, key) for names that would mean the same as ``tokens``, if a paper used them.

    Args:
        tokens: folded tokens of the name.
        type_: type of the concept; heads are generic only within a type.
        proper: whether the name without its last word is written as a proper name or abbreviation.
    """
    yield from _without_head(tokens, type_, proper=proper)
    if type_ != "Dataset":
        yield from _without_modifier(tokens)
        yield from _reordered(tokens)
        yield from _inflected(tokens, type_)


def _without_head(tokens: tuple[str, ...], type_: ConceptType, *, proper: bool) -> Iterator[tuple[str, str]]:
    if len(tokens) < 2:
        return
    head, rest = tokens[-1], tokens[:-1]
    if type_ == "Dataset":
        if proper and head in GENERIC_HEADS[type_]:
            yield "generic head", "".join(rest)
            if len(rest) > 1 and rest[-1] in GENERIC_HEADS[type_]:
                yield "generic head", "".join(rest[:-1])
        return
    if head in GENERIC_HEADS[type_] and (len(rest) > 1 or proper or rest[0].endswith(_PROCESS)):
        yield "generic head", "".join(rest)
    if type_ == "Method" and head in PROCEDURES:
        yield "generic head", "".join(rest) + "method"
    if type_ == "Method" and proper and head in NAME_HEADS:
        yield "generic head", "".join(rest)


def _without_modifier(tokens: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    rest = tuple(w for w in tokens if w not in EMPTY_MODIFIERS)
    if 1 < len(rest) < len(tokens):
        yield "empty modifier", "".join(rest)


def _reordered(tokens: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Turn "recognition of human actions" and "recognizing human actions" around."""
    if "of" in tokens[1:-1]:
        place = tokens.index("of", 1)
        left, right = tokens[:place], tuple(w for w in tokens[place + 1 :] if w not in _LITTLE_WORDS)
        yield "word order", "".join(right + left)
        return
    if len(tokens) < 2:
        if tokens[0] in _NOUN:
            yield "inflection", _NOUN[tokens[0]]
        return
    if tokens[0] in _STEMS:
        rest = "".join(singular(w) for w in tokens[1:] if w not in _LITTLE_WORDS)
        yield "word order", rest + _STEMS[tokens[0]]
    for verb, adverb in ((tokens[0], tokens[-1]), (tokens[-1], tokens[0])):
        if len(tokens) == 2 and verb in _STEMS and adverb.endswith("ly"):
            yield "word order", adverb[:-2] + _STEMS[verb]
            yield "word order", adverb.removesuffix("ally") + _STEMS[verb]


def _inflected(tokens: tuple[str, ...], type_: ConceptType) -> Iterator[tuple[str, str]]:
    """Turn "fine-tuned" into "fine-tuning", "few-shot" into "few-shot learning"."""
    last, stem = tokens[-1], "".join(tokens[:-1])
    if last.endswith(_LEARNING_MODIFIERS):
        yield "inflection", f"{stem}{last}learning"
    elif last == "supervision":
        yield "inflection", f"{stem}supervisedlearning"
    elif last in _SAME_ACTION:
        if last != "modeling" or type_ == "Method":
            yield "inflection", stem + _SAME_ACTION[last]
    elif last.endswith("ed") and len(last) > 4:
        yield "inflection", f"{stem}{last[:-2]}ing"
    elif last == "image":
        return  # a medical image is not medical imaging
    elif (len(tokens) > 1 and not last.endswith("ing")) or last.startswith(("pre", "fine", "meta")):
        yield "inflection", f"{stem}{last.removesuffix('e')}ing"
    if len(tokens) > 2 and tokens[-2:] == ("machine", "learning") and tokens[-3].endswith("supervised"):
        yield "inflection", "".join(tokens[:-2]) + last
    if len(tokens) > 1 and last == "training" and tokens[-2].endswith(("supervised", "task", "shot")):
        yield "inflection", f"{stem}learning"
