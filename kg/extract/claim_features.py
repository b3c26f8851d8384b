"""What the claim classifier sees of a sentence: its words, its place, and what the network says of it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.classifier import Items
from kg.extract.hashes import mixed, salt, word_hashes
from kg.extract.network import SENTENCE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.extract.encoder import Encoding
    from kg.extract.hashes import Hashes

NUMBERS = 4 * len(SENTENCE_CLASSES) + 3
_OWN = frozenset(word_hashes(["we", "our", "us"]).tolist())
_PROPOSING = frozenset(
    word_hashes(
        ["propose", "introduce", "present", "proposed", "develop", "presents", "introduces", "proposes"]
    ).tolist()
)
_BEFORE = salt("before")
_STARTS = tuple(salt(f"start{n}") for n in range(1, 5))
_PLACES = tuple(salt(f"place:{n}") for n in range(7))
_ENDS = tuple(salt(f"end:{n}") for n in range(5))
_OWNS = (salt("own:no"), salt("own:yes"))
_PROPOSED = (salt("proposed:no"), salt("proposed:yes"))


def claim_items(encodings: Sequence[Encoding]) -> Items:
    """Return the sentences of documents, one after the other, as items of ``NUMBERS`` numbers."""
    features = [found for encoding in encodings for found in _features(encoding)]
    numbers = [_numbers(encoding) for encoding in encodings]
    return Items(features, np.vstack(numbers) if numbers else np.zeros((0, NUMBERS), dtype=np.float32))


def _numbers(encoding: Encoding) -> np.ndarray:
    """What the network says of each sentence, the ones beside it and the whole document; then its place."""
    count = len(encoding.sentences)
    numbers = np.empty((count, NUMBERS), dtype=np.float32)
    if not count:
        return numbers
    width = len(SENTENCE_CLASSES)
    logs = np.log(encoding.classes + 1e-3)
    nothing = np.log(np.eye(1, width, dtype=np.float32) + 1e-3)
    numbers[:, :width] = logs
    numbers[:, width : 2 * width] = np.vstack([nothing, logs[:-1]])
    numbers[:, 2 * width : 3 * width] = np.vstack([logs[1:], nothing])
    numbers[:, 3 * width : 4 * width] = encoding.classes.mean(axis=0)
    numbers[:, -3] = np.arange(count) / max(count - 1, 1)
    numbers[:, -2] = [min(end - start, 60) / 60 for start, end in encoding.sentences]
    numbers[:, -1] = min(count - 1, 12) / 12
    return numbers


def _features(encoding: Encoding) -> list[Hashes]:
    """Words, pairs and triples of each sentence, how it starts, where it stands and what stands before."""
    words = word_hashes(encoding.words)
    pairs = mixed(words[:-1], words[1:])
    triples = mixed(pairs[:-1], words[2:])
    begun = _begun(encoding.sentences, words, pairs, triples)
    kinds = [set(words[start:end].tolist()) for start, end in encoding.sentences]
    places = _places(kinds)
    before = _before(kinds)
    found = []
    for i, (start, end) in enumerate(encoding.sentences):
        runs = (words[start:end], pairs[start : end - 1], triples[start : max(start, end - 2)])
        found.append(np.concatenate([*runs, begun[i, : end - start], places[i], before[i]]))
    return found


def _begun(
    sentences: Sequence[tuple[int, int]], words: Hashes, pairs: Hashes, triples: Hashes
) -> NDArray[np.uint64]:
    """Return the first one, two, three and four words of each sentence; void where it has fewer."""
    begun = np.zeros((len(sentences), len(_STARTS)), dtype=np.uint64)
    starts = np.array([start for start, _ in sentences], dtype=np.intp)
    for column, runs in enumerate((words, pairs, triples, mixed(triples[:-1], words[3:]))):
        inside = starts < len(runs)
        begun[inside, column] = runs[starts[inside]]
    return mixed(begun, np.array(_STARTS))


def _before(kinds: Sequence[set[int]]) -> list[Hashes]:
    """Return the words of the sentence before each, in the order of their hashes."""
    words = [word for own in kinds[:-1] for word in sorted(own)]
    hashes = mixed(_BEFORE, np.array(words, dtype=np.uint64))
    ends = np.cumsum([0, *(len(own) for own in kinds[:-1])]).tolist()
    return [hashes[:0], *(hashes[start:end] for start, end in pairwise(ends))]


def _places(kinds: Sequence[set[int]]) -> NDArray[np.uint64]:
    """Return where each sentence stands, and what those before it said; given the words of each."""
    own = proposing = False
    places = []
    for i, words in enumerate(kinds):
        end = _ENDS[min(len(kinds) - 1 - i, len(_ENDS) - 1)]
        places.append((_PLACES[min(i, len(_PLACES) - 1)], end, _OWNS[own], _PROPOSED[proposing]))
        own = own or not _OWN.isdisjoint(words)
        proposing = proposing or not _PROPOSING.isdisjoint(words)
    return np.array(places, dtype=np.uint64)
