"""What a format yields: one paper as its source spells it."""

from __future__ import annotations

import msgspec


class RawPaper(msgspec.Struct, frozen=True, kw_only=True):
    """One paper as read, before its text is cleaned and its identity found.

    Everything but ``place`` may be empty; ``kg.sources.reading`` cleans, checks and merges.
    """

    place: str
    """Line, entry key or record number, as a person would look for it."""
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    """Names in reading order, given name first."""
    year: int | None = None
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    keywords: tuple[str, ...] = ()
    key: str = ""
    """The identifier that the source gives the paper (citation key, OpenAlex id, …)."""
    notes: tuple[str, ...] = ()
    """What of it was mended or left out, and why: each is reported under ``place``."""


class RawSkip(msgspec.Struct, frozen=True):
    """A piece of input that became no paper, or was mended, and why."""

    place: str
    reason: str
