"""The table of extraction in one command: figures of quality, speed against a yardstick, size of the weights.

    python tests/benchmarks/quality.py [--data ../shared/data] [--scorer ../shared/eval/score.py] [--scier]

Builds the listing with ``kg build``, scores its RDF by the scorer (a program of its own, which knows nothing
of this package), times the extraction against en_core_web_sm in the same run (`extraction.py`) and, with
``--scier``, trains on SciER's training set and scores its development set (`scier.py`; six minutes more).
Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import extraction  # first: it sets the threads of the math library
import scier

from kg.extract import pipeline
from kg.sources import read

ROWS = (
    ("concepts F1", "concepts", 0.66, 0.80),
    ("spans F1", "spans", 0.65, 0.75),
    ("claims F1", "claims", 0.85, 0.94),
    ("kind", "kind", 0.80, 0.90),
    ("role", "role", 0.75, 0.88),
    ("about F1", "about", 0.60, 0.75),
    ("results F1", "results", 0.50, 0.75),
    ("linking F1", "linking", 0.92, 0.98),
)
"""Name, the scorer's name, and what the project aims at: at least, and in the end."""


def scored(data, scorer):
    """Return the scorer's figures for a build of the listing."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "kg", "build", data / "seed/papers.txt", "-o", folder]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, scorer, folder, data / "gold/seed-dev.jsonl", "--json"]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    shared = Path(__file__).parents[3] / "shared"
    parser.add_argument("--data", type=Path, default=shared / "data")
    parser.add_argument("--scorer", type=Path, default=shared / "eval/score.py")
    parser.add_argument("--papers", type=int, default=512, help="papers to time")
    parser.add_argument("--scier", action="store_true", help="train and score on SciER, too")
    arguments = parser.parse_args()
    figures = scored(arguments.data, arguments.scorer)
    print("| figure | found | at least | aim |\n| --- | --- | --- | --- |")
    for name, key, least, aim in ROWS:
        value = figures[key]
        print(f"| {name} | {value['f1'] if isinstance(value, dict) else value:.3f} | {least} | {aim} |")
    papers = read([arguments.data / "corpus/papers-20k.jsonl.gz"]).papers[: arguments.papers]
    speed = extraction.ratios(papers, say=lambda line: print(line, file=sys.stderr))
    spread = f"{statistics.median(speed):.2f} ({min(speed):.2f} to {max(speed):.2f})"
    print(f"| papers a CPU second, times those of en_core_web_sm | {spread} | 4 | 10 |")
    model = Path(pipeline.__file__).parent / "model"
    size = sum(file.stat().st_size for file in model.rglob("*") if file.is_file())
    print(f"| weights, MB | {size / 1e6:.1f} | 15 | 8 |")
    if arguments.scier:
        found = scier.score(arguments.data / "scier/train.jsonl", arguments.data / "scier/dev.jsonl")
        print(f"| SciER dev, mentions F1 (published on test: 0.8685) | {found.f1:.3f} | | |")


if __name__ == "__main__":
    main()
