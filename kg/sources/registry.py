"""The formats: found by name, by content, and in other packages."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

import msgspec

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.sources.raw import RawPaper, RawSkip
    from kg.sources.source import Source

ENTRY_POINTS = "paperkg.sources"
_OWN = (
    "arxiv_atom",
    "bibtex",
    "csl",
    "csv_table",
    "jsonl",
    "listing",
    "openalex",
    "ris",
    "semanticscholar",
)
_CERTAIN = 0.5
_LIKELY = 0.3


class Format(msgspec.Struct, frozen=True):
    """A format that papers come in.

    A package offers one under the entry point group ``paperkg.sources``: the entry point names an
    instance of this class.
    """

    name: str
    description: str
    """One line, for people who choose."""
    suffixes: tuple[str, ...]
    """Suffixes in lower case with their dot; they decide where the content does not."""
    sniff: Callable[[str], float]
    """From the first 64 KiB of text (or a longer first line), how certain it is this format, 0 to 1."""
    read: Callable[[Source], Iterator[RawPaper | RawSkip]]
    """Yields each paper, and each piece that is none or was mended; raises KgError where all is lost."""


@functools.cache
def formats() -> dict[str, Format]:
    """Return every format by name, ours first, then those of other packages, each sorted.

    Raises:
        KgError: another package's format cannot be loaded, or has a name that is taken.
    """
    found: dict[str, Format] = {}
    for module in _OWN:
        own: Format = importlib.import_module(f"kg.sources.{module}").FORMAT
        found[own.name] = own
    from importlib import metadata  # noqa: PLC0415 - slow, and `kg --help` does without

    for point in sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda p: (p.name, p.value)):
        package = point.dist.name if point.dist else point.value
        try:
            loaded = point.load()
        except Exception as error:
            raise KgError(
                f"format {point.name!r} of package {package}: cannot be loaded: {error!r}"
            ) from error
        if not isinstance(loaded, Format):
            raise KgError(f"format {point.name!r} of package {package}: is no kg.sources.Format")
        if loaded.name in found:
            raise KgError(
                f"format {loaded.name!r} of package {package}: the name is taken, remove the package"
            )
        found[loaded.name] = loaded
    return found


def by_name(name: str) -> Format:
    """Return the format called ``name``; ``json``, ``tsv`` and the like name the format that reads them.

    Raises:
        KgError: there is none.
    """
    known = formats()
    if name in known:
        return known[name]
    for one in known.values():
        if f".{name.lower()}" in one.suffixes or name.lower().replace("-", "_") == one.name.replace("-", "_"):
            return one
    raise KgError(f"format {name!r} is not known: choose one of {', '.join(sorted(known))}")


def recognise(head: str, suffix: str, *, guess: bool = False) -> Format | None:
    """Return the format of a text that begins with ``head`` in a file with that suffix, or None.

    Args:
        head: the first 64 KiB.
        suffix: with its dot, in lower case; empty where there is none.
        guess: whether what is only likely will do, for an input without a suffix that surely holds papers.
    """
    ranked = sorted(formats().values(), key=lambda f: (-f.sniff(head), suffix not in f.suffixes, f.name))
    if ranked[0].sniff(head) >= (_LIKELY if guess else _CERTAIN):
        return ranked[0]
    return next((f for f in formats().values() if suffix in f.suffixes), None)
