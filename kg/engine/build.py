"""Builds a graph over shards: as `kg.build`, the whole as shards of RDF, its top as the usual files."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg import __version__, report
from kg.engine import shards as store
from kg.engine import top
from kg.engine.step import Settings, code
from kg.engine.walk import Manifest, Walk, extract, papers_in
from kg.errors import KgError
from kg.exports import USUAL, checked, write_files
from kg.incremental import Extractor
from kg.library import Build
from kg.link import curation, vocabulary
from kg.progress import Unwatched
from kg.rdf.iris import checked_base
from kg.rdf.namespaces import DEFAULT_BASE
from kg.rdf.provenance import Provenance
from kg.records import Skipped
from kg.sources import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.engine import Engine
    from kg.progress import Watcher
    from kg.sources import Reading

SHARDS = "shards"
"""Folder of the shards under that of the files, where no other is given."""
SHARD_PAPERS = 500
"""Papers in a shard, about: some seconds of extraction."""
TOP_PAPERS = 2000
"""Papers at most in the page and the files beside it."""
MOST_PARTITIONS = 256
"""Shards at most that concepts are written to."""


class Sharded(NamedTuple):
    """A graph that was built over shards."""

    shown: Build
    """Its top: the papers with most of the concepts that are in most papers (`kg.engine.walk.LEADING`)."""
    manifest: Manifest
    """What the shards of RDF hold: the whole."""
    rdf: str
    """Folder of the shards of RDF."""


def build(  # noqa: PLR0913 - as many as there are things to say
    inputs: Sequence[str | Path],
    output: Path,
    engine: Engine,
    *,
    shards: str | None = None,
    format: str | None = None,  # noqa: A002 - as the option
    links: Path | None = None,
    terms: Path | None = None,
    min_confidence: float = 0.0,
    base: str = DEFAULT_BASE,
    title: str = "",
    formats: str | Sequence[str] = USUAL,
    model: Path | None = None,
    watcher: Watcher | None = None,
    size: int = SHARD_PAPERS,
    show: int = TOP_PAPERS,
) -> Sharded:
    """Make a graph of papers on many machines.

    Concepts, relations and statements are those of a build on one machine. What was extracted stays in the
    shards: a later build, or one that goes on after an interruption, extracts the shards that are new.

    Args:
        inputs: as for `kg.build.build`, or addresses that fsspec reads; ``*`` stands for any characters.
        output: folder on this machine for the files of the graph's top.
        engine: calls steps on shards.
        shards: folder that all machines reach; by default one in ``output``. One build at a time.
        format: as for `kg.build.build`, and so are the next.
        links: corrections.
        terms: a vocabulary.
        min_confidence: from 0 to 1.
        base: start of the IRI of every resource.
        title: heading of the page.
        formats: of the files of the top; with ``nq`` the shards are N-Quads.
        model: folder of an extraction model, which all machines have at the same path.
        watcher: told how it goes on.
        size: papers in a shard.
        show: papers at most in the top.

    Raises:
        KgError: an input, option or folder that cannot be used.
    """
    if not 0 <= min_confidence <= 1:
        raise KgError(f"confidence {min_confidence!r}: must be a number between 0 and 1")
    chosen = checked(formats)
    corrections = curation.read(links) if links else ()
    own = vocabulary.read(terms).terms if terms else ()
    room = store.folder(shards or str(output / SHARDS))
    watcher = watcher or Unwatched()
    reading = _reading(inputs, format, watcher)
    extractor = Extractor(model)
    identity = extractor.identity
    settings = Settings(
        code=code(),
        min_confidence=min_confidence,
        base=checked_base(base),
        quads="nq" in chosen,
        partitions=min(MOST_PARTITIONS, 1 + len(reading.papers) // size),
        top=show,
        terms=own,
        provenance=Provenance(
            __version__, f"{identity.name} {identity.version}", f"sha256:{identity.sha256}"
        ),
    )
    walk = Walk(engine, room, settings)
    extracted = walk.extract(
        papers_in(reading.papers, size), extractor.fingerprint, str(model) if model else None
    )
    papers, skipped, names = len(reading.papers), reading.skipped, reading.inputs
    del reading  # the papers are in the shards, and may be most of what memory holds
    whole = walk.link(extracted, corrections)
    built = Build(
        knowledge=top.knowledge(whole),
        extractions=tuple(before for before, _ in whole.papers),
        skipped=(*skipped, *_without_effect(whole.without_effect, links)),
        inputs=names,
        model=identity,
        base=base,
        title=title or _title(papers, len(whole.papers)),
        min_confidence=min_confidence,
        links_sha256=_digest(links),
        vocabulary_sha256=_digest(terms),
    )
    files = write_files(built, output, chosen, watcher=watcher)
    walk.tidy(whole.manifest)
    return Sharded(dataclasses.replace(built, files=tuple(files)), whole.manifest, f"{room}/rdf")


def extract_part(
    inputs: Sequence[str | Path],
    shards: str,
    engine: Engine,
    part: str,
    *,
    format: str | None = None,  # noqa: A002 - as the option
    model: Path | None = None,
    watcher: Watcher | None = None,
    size: int = SHARD_PAPERS,
) -> int:
    """Extract every n-th shard of papers, for a `build` over the same folder to find; return how many.

    Args:
        inputs: as for `build`, and so are the others.
        shards: folder that all machines reach.
        engine: calls steps on shards.
        part: which of how many, such as ``3/20``.
        format: of all inputs.
        model: folder of an extraction model.
        watcher: told how it goes on.
        size: papers in a shard.

    Raises:
        KgError: an input, option or folder that cannot be used.
    """
    place, _, count = part.partition("/")
    if not (place.isdecimal() and count.isdecimal() and 1 <= int(place) <= int(count)):
        raise KgError(f"part {part!r}: must be which of how many, such as 3/20")
    room = store.folder(shards)
    reading = _reading(inputs, format, watcher or Unwatched())
    extractor = Extractor(model)
    mine = list(papers_in(reading.papers, size))[int(place) - 1 :: int(count)]
    extract(engine, room, mine, extractor.fingerprint, str(model) if model else None)
    return len(mine)


def closing_lines(built: Sharded, output: Path, seconds: float) -> Iterator[str]:
    """Yield what is shown at the end of a build: on its top as `kg.report` does, then on the whole."""
    yield from report.closing_lines(built.shown, output, seconds)
    yield ""
    classes = built.manifest.classes
    concepts = sum(classes[kind] for kind in ("Method", "Dataset", "Task"))
    yield (
        f"whole      {classes['Paper']:,} papers, {concepts:,} concepts, {classes['Relation']:,} relations, "
        f"{built.manifest.triples:,} statements"
    )
    yield f"shards     {built.rdf}: {len(built.manifest.shards):,} files and manifest.json"


def _reading(inputs: Sequence[str | Path], form: str | None, watcher: Watcher) -> Reading:
    watcher.step("reading", 0, 0)
    with contextlib.ExitStack() as opened:
        near: list[str | Path] = []
        for number, given in enumerate(inputs):
            if "://" not in str(given):
                near.append(given)
                continue
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix=f"kg-{number}-"))
            near += store.fetch(str(given), Path(folder))
        return read(near, format=form)


def _without_effect(
    corrections: Sequence[tuple[curation.Correction, str]], links: Path | None
) -> list[Skipped]:
    name = links.name if links else ""
    return [Skipped(name, f"line {correction.line}", reason) for correction, reason in corrections]


def _title(papers: int, shown: int) -> str:
    if shown < papers:
        return f"Knowledge graph of {papers:,} papers: the {shown:,} with most of its leading concepts"
    return f"Knowledge graph of {papers:,} paper{'' if papers == 1 else 's'}"


def _digest(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path is not None else ""
