"""What a build found, as ``report.json`` and as the lines shown at its end."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import msgspec

from kg.errors import KgError
from kg.records import Skipped  # noqa: TC001 - msgspec reads it to decode a report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kg.extract.evaluation import Scores
    from kg.graph.summary import Summary
    from kg.library import Build

REPORT = "report.json"
"""Name of the report's file."""
SHOWN = 5
"""Places of skipped input shown for each reason."""


class FileFacts(msgspec.Struct, frozen=True):
    """One file that was written."""

    bytes: int
    sha256: str


class Report(msgspec.Struct, frozen=True):
    """What was built, from what, and by what: the same build gives the same report."""

    software: str
    """Name and version of this package."""
    model: str
    model_sha256: str
    base: str
    min_confidence: float
    links: str
    """SHA-256 of the links file, empty without one."""
    vocabulary: str
    """SHA-256 of the vocabulary file, empty without one."""
    inputs: tuple[str, ...]
    """Names of the files read, sorted; with as many of their folders as tell two of one name apart."""
    contents: dict[str, object]
    """The fields of ``kg.graph.summary.Summary``."""
    communities: tuple[str, ...]
    """What the largest communities of concepts are about."""
    skipped: tuple[Skipped, ...]
    files: dict[str, FileFacts]

    def to_text(self) -> bytes:
        """Return the report as indented JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def report_on(built: Build, files: Mapping[str, FileFacts]) -> Report:
    """Return the report on a build that wrote ``files``."""
    return Report(
        software=built.software,
        model=built.model_name,
        model_sha256=built.model.sha256,
        base=built.base,
        min_confidence=built.min_confidence,
        links=built.links_sha256,
        vocabulary=built.vocabulary_sha256,
        inputs=built.inputs,
        contents=msgspec.to_builtins(built.summary),
        communities=tuple(community.label for community in built.communities[:10]),
        skipped=built.skipped,
        files=dict(files),
    )


def read_report(directory: Path) -> Report:
    """Return the report of the build in ``directory``.

    Raises:
        KgError: there is none, or it cannot be read.
    """
    path = directory / REPORT
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError) as error:
        raise KgError(f"{path}: cannot be read as the report of a build: {error}") from error


def closing_lines(built: Build, output: Path, seconds: float) -> Iterator[str]:
    """Yield what is shown at the end of a build: the graph in numbers, what was skipped, what to do next."""
    yield from _summary(built.summary)
    yield from _skipped(built.skipped)
    yield f"time       {duration(seconds)}"
    yield f"written    {output}: {', '.join(path.name for path in built.files)}"
    yield ""
    yield "next"
    steps = list(_next_steps(built, output))
    room = max(len(command) for command, _ in steps)
    yield from (f"  {command:<{room}}  {purpose}" for command, purpose in steps)


def score_lines(scores: Scores) -> Iterator[str]:
    """Yield the scores of an extraction as a table for people."""
    yield f"{scores.papers:,} papers          precision  recall      F1   (right / found / gold)"
    for name, part in scores.parts.items():
        counts = f"({part.right:,} / {part.found:,} / {part.gold:,})"
        yield f"{name:<24} {part.precision:.3f}   {part.recall:.3f}   {part.f1:.3f}   {counts}"
    for name, part in scores.accuracies.items():
        yield f"{name:<24} {part.precision:.3f} right of the {part.found:,} matched"
    yield f"{'calibration error':<24} {scores.calibration_error:.3f} of the concepts' confidence"


def duration(seconds: float) -> str:
    """Return a length of time as people say it."""
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _summary(summary: Summary) -> Iterator[str]:
    yield f"papers     {summary.papers:,}"
    yield f"concepts   {_counted(summary.concepts)}"
    yield f"roles      {_counted(summary.roles)}"
    yield f"relations  {_counted(summary.relations)}"
    yield f"claims     {_counted(summary.claims)}"
    yield f"results    {summary.results:,}"
    if summary.most_connected:
        yield "most connected"
        room = max(len(label) for label, _, _ in summary.most_connected)
        yield from (
            f"  {label:<{room}}  {kind.lower():<7}  {papers:,} paper{'' if papers == 1 else 's'}"
            for label, kind, papers in summary.most_connected
        )


def _skipped(skipped: Iterable[Skipped]) -> Iterator[str]:
    """For each reason how often, and the first places."""
    by_reason: dict[str, list[Skipped]] = {}
    for one in skipped:
        by_reason.setdefault(one.reason, []).append(one)
    if by_reason:
        yield "skipped or mended"
    for reason, ones in sorted(by_reason.items(), key=lambda r: (-len(r[1]), r[0])):
        places = ", ".join(f"{one.source} {one.place}" for one in ones[:SHOWN])
        more = f" and {len(ones) - SHOWN:,} more" if len(ones) > SHOWN else ""
        yield f"  {len(ones):,}: {reason} ({places}{more})"


def _next_steps(built: Build, output: Path) -> Iterator[tuple[str, str]]:
    """Commands that can be pasted, the examples from the graph itself."""
    folder = shlex.quote(str(output))
    yield f"{output / 'graph.html'}", "the page: open it in a browser"
    for kind, question, least in (("Dataset", "methods-on-dataset", 2), ("Method", "papers-using-method", 1)):
        concepts = [c for c in built.knowledge.concepts if c.type == kind and c.paper_count >= least]
        if concepts:
            known = min(concepts, key=lambda c: (-c.paper_count, c.id))
            yield f"kg query {folder} {question} {kind.lower()}={shlex.quote(known.label)}", "ask it"
            break
    yield "kg query --list", "what else it can be asked"
    yield f"kg serve {folder}", "browse and query it on this machine"


def _counted(counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    parts = ", ".join(f"{count:,} {name.lower().replace('_', ' ')}" for name, count in counts.items())
    return f"{total:,} ({parts})" if parts else "0"
