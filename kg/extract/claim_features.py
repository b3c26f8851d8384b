"""What the claim classifier sees of a sentence: its words, its place, and what the network says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.network import SENTENCE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.encoder import Encoding

NUMBERS = 3 * len(SENTENCE_CLASSES) + 3
_DIGIT = re.compile(r"\d")
_OWN = frozenset(("we", "our", "us"))
_PROPOSING = frozenset(
    ("propose", "introduce", "present", "proposed", "develop", "presents", "introduces", "proposes")
)


def claim_rows(encoding: Encoding) -> list[tuple[list[str], list[float]]]:
    """Return the features of each sentence of a document, as text, and as ``NUMBERS`` numbers."""
    sentences = [
        [_DIGIT.sub("0", w.lower()) for w in encoding.words[start:end] if not w.isspace()]
        for start, end in encoding.sentences
    ]
    logs = np.log(encoding.classes + 1e-3)
    nothing = np.log(np.eye(1, len(SENTENCE_CLASSES), dtype=np.float32)[0] + 1e-3)
    last = len(sentences) - 1
    rows = []
    own = proposing = False
    for i, words in enumerate(sentences):
        before = logs[i - 1] if i else nothing
        after = logs[i + 1] if i < last else nothing
        numbers = [*logs[i], *before, *after, i / max(last, 1), min(len(words), 60) / 60, min(last, 12) / 12]
        features = _ngrams(words)
        features += [f"start{n}:{' '.join(words[:n])}" for n in range(1, 5)]
        features += [f"place:{min(i, 6)}", f"end:{min(last - i, 4)}", f"own:{own}", f"proposed:{proposing}"]
        if i:
            features += [f"before:{w}" for w in sorted(set(sentences[i - 1]))]
        rows.append((features, numbers))
        own = own or not _OWN.isdisjoint(words)
        proposing = proposing or not _PROPOSING.isdisjoint(words)
    return rows


def _ngrams(words: Sequence[str]) -> list[str]:
    return [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)]
