"""Annotated papers as documents with the targets that the network is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.documents import from_span, text_of
from kg.extract.encoder import Features, featurise
from kg.extract.network import SENTENCE_CLASSES
from kg.extract.tags import TYPES, encode
from kg.records import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

    from kg.extract.gold import Annotated
    from kg.extract.terms import Lexicon
    from kg.records import Extraction


ROLES = tuple(Role)


@dataclass
class Example:
    """An annotated paper ready for training; a target is None where the paper was not annotated for it."""

    gold: Extraction
    doc: Doc
    features: Features
    tags: NDArray[np.int64] | None
    """Index of the BILUO tag of each token."""
    classes: NDArray[np.int64] | None
    """Index of the class of each sentence of the abstract."""
    entities: list[list[tuple[int, int]]]
    """First and end token of the mentions of each concept with a role that has any."""
    roles: NDArray[np.int64]
    """Index of the role of each of them."""
    parts: frozenset[str]
    """What the paper is annotated for (`kg.extract.gold.Annotated`)."""


def examples(papers: Iterable[Annotated], nlp: Language, lexicon: Lexicon) -> list[Example]:
    """Return annotated papers as examples; ``nlp`` tokenises and finds sentences."""
    made = []
    for paper in papers:
        gold = paper.extraction
        doc = nlp(text_of(gold.paper))
        features = featurise(doc, lexicon)
        entities, roles = (
            _entities(gold, doc) if "roles" in paper.parts else ([], np.zeros(0, dtype=np.int64))
        )
        made.append(
            Example(
                gold,
                doc,
                features,
                tags=_tags(gold, doc) if "concepts" in paper.parts else None,
                classes=sentence_targets(gold, doc, features.sentences) if "claims" in paper.parts else None,
                entities=entities,
                roles=roles,
                parts=paper.parts,
            )
        )
    return made


def _tags(gold: Extraction, doc: Doc) -> NDArray[np.int64]:
    spans = []
    for mention in gold.mentions:
        span = doc.char_span(*from_span(gold.paper, mention.span))
        if span is not None:  # a mention inside a token, one in two hundred
            spans.append((span.start, span.end, TYPES.index(gold.entities[mention.entity].type)))
    return encode(len(doc), spans)


def _entities(gold: Extraction, doc: Doc) -> tuple[list[list[tuple[int, int]]], NDArray[np.int64]]:
    mentions: list[list[tuple[int, int]]] = [[] for _ in gold.entities]
    for mention in gold.mentions:
        span = doc.char_span(*from_span(gold.paper, mention.span))
        if span is not None:
            mentions[mention.entity].append((span.start, span.end))
    named = [i for i, found in enumerate(mentions) if found]
    roles = [ROLES.index(gold.entities[i].role) for i in named]
    return [mentions[i] for i in named], np.array(roles, dtype=np.int64)


def sentence_targets(gold: Extraction, doc: Doc, sentences: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return the class of each sentence: that of the claim that covers most of it, or most of which it is."""
    targets = np.zeros(len(sentences), dtype=np.int64)
    for claim in gold.claims:
        start, end = from_span(gold.paper, claim.span)
        for i, (first, last) in enumerate(sentences):
            begin, stop = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
            shared = min(end, stop) - max(start, begin)
            if shared > 0.6 * min(stop - begin, end - start):
                targets[i] = SENTENCE_CLASSES.index(claim.kind)
    return targets
