"""The links file: a person's corrections to the linking, kept across rebuilds."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from kg.errors import KgError
from kg.files import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Action = Literal["merge", "rename", "drop", "split"]
COLUMNS = ("action", "concept", "target")


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One line of a links file.

    ``merge``: ``concept`` becomes part of ``target``. ``rename``: ``target`` is its new label.
    ``drop``: it is no concept at all. ``split``: the surface form ``target`` leaves ``concept`` and
    becomes a concept of its own. A concept is given by its id ("method/state-space-model", or
    "method:state-space-model"), or by its label or any of its surface forms, with its type before it
    where two types have it ("task/clustering").
    """

    action: Action
    concept: str
    target: str = ""
    line: int = field(default=0, compare=False)
    """Where in the file it stands, counted from 1."""


def read(path: Path) -> tuple[Correction, ...]:
    """Read a links file: CSV with the columns action, concept, target; lines that start with # are notes.

    Raises:
        KgError: the file cannot be read, or a line is not of that form.
    """
    try:
        return tuple(_parse(text_of(path, "a links file"), str(path)))
    except csv.Error as error:
        raise KgError(f"{path}: is no table in CSV, as a links file must be: {error}") from error


def write(corrections: Iterable[Correction]) -> str:
    """Return the text of a links file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((c.action, c.concept, c.target) for c in corrections)
    return stream.getvalue()


def _parse(text: str, place: str) -> Iterator[Correction]:
    lines = [
        (n, line)
        for n, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        return
    numbers = [n for n, _ in lines]
    rows = list(csv.reader(line for _, line in lines))
    header = [c.strip().lower() for c in rows[0]]
    if header[:2] != ["action", "concept"]:
        raise KgError(f"{place}, line {numbers[0]}: a links file starts with the line action,concept,target")
    for number, row in zip(numbers[1:], rows[1:], strict=False):
        action, concept, target = ([c.strip() for c in row] + ["", "", ""])[:3]
        if action not in get_args(Action):
            raise KgError(
                f"{place}, line {number}: action must be merge, rename, drop or split, not {action!r}"
            )
        if not concept:
            raise KgError(f"{place}, line {number}: {action} needs a concept")
        if action != "drop" and not target:
            raise KgError(f"{place}, line {number}: {action} needs a target")
        yield Correction(action, concept, target, number)  # type: ignore[arg-type]
