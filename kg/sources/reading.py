"""Inputs to papers: files found and opened, formats told, records cleaned and merged."""

from __future__ import annotations

import os.path
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.records import Paper, Record, Skipped
from kg.sources import identifiers, identity, registry
from kg.sources.raw import RawPaper
from kg.sources.source import Source
from kg.sources.text import clean, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.sources.registry import Format

STANDARD_INPUT = "-"
"""The input that stands for standard input."""
NO_ABSTRACT = "no abstract: the paper was kept with its title alone"
LONGEST_TITLE = 5_000
LONGEST_ABSTRACT = 500_000
"""Characters; what is longer is no title and no abstract, and spaCy takes no text above a million."""
NO_TITLE = "no title"
_NO_DOI = {"none", "null", "nan", "n/a", "na", "-", "--", "n.a.", "no doi", "unknown"}
_SHOWN = 60  # characters of a text that is reported


class Reading(Record, frozen=True):
    """What a set of inputs held."""

    papers: tuple[Paper, ...]
    """Each paper once, sorted by id."""
    skipped: tuple[Skipped, ...] = ()
    """What became no paper of its own, or was mended: sorted by source and place."""
    inputs: tuple[str, ...] = ()
    """Names of the files read, sorted; with as many of their folders as tell two of one name apart."""


def read(inputs: Sequence[str | Path], *, format: str | None = None) -> Reading:  # noqa: A002 - as the option
    """Read papers from files, folders (all files within, hidden ones aside) and ``-``, standard input.

    Args:
        inputs: Paths. Their order does not matter.
        format: Name of the format of every input, one of ``formats()``; by default it is told from the
            content, then the suffix.

    Returns:
        The papers, and what was skipped with its place and reason. A file within a folder that cannot be
        read as papers is skipped; one that is named itself is an error.

    Raises:
        KgError: no such format, an input is missing, unreadable, empty, damaged or of no known format, or
            there is no paper in any of them.
    """
    if isinstance(inputs, str | Path):  # a common slip that would read "papers" as six inputs
        inputs = [inputs]
    if not inputs:
        raise KgError("no input given: name a file or folder of papers, or - for standard input")
    chosen = registry.by_name(format) if format else None
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    names: set[str] = set()
    for source, from_folder in _sources(inputs):
        if isinstance(source, Skipped):
            skipped.append(source)
            continue
        try:
            found = list(_read_one(source, chosen, strict=not from_folder))
        except KgError as error:
            if not from_folder:
                raise
            reason = str(error).removeprefix(f"{source.where}: ").removeprefix(f"{source.where}, ")
            found = [Skipped(source.name, "file", reason)]
        names.add(tidy(source.name))
        papers += [item for item in found if isinstance(item, Paper)]
        skipped += [item for item in found if isinstance(item, Skipped)]
    if not papers:
        raise KgError(_nothing(inputs, skipped))
    one_each, absorbed = identity.merged(papers)
    for record, shared in absorbed:
        found_at = record.sources[0]
        name = max((n for n in names if found_at.startswith(f"{n}#")), key=len)
        skipped.append(Skipped(name, found_at[len(name) + 1 :], f"duplicate, merged: {shared}"))
    return Reading(tuple(one_each), tuple(sorted(skipped, key=_natural)), tuple(sorted(names)))


def formats() -> dict[str, str]:
    """Return the name of every format that can be read with a description of one line."""
    return {name: one.description for name, one in sorted(registry.formats().items())}


def _sources(inputs: Sequence[str | Path]) -> Iterator[tuple[Source | Skipped, bool]]:
    """Yield each input once, opened or found to be no file, and whether it was found in a folder."""
    found = list(_found(inputs))
    names = _names({file for file, _ in found if file})
    for file, within in found:
        if file is None:
            yield Source(None), False
            continue
        name = names[file]
        reason = _no_file(file) if within else ""
        yield Skipped(name, "file", reason) if reason else Source(file, name), within


def _found(inputs: Sequence[str | Path]) -> Iterator[tuple[Path | None, bool]]:
    """Yield the path of each input once, None for standard input, and whether it was found in a folder."""
    seen: set[Path | None] = set()
    for given in inputs:
        if str(given) == STANDARD_INPUT:
            if None not in seen:
                seen.add(None)
                yield None, False
            continue
        path = Path(given)
        if not str(given):  # a shell's unset variable; it would mean the current folder
            raise KgError("input '': names no file or folder; the current one is '.'")
        try:
            if not path.exists():
                raise KgError(f"{path}: there is no such file or folder")
            within = path.is_dir()
            if within and not _may_be_searched(path):
                raise KgError(f"{path}: cannot be read: Permission denied")
            files = sorted(_files(path)) if within else [path]
        except OSError as error:
            raise KgError(f"{path}: cannot be read: {error.strerror or error}") from error
        for file in files:
            real = _real(file) if within and _no_file(file) else file.resolve()
            if real not in seen:
                seen.add(real)
                yield file, within


def _real(path: Path) -> Path:
    return path.parent.resolve() / path.name


def _names(files: Iterable[Path]) -> dict[Path, str]:
    """Return what each file is called: its name, behind the fewest folders that tell it from others.

    Folders that all files of one name lie in say nothing, and would differ from machine to machine.
    """
    alike: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        alike[tidy(file.name)].append(file)
    named: dict[Path, str] = {}
    for name, same in alike.items():
        if len(same) == 1:
            named[same[0]] = name
            continue
        folders = {file: _real(file).parent for file in same}
        shared = os.path.commonpath(folders.values())
        own = {file: folder.relative_to(shared).parts for file, folder in folders.items()}
        deepest = max(map(len, own.values()))
        depth = next(
            (d for d in range(1, deepest) if len({parts[-d:] for parts in own.values()}) == len(own)), deepest
        )
        named |= {file: tidy("/".join([*parts[-depth:], name])) for file, parts in own.items()}
    return named


def _files(folder: Path) -> Iterator[Path]:
    """Yield all within ``folder`` but hidden ones and the folders that are searched, too."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and (path.is_symlink() or not path.is_dir() or not _may_be_searched(path)):
            yield path


def _may_be_searched(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)


def _no_file(path: Path) -> str:
    """Return why ``path`` cannot be opened as a file, or an empty text; it is not opened to find out."""
    if path.is_file():
        return ""
    if path.is_dir() and not path.is_symlink():
        return "is a folder that may not be read: what is in it is left out; chmod u+rx mends it"
    if path.is_dir():
        return "is a link to a folder, which is not followed: name that folder as an input"
    if path.is_symlink() and not path.exists():
        return "is a link to a file that is not there"
    return "is no regular file (a pipe, socket or device)"


def _read_one(source: Source, chosen: Format | None, *, strict: bool) -> Iterator[Paper | Skipped]:
    source.check()
    form = chosen or registry.recognise(source.head, source.suffix, guess=strict and not source.suffix)
    if form is None:
        hint = ""
        if strict:
            hint = f": name it with --format ({', '.join(sorted(registry.formats()))})"
        if strict and not source.suffix:
            hint += "; a title with its abstract on the lines below is --format listing"
        raise KgError(f"{source.where}: is in no format that is known{hint}")
    for item in form.read(source):
        if isinstance(item, RawPaper):
            yield from _paper(item, source.name)
        else:
            yield Skipped(source.name, item.place, tidy(item.reason))
    for note in source.notes:
        yield Skipped(source.name, note.place, note.reason)


def _paper(raw: RawPaper, name: str) -> Iterator[Paper | Skipped]:
    title = clean(raw.title)
    if not any(c.isalnum() for c in title):
        kept = f"{NO_TITLE}, only an abstract" if raw.abstract.strip() else NO_TITLE
        yield Skipped(name, raw.place, tidy("; ".join([kept, *raw.notes])))
        return
    if len(title) > LONGEST_TITLE:
        yield Skipped(
            name, raw.place, f"title of {len(title):,} characters, more than {LONGEST_TITLE:,}: left out"
        )
        return
    for note in raw.notes:
        yield Skipped(name, raw.place, tidy(note))
    abstract = clean(raw.abstract)
    if len(abstract) > LONGEST_ABSTRACT:
        kept = f"more than {LONGEST_ABSTRACT:,}: the paper was kept with its title alone"
        yield Skipped(name, raw.place, f"abstract of {len(abstract):,} characters, {kept}")
        abstract = ""
    elif not abstract:
        yield Skipped(name, raw.place, NO_ABSTRACT)
    doi = identifiers.doi(raw.doi) or identifiers.doi(raw.url)
    if note := _of_doi(raw, doi):
        yield Skipped(name, raw.place, note)
    arxiv = next(filter(None, map(identifiers.arxiv, (raw.arxiv, doi, raw.url, raw.doi))), "")
    yield Paper(
        id="",
        title=title,
        abstract=abstract,
        authors=tuple(dict.fromkeys(filter(None, map(clean, raw.authors)))),
        year=raw.year,
        venue=clean(raw.venue),
        doi=doi,
        arxiv=arxiv,
        url=tidy(raw.url),
        keywords=tuple(dict.fromkeys(filter(None, map(clean, raw.keywords)))),
        sources=(f"{tidy(name)}#{tidy(raw.place)}",),
        source_ids=(tidy(raw.key),) if raw.key.strip() else (),
    )


def _of_doi(raw: RawPaper, doi: str) -> str:
    """Return what to report of a text given as the DOI that is none."""
    given = tidy(raw.doi)
    if not given or identifiers.doi(given) or identifiers.arxiv(given) or given.lower() in _NO_DOI:
        return ""
    shown = given if len(given) <= _SHOWN else f"{given[:_SHOWN]}…"
    kept = f"with {doi}, of its address" if doi else "without it"
    return f"DOI not understood: {shown}; the paper was kept {kept}"


def _nothing(inputs: Sequence[str | Path], skipped: list[Skipped]) -> str:
    where = ", ".join(str(i) for i in inputs)
    if not skipped:
        return f"{where}: holds no papers"
    first = min(skipped, key=_natural)
    more = f", and {len(skipped) - 1} more" if len(skipped) > 1 else ""
    return f"{where}: holds no paper that can be read ({first.source}, {first.place}: {first.reason}{more})"


def _natural(item: Skipped) -> tuple[str, list[tuple[int, str]], str]:
    """Sort line 9 before line 10."""
    place = [(int(p), "") if p.isdigit() else (-1, p) for p in re.split(r"(\d+)", item.place)]
    return item.source, place, item.reason
