"""What the claim classifier sees of a sentence: its words, its place, and what the network says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.extract.classifier import Items
from kg.extract.hashes import mixed, salt, word_hashes
from kg.extract.network import SENTENCE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    hashes = word_hashes(encoding.words)
    pairs = mixed(hashes[:-1], hashes[1:])
    triples = mixed(pairs[:-1], hashes[2:])
    last = len(encoding.sentences) - 1
    found = []
    own = proposing = False
    before = hashes[:0]
    for i, (start, end) in enumerate(encoding.sentences):
        words = hashes[start:end]
        starts = [words[0], *pairs[start : end - 1][:1], *triples[start : end - 2][:1]]
        if end - start > len(_STARTS) - 1:
            starts.append(mixed(triples[start], words[3])[()])
        begun = mixed(np.array(starts, dtype=np.uint64), np.array(_STARTS[: len(starts)]))
        place = [_PLACES[min(i, 6)], _ENDS[min(last - i, 4)], _OWNS[own], _PROPOSED[proposing]]
        found.append(
            np.concatenate(
                [words, pairs[start : end - 1], triples[start : max(start, end - 2)], begun, place, before]
            )
        )
        kinds = set(words.tolist())
        own = own or not _OWN.isdisjoint(kinds)
        proposing = proposing or not _PROPOSING.isdisjoint(kinds)
        before = mixed(_BEFORE, np.array(sorted(kinds), dtype=np.uint64))
    return found
