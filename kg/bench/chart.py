"""The figures of a benchmark as a picture: a bar for each build, in parts for its rooms; SVG by hand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.bench.run import Figures, Size

WIDTH = 720
_LEFT, _RIGHT, _TOP = 134, 96, 64
_BAR, _STEP = 26, 44
_COLOURS = ("#0072b2", "#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#999999")
"""Okabe and Ito's, told apart with every kind of sight; readable on white and on black."""


def chart(figures: Figures) -> str:
    """Return the picture: milliseconds a paper by room, and of the yardstick; the same figures, same text."""
    return "\n".join(_elements(figures)) + "\n"


def _elements(figures: Figures) -> Iterator[str]:
    bars = len(figures.sizes) + bool(figures.yardstick)
    height = _TOP + _STEP * bars + 16
    slowest = max(1000 * size.seconds / size.papers for size in figures.sizes)
    yardstick = 1000 / figures.yardstick_papers_per_second if figures.yardstick else 0.0
    scale = (WIDTH - _LEFT - _RIGHT) / max(slowest, yardstick)
    machine = f"{figures.machine.processor}, {figures.machine.cores} cores, {figures.jobs} processes"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#777">'
    )
    yield f"<title>{escape(f'Milliseconds a paper of kg build, by room: {machine}')}</title>"
    yield f'<text x="8" y="20">milliseconds a paper; {escape(machine)}</text>'
    yield from _legend(list(figures.sizes[0].rooms))
    top = _TOP
    for size in figures.sizes:
        yield from _bar(size, top, scale)
        top += _STEP
    if figures.yardstick:
        name = "en_core_web_sm" if figures.yardstick.startswith("en_core_web_sm") else figures.yardstick
        yield from _label(name, top)
        yield _part(_LEFT, top, yardstick * scale, "#777777", f"{name}, 1 process: {yardstick:.1f} ms")
        yield _value(_LEFT + yardstick * scale, top, f"{yardstick:.1f} ms")
    yield "</svg>"


def _legend(rooms: list[str]) -> Iterator[str]:
    for number, room in enumerate(rooms):
        left = 8 + 84 * number
        yield f'<rect x="{left}" y="34" width="12" height="12" fill="{_COLOURS[number % len(_COLOURS)]}"/>'
        yield f'<text x="{left + 17}" y="44">{escape(room)}</text>'


def _bar(size: Size, top: int, scale: float) -> Iterator[str]:
    yield from _label(f"{size.papers:,} papers", top)
    each = 1000 * size.seconds / size.papers
    # The start of the process is in no room: the rooms share what the whole took.
    share = each / sum(size.rooms.values())
    left = float(_LEFT)
    for number, (room, seconds) in enumerate(size.rooms.items()):
        width = seconds * share * scale
        said = f"{room}: {seconds * share:.2f} ms"
        yield _part(left, top, width, _COLOURS[number % len(_COLOURS)], said)
        left += width
    yield _value(left, top, f"{each:.1f} ms")


def _label(text: str, top: int) -> Iterator[str]:
    yield f'<text x="{_LEFT - 8}" y="{top + 18}" text-anchor="end">{escape(text)}</text>'


def _part(left: float, top: int, width: float, colour: str, said: str) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{colour}">'
        f"<title>{escape(said)}</title></rect>"
    )


def _value(left: float, top: int, text: str) -> str:
    return f'<text x="{left + 6:.1f}" y="{top + 18}">{escape(text)}</text>'
