"""What a build over shards costs per paper: CPU seconds by step, bytes, statements, names, memory.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python tests/benchmarks/engine.py FILE PAPERS [PAPERS …]

Runs in one process, so many papers of the file each time, so that the growth is seen; the figures of
ontology/scale.md come from it.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import kg
from kg.engine import shards
from kg.engine.build import MOST_PARTITIONS, SHARD_PAPERS, TOP_PAPERS
from kg.engine.step import COUNTS, Settings, code
from kg.engine.walk import Walk, papers_in
from kg.incremental import Extractor
from kg.link import sharded
from kg.rdf.namespaces import DEFAULT_BASE
from kg.rdf.provenance import Provenance
from kg.sources import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Timed:
    """Runs steps here and adds up the CPU seconds of each kind."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def map_shards(self, function: Callable[[str], str], places: Sequence[str]) -> list[str]:
        started = time.process_time()
        made = [function(place) for place in places]
        work = getattr(function, "work", None)
        self.seconds[work.__name__ if work else "extract"] += time.process_time() - started
        return made


def measure(papers: Sequence[kg.records.Paper], read_seconds: float, room: str) -> None:
    count = len(papers)
    engine, extractor = Timed(), Extractor()
    settings = Settings(
        code=code(),
        min_confidence=0.0,
        base=DEFAULT_BASE,
        quads=False,
        partitions=min(MOST_PARTITIONS, 1 + count // SHARD_PAPERS),
        top=TOP_PAPERS,
        terms=(),
        provenance=Provenance(kg.__version__),
    )
    started = time.process_time()
    walk = Walk(engine, shards.folder(room), settings)
    extracted = walk.extract(papers_in(papers, SHARD_PAPERS), extractor.fingerprint, None)
    whole = walk.link(extracted, ())
    leading = time.process_time() - started - engine.seconds.total()

    print(f"\n{count:,} papers: CPU milliseconds a paper")
    print(f"  {'read (one machine)':<24}{1000 * read_seconds / count:8.3f}")
    for step, seconds in engine.seconds.items():
        print(f"  {step:<24}{1000 * seconds / count:8.3f}")
    print(f"  {'lead (one machine)':<24}{1000 * leading / count:8.3f}")
    sizes: Counter[str] = Counter()
    for file in Path(room).rglob("*"):
        if file.is_file():
            sizes["rdf" if file.parent.name == "rdf" else file.name.partition("-")[0]] += file.stat().st_size
    kept = sizes["extractions"] + sizes["rdf"]
    print(f"bytes a paper: extractions {sizes['extractions'] / count:.0f}, RDF {sizes['rdf'] / count:.0f}, "
          f"while it runs {(sizes.total() - kept) / count:.0f} more")  # fmt: skip
    print(f"statements a paper: {whole.manifest.triples / count:.1f}")
    names = sharded.AllNames()
    for file in sorted(Path(room).glob(f"resolve-*{COUNTS}")):
        names.add(shards.get(str(file), sharded.Names))
    print(f"names {len(names.table.present):,}, distinct uses {len(names.uses):,}, "
          f"concepts {len(whole.concepts):,}")  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory so far: {peak:,.0f} MB, the model included")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", type=Path)
    parser.add_argument("papers", type=int, nargs="+")
    given = parser.parse_args()
    started = time.process_time()
    papers = read([given.input]).papers
    seconds = time.process_time() - started
    for count in given.papers:
        with tempfile.TemporaryDirectory() as room:
            part = papers[:: max(1, len(papers) // count)][:count]
            measure(part, seconds * len(part) / len(papers), room)


if __name__ == "__main__":
    main()
