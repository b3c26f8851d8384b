"""Reads ``extractions.jsonl``: what a build found in each paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kg.errors import KgError
from kg.records import Extraction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXTRACTIONS = "extractions.jsonl"


def read_extractions(path: Path) -> Iterator[Extraction]:
    """Yield what was found in each paper, sorted by paper id.

    Args:
        path: what ``kg build`` wrote, or an ``extractions.jsonl`` itself.

    Raises:
        KgError: no such file, or a line of another form.
    """
    file = path / EXTRACTIONS if path.is_dir() else path
    if not file.exists():
        raise KgError(f"{file}: there is no such file; give a folder that `kg build` wrote")
    decoder = msgspec.json.Decoder(Extraction)
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    yield decoder.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise KgError(f"{file}, line {number}: not an extraction: {error}") from error
    except OSError as error:
        raise KgError(f"{file}: cannot be read: {error.strerror or error}") from error
