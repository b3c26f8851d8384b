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
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from spacy.language import Language

    from kg.cache import Cache
    from kg.extract.identity import ModelIdentity
    from kg.progress import Watcher
    from kg.records import Extraction, Paper

BATCH = 128
"""Papers that are extracted and kept at once: what a build that is killed loses at most."""
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
    papers: Sequence[Paper], extractor: Extractor, cache: Cache | None, watcher: Watcher | None = None
) -> list[Extraction]:
    """Return what is in each paper, in order.

    Args:
        papers: what to read.
        extractor: reads what the cache does not know.
        cache: gives what it knows and is given the rest, a batch at a time.
        watcher: told how many papers are done.

    Raises:
        KgError: the cache cannot be used.
    """
    watcher = watcher or Unwatched()
    watcher.step("extracting", 0, len(papers))
    found = {} if cache is None else _known(papers, cache)
    missing = [place for place in range(len(papers)) if place not in found]
    done = len(found)
    watcher.step("extracting", done, len(papers))
    fresh = extractor.extract(papers[place] for place in missing) if missing else iter(())
    places = iter(missing)
    while batch := list(itertools.islice(places, BATCH)):
        new: list[Extraction] = []
        for place, extraction in zip(batch, fresh, strict=False):
            found[place] = extraction
            new.append(extraction)
            done += 1
            watcher.step("extracting", done, len(papers))
        if cache is not None:
            cache.put(new)
    return [found[place] for place in range(len(papers))]


def planned(papers: Sequence[Paper], extractor: Extractor, cache: Cache | None) -> Plan:
    """Return how many papers are new and about how long they take, from a timed sample of them.

    Raises:
        KgError: the cache cannot be read.
    """
    known = {} if cache is None else _known(papers, cache)
    new = [paper for place, paper in enumerate(papers) if place not in known]
    sample = new[:: max(1, len(new) // SAMPLE)][:SAMPLE]
    if not sample:
        return Plan(len(papers), 0, 0.0)
    started = time.perf_counter()
    for _ in extractor.extract(sample):
        pass
    return Plan(len(papers), len(new), (time.perf_counter() - started) * len(new) / len(sample))


def _known(papers: Sequence[Paper], cache: Cache) -> dict[int, Extraction]:
    found = ((place, cache.get(paper)) for place, paper in enumerate(papers))
    return {place: extraction for place, extraction in found if extraction is not None}
