"""Another guideline: a pipeline that `kg train` trains on SciER's training set, scored on its dev set.

    python tests/benchmarks/scier.py TRAIN.jsonl DEV.jsonl [--epochs 20]

SciER (Zhang et al. 2024, arXiv:2410.21155, GPL-3.0) annotates Method, Dataset and Task mentions in the
sentences of full papers. Each paper is read as one document, and mentions count when text and type are
exactly right, as in the publication, which has 86.85 F1 on the test set for the best supervised model.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from kg.extract import pipeline
from kg.extract.evaluation import Score
from kg.extract.network_training import TrainingConfig
from kg.extract.training import Recipe, train
from kg.records import Paper


def documents(path):
    """Yield (paper, {(start, end, type)}) for each paper of a file of SciER."""
    sentences = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence = json.loads(line)
        sentences.setdefault(sentence["doc_id"], []).append(sentence)
    for name, own in sentences.items():
        text, mentions = "", set()
        for sentence in own:
            start = len(text)
            mentions |= {(start + s, start + e, type_) for s, e, type_ in sentence["entities"]}
            text += sentence["text"] + " "
        yield Paper(id=name, title=name, abstract=text.rstrip()), mentions


def gold_line(paper, mentions):
    """Return a paper in the form that `kg train` reads."""
    names = sorted({(type_, paper.abstract[start:end]) for start, end, type_ in mentions})
    concepts = [{"type": t, "name": n, "surfaces": [n], "role": "mentions"} for t, n in names]
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "concepts": concepts,
        "parts": ["concepts"],
    }


def score(train_file, dev_file, epochs=20):
    """Return the counts of mentions (right, found, annotated) of a pipeline trained on the first file."""
    known = Path(pipeline.__file__).parent / "model"
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder) / "gold.jsonl"
        lines = [json.dumps(gold_line(*document)) for document in documents(train_file)]
        gold.write_text("\n".join(lines), encoding="utf-8")
        recipe = Recipe(training=replace(TrainingConfig(), epochs=epochs, batch_tokens=4000))
        model = Path(folder) / "model"
        train([gold], model, lexicon=known, vectors=known, recipe=recipe)
        dev = list(documents(dev_file))
        found = list(pipeline.extract([paper for paper, _ in dev], pipeline.load(model)))
    total = Score()
    for (_, mentions), extraction in zip(dev, found, strict=True):
        own = {
            (m.span.start, m.span.end, extraction.entities[m.entity].type)
            for m in extraction.mentions
            if m.span.field == "abstract"
        }
        total.add(len(own & mentions), len(own), len(mentions))
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--epochs", type=int, default=20)
    arguments = parser.parse_args()
    found = score(arguments.train, arguments.dev, arguments.epochs)
    print(
        f"mentions: precision {found.precision:.3f}, recall {found.recall:.3f}, F1 {found.f1:.3f}"
        f" ({found.right}/{found.found}/{found.gold})"
    )


if __name__ == "__main__":
    main()
