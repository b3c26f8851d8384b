"""Kills builds (kill -9) at random moments, lets them go on, and compares their files with a quiet build's.

    python tests/benchmarks/kill.py PAPERS.jsonl[.gz] [--papers 1000] [--times 5] [--jobs 2] [--seed 1]

Each moment is drawn from the whole length of the undisturbed build, so that reading, extraction, linking and
writing are hit as they come. Status 1 where a byte differs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.bench.papers import enough
from kg.cache import PLACE
from kg.sources import read


def command(source: Path, output: Path, jobs: int) -> list[str]:
    return [sys.executable, "-m", "kg", "build", str(source), "-o", str(output), "--jobs", str(jobs)]


def digests(output: Path) -> dict[str, str]:
    files = (path for path in output.iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def state(output: Path) -> str:
    """Return what a killed build left."""
    kept = 0
    if (output / PLACE).exists():
        try:
            with sqlite3.connect(f"file:{output / PLACE}?mode=ro", uri=True) as database:
                (kept,) = database.execute("SELECT COUNT(*) FROM extraction").fetchone()
        except sqlite3.Error:
            kept = 0
    begun = [path.name for part in output.glob(".part-*") for path in part.iterdir() if path.name != "lock"]
    rest = f", {len(begun)} files begun or whole under other names" if begun else ""
    return f"{kept:5,} papers kept{rest}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("input", type=Path)
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    moments = random.Random(given.seed)  # noqa: S311  no secret
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        source = room / "papers.jsonl"
        papers = enough(read([given.input]).papers, given.papers)
        source.write_bytes(b"".join(paper.to_json() + b"\n" for paper in papers))
        started = time.perf_counter()
        subprocess.run(command(source, room / "whole", given.jobs), stdout=subprocess.DEVNULL, check=True)
        length = time.perf_counter() - started
        whole = digests(room / "whole")
        print(
            f"undisturbed: {given.papers:,} papers, --jobs {given.jobs}, {length:.1f} s, {len(whole)} files"
        )
        same = True
        for number in range(1, given.times + 1):
            output = room / f"killed-{number}"
            output.mkdir()
            moment = moments.uniform(0, length)
            build = subprocess.Popen(
                command(source, output, given.jobs), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                build.wait(moment)
                print(f"{number}. ended before its moment at {moment:.1f} s")
                continue
            except subprocess.TimeoutExpired:
                build.kill()
                build.wait()
            left = state(output)
            started = time.perf_counter()
            subprocess.run(command(source, output, given.jobs), stdout=subprocess.DEVNULL, check=True)
            seconds = time.perf_counter() - started
            equal = digests(output) == whole
            same &= equal
            verdict = f"{len(whole)} files, the same bytes" if equal else "OTHER BYTES"
            print(f"{number}. kill -9 at {moment:4.1f} s: {left}; went on, {seconds:.1f} s: {verdict}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
