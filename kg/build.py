"""From papers to a graph: the walk through the rooms, each taking what the one before gave.

Only light modules are imported here; a room loads when the walk comes to it.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.garbage import unsearched
from kg.incremental import Extractor, extracted, opened, planned
from kg.library import Build
from kg.progress import Unwatched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.incremental import Plan
    from kg.link.linker import Linkage
    from kg.progress import Watcher
    from kg.records import Skipped
    from kg.sources import Reading

DEFAULT_BASE = "https://w3id.org/paperkg/"
"""Start of the IRI of every resource."""


def build(  # noqa: PLR0913 - as many as there are things to say
    inputs: str | Path | Sequence[str | Path],
    output: str | Path | None = None,
    *,
    format: str | None = None,  # noqa: A002 - as the option
    links: str | Path | None = None,
    vocabulary: str | Path | None = None,
    min_confidence: float = 0.0,
    base: str = DEFAULT_BASE,
    title: str = "",
    formats: str | Sequence[str] | None = None,
    model: str | Path | None = None,
    jobs: int | None = None,
    watcher: Watcher | None = None,
) -> Build:
    """Make a graph of papers: read, extract, link and, where ``output`` is given, write.

    The same papers give the same bytes in every file, whatever the order of the inputs.

    Args:
        inputs: files or folders of papers in any format of ``kg formats``; ``-`` is standard input.
        output: folder for the files. What was extracted is kept in it, so that a later build reads only new
            papers; one that is interrupted goes on where it was.
        format: format of all inputs; by default each is recognised.
        links: a person's corrections to the linking (CSV with the columns action, concept, target).
        vocabulary: further known concepts, in CSV or SKOS.
        min_confidence: from 0 to 1; what was found with less is left out.
        base: start of the IRI of every resource.
        title: heading of the page.
        formats: what to write, of ``kg.exports.FORMATS``.
        model: folder of an extraction model; by default the one in the package.
        jobs: processes that extract papers and write, at most; by default one for each processor core.
        watcher: told how it goes on.

    Raises:
        KgError: an input, option or output that cannot be used. What ``output`` held is then untouched.
    """
    from kg.confidence import confident
    from kg.exports import USUAL, checked, write_files
    from kg.link.linker import knowledge, linkage

    watcher = watcher or Unwatched()
    links, vocabulary, model = _path(links), _path(vocabulary), _path(model)
    chosen = checked(USUAL if formats is None else formats)
    cached = _cache(output)
    digests = _checked(base, links, vocabulary, min_confidence)
    jobs = _jobs(jobs)
    reading = _read(inputs, format, watcher)
    extractor = Extractor(model)
    with opened(cached, extractor, watcher) as cache:
        found = extracted(reading.papers, extractor, cache, watcher, jobs)
        if cache is not None:
            cache.drop_old()
    kept = tuple(confident(extraction, min_confidence) for extraction in found)
    del found
    watcher.step("linking", 0, 0)
    with unsearched():
        linked = linkage(kept, links=links, vocabulary=vocabulary)
        known = knowledge(linked)
    built = Build(
        knowledge=known,
        extractions=kept,
        skipped=(*reading.skipped, *_without_effect(linked, links)),
        inputs=reading.inputs,
        model=extractor.identity,
        base=base,
        title=title or _title(len(kept)),
        min_confidence=min_confidence,
        links_sha256=digests[0],
        vocabulary_sha256=digests[1],
    )
    if output is None:
        return built
    with unsearched():
        files = write_files(built, Path(output), chosen, watcher=watcher, jobs=jobs)
    return dataclasses.replace(built, files=tuple(files))


def plan(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option
    model: str | Path | None = None,
    jobs: int | None = None,
    watcher: Watcher | None = None,
) -> Plan:
    """Return how many papers a build would read anew and about how long that takes; write nothing.

    Args:
        inputs: as for ``build``.
        output: folder of earlier builds.
        format: as for ``build``.
        model: as for ``build``.
        jobs: as for ``build``.
        watcher: told how it goes on.

    Raises:
        KgError: an input or the model cannot be used.
    """
    from kg.cache import known_places

    watcher = watcher or Unwatched()
    reading = _read(inputs, format, watcher)
    extractor = Extractor(_path(model))
    watcher.step("timing a sample", 0, 0)
    path = _cache(output)
    known = known_places(path, extractor.fingerprint, reading.papers) if path else set()
    return planned(reading.papers, extractor, known, _jobs(jobs))


def _read(inputs: str | Path | Sequence[str | Path], form: str | None, watcher: Watcher) -> Reading:
    from kg.sources import read

    watcher.step("reading", 0, 0)
    return read([inputs] if isinstance(inputs, str | Path) else list(inputs), format=form)


def _checked(
    base: str, links: Path | None, vocabulary: Path | None, min_confidence: float
) -> tuple[str, str]:
    """Refuse what cannot be used before hours are spent on papers; return the digests of the two files."""
    from kg.link import curation
    from kg.link import vocabulary as vocabularies
    from kg.rdf.iris import checked_base

    if not isinstance(min_confidence, int | float) or not 0 <= min_confidence <= 1:
        raise KgError(f"confidence {min_confidence!r}: must be a number between 0 and 1")
    checked_base(base)
    if links is not None:
        curation.read(links)
    if vocabulary is not None:
        vocabularies.read(vocabulary)
    return _digest(links), _digest(vocabulary)


def _jobs(given: int | None) -> int:
    from kg.workers import cores

    if given is not None and given < 1:
        raise KgError(f"jobs {given}: must be 1 or more")
    return given or cores()


def _path(given: str | Path | None) -> Path | None:
    return Path(given) if given is not None else None


def _without_effect(linked: Linkage, links: Path | None) -> list[Skipped]:
    """Return the lines of the links file that changed nothing, as what was skipped."""
    from kg.records import Skipped

    if links is None:
        return []
    return [
        Skipped(links.name, f"line {correction.line}", reason) for correction, reason in linked.without_effect
    ]


def _digest(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path is not None else ""


def _cache(output: str | Path | None) -> Path | None:
    from kg.cache import PLACE

    if output == "":
        raise KgError("output '': names no folder; the current one is '.'")
    if output is not None and Path(output).is_file():
        raise KgError(f"{output}: is a file, not a folder to write to; name another with -o")
    return Path(output) / PLACE if output is not None else None


def _title(papers: int) -> str:
    return f"Knowledge graph of {papers:,} paper{'' if papers == 1 else 's'}"
