"""Extracts papers, each text once: from the cache where it is known, else with the model."""

from __future__ import annotations

import hashlib
import itertools
import time
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.progress import Unwatched

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from spacy.language import Language

    from kg.cache import Cache
    from kg.extract.identity import ModelIdentity
    from kg.progress import Watcher
    from kg.records import Extraction, Paper

BATCH = 128
"""Papers that are extracted and kept at once: what a build that is killed loses of each process at most."""
PAPERS_FOR_A_PROCESS = 256
"""New papers for which one more process pays."""
SAMPLE = 16
"""Papers whose extraction is timed to tell how long the others will take."""


class Extractor:
    """The extraction model, loaded when it is first needed."""

    def __init__(self, model: Path | None = None) -> None:
        """Take the model in the folder ``model``, or the one in the package."""
        self._model = model

    @cached_property
    def pipeline(self) -> Language:
        """The spaCy pipeline."""
        from kg.extract.pipeline import load  # noqa: PLC0415  spaCy takes seconds to import

        return load(self._model)

    @cached_property
    def identity(self) -> ModelIdentity:
        """Name, version and digest of the model."""
        from kg.extract.identity import identity  # noqa: PLC0415

        return identity(self._model)

    @cached_property
    def fingerprint(self) -> str:
        """Digest of all that an extraction depends on besides the text: the model, and the code around it."""
        import kg.extract  # noqa: PLC0415

        state = hashlib.sha256(self.identity.sha256.encode())
        room = Path(kg.extract.__file__).parent
        for file in sorted((*room.glob("*.py"), *(room / "data").glob("*"), room.parent / "records.py")):
            state.update(file.name.encode())
            state.update(file.read_bytes())
        return state.hexdigest()

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Yield what is found in each paper, in order."""
        from kg.extract.pipeline import extract  # noqa: PLC0415

        return extract(papers, self.pipeline, batch_size=BATCH)

    def extract_chunks(
        self, chunks: Sequence[Sequence[Paper]], jobs: int = 1
    ) -> Iterator[tuple[int, list[Extraction]]]:
        """Yield the number of each chunk and what is found in its papers, by ``jobs`` processes at most.

        Raises:
            KgError: a paper cannot be extracted, or a process not be started.
        """
        from kg.workers import Workers  # noqa: PLC0415

        count = processes(sum(map(len, chunks)), jobs)
        if count > 1:
            with Workers(count, self._model) as workers:
                yield from workers.extract(chunks)
        else:
            found = self.extract(paper for chunk in chunks for paper in chunk)
            for number, chunk in enumerate(chunks):
                yield number, list(itertools.islice(found, len(chunk)))


def processes(papers: int, jobs: int) -> int:
    """Return how many processes extract so many papers, of ``jobs`` at most: each takes seconds to start."""
    return max(1, min(jobs, -(-papers // PAPERS_FOR_A_PROCESS)))


class Plan(NamedTuple):
    """What a build would do."""

    papers: int
    new: int
    """Papers whose text was not extracted before."""
    seconds: float
    """Estimate of the time that extracting them takes."""

    def __str__(self) -> str:
        from kg.report import duration  # noqa: PLC0415  msgspec is not needed before

        if not self.new:
            return f"{self.papers:,} papers, none of them new"
        return f"{self.papers:,} papers, {self.new:,} of them new: about {duration(self.seconds)} to extract"


def opened(path: Path | None, extractor: Extractor, watcher: Watcher) -> AbstractContextManager[Cache | None]:
    """Open the cache at ``path`` for the extractor's model; without a path there is none.

    Raises:
        KgError: it cannot be opened, or the model cannot be loaded.
    """
    if path is None:
        return nullcontext()
    from kg.cache import Cache  # noqa: PLC0415  SQLite is needed here alone

    return Cache(path, extractor.fingerprint, note=watcher.note)


def extracted(
    papers: Sequence[Paper],
    extractor: Extractor,
    cache: Cache | None,
    watcher: Watcher | None = None,
    jobs: int = 1,
) -> list[Extraction]:
    """Return what is in each paper, in order.

    Args:
        papers: what to read.
        extractor: reads what the cache does not know.
        cache: gives what it knows and is given the rest, a batch at a time.
        watcher: told how many papers are done.
        jobs: processes that extract, at most; a few papers are extracted in this one.

    Raises:
        KgError: the cache cannot be used, or a paper cannot be extracted.
    """
    watcher = watcher or Unwatched()
    watcher.step("extracting", 0, len(papers))
    found = {} if cache is None else cache.known(papers)
    missing = [place for place in range(len(papers)) if place not in found]
    watcher.step("extracting", len(found), len(papers))
    places = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
    chunks = [[papers[place] for place in own] for own in places]
    for number, extractions in extractor.extract_chunks(chunks, jobs) if chunks else ():
        found.update(zip(places[number], extractions, strict=True))
        if cache is not None:
            cache.put(extractions)
        watcher.step("extracting", len(found), len(papers))
    return [found[place] for place in range(len(papers))]


def planned(papers: Sequence[Paper], extractor: Extractor, known: Collection[int], jobs: int = 1) -> Plan:
    """Return how many papers are new and about how long they take, from a timed sample of them.

    Args:
        papers: what would be read.
        extractor: would read what is not known.
        known: places of the papers that the cache knows.
        jobs: processes that would extract, at most.

    Raises:
        KgError: the model cannot be used.
    """
    new = [paper for place, paper in enumerate(papers) if place not in known]
    sample = new[:: max(1, len(new) // SAMPLE)][:SAMPLE]
    if not sample:
        return Plan(len(papers), 0, 0.0)
    started = time.perf_counter()
    list(extractor.extract(sample[:1]))  # with what takes its time once
    loading = time.perf_counter() - started
    list(extractor.extract(sample))
    each = (time.perf_counter() - started - loading) / len(sample)
    return Plan(len(papers), len(new), loading + each * len(new) / processes(len(new), jobs))
