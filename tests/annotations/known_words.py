"""Makes the vectors of known words (`kg.extract.spelling.KnownWords`) from a transformer encoder.

    python tests/annotations/known_words.py WEIGHTS PAPERS.jsonl.gz FOLDER [--least 3] [--width 64]

Each word of the papers that occurs often enough is read by the encoder alone; its vector is the mean over its
pieces, in the directions in which such vectors differ most (Model2Vec, Tulkens and van Dongen 2024). WEIGHTS
is the folder of all-MiniLM-L6-v2 (Apache-2.0). Needs ``torch`` and ``transformers``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import spacy
import torch
from transformers import AutoModel, AutoTokenizer

from kg.extract.spelling import KnownWords
from kg.extract.typed import batches

LARGEST = 4.0
"""Standard deviations at which values are cut, so that eight bits hold them."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("weights", "papers", "folder"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--least", type=int, default=3)
    parser.add_argument("--width", type=int, default=64)
    arguments = parser.parse_args()
    tokenizer = spacy.blank("en").tokenizer
    counts = Counter()
    with gzip.open(arguments.papers) as lines:
        for paper in map(json.loads, lines):
            counts.update(
                t.text.lower() for t in tokenizer(f"{paper['title']} {paper['abstract']}") if not t.is_space
            )
    words = sorted(word for word, count in counts.items() if count >= arguments.least)
    vectors = centred(embedded(arguments.weights, words))
    values, directions = np.linalg.eigh(vectors.T @ vectors)
    found = vectors @ directions[:, np.argsort(-values)[: arguments.width]]
    found /= found.std()
    step = LARGEST / 127
    table = np.clip(np.round(found / step), -127, 127).astype(np.int8)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    KnownWords(words, table, step).to_disk(arguments.folder)
    print(f"{len(words)} words")


def embedded(weights, words):
    """Return the mean over the pieces of each word, shape (words, width of the encoder)."""
    pieces_of = AutoTokenizer.from_pretrained(weights)
    encoder = AutoModel.from_pretrained(weights).eval()
    found = []
    with torch.inference_mode():
        for batch in batches(words, 512):
            pieces = pieces_of(batch, padding=True, return_tensors="pt", return_special_tokens_mask=True)
            own = (1 - pieces.pop("special_tokens_mask"))[..., None].float()
            hidden = encoder(**pieces).last_hidden_state
            found.append(((hidden * own).sum(1) / own.sum(1).clamp(min=1)).numpy())
    return np.vstack(found).astype(np.float64)


def centred(vectors):
    return vectors - vectors.mean(axis=0)


if __name__ == "__main__":
    main()
