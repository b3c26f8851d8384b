"""Annotations without their texts: labels with character offsets, put back on papers that a person has.

    python -m kg.extract.annotations LABELS PAPERS... > gold.jsonl

Files may be packed (``.gz``). LABELS holds one paper a line: ``id`` (as in the papers' source), ``claims``
(``start``, ``end``, ``kind``), ``concepts`` (``type``, ``role``, ``spans``: field, start, end) and ``parts``
(`kg.extract.gold.read_annotated`). What comes out is what ``kg train`` reads.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import msgspec

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAST_ARGUMENTS = 2


def rejoined(labels: IO[bytes], papers: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield annotated papers in the form that `kg.extract.gold.read_annotated` reads.

    Args:
        labels: JSON Lines of labels.
        papers: JSON Lines of papers with ``id``, ``title``, ``abstract``, as they were annotated.
    """
    wanted = {label["id"]: label for line in labels if (label := msgspec.json.decode(line))}
    for line in papers:
        paper = msgspec.json.decode(line)
        label = wanted.get(paper["id"])
        if label is None:
            continue
        joined = {"id": paper["id"], "title": paper["title"], "abstract": paper["abstract"]}
        joined["claims"] = label["claims"]
        if "parts" in label:
            joined["parts"] = label["parts"]
        if "concepts" in label:
            joined["concepts"] = [_concept(concept, paper) for concept in label["concepts"]]
        yield joined


def _concept(concept: dict[str, Any], paper: dict[str, str]) -> dict[str, Any]:
    surfaces = sorted({paper[field][start:end] for field, start, end in concept["spans"]})
    name = max(surfaces, key=len, default="")
    return {"type": concept["type"], "role": concept["role"], "name": name, "surfaces": surfaces}


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def main(arguments: list[str]) -> int:
    """Join the labels of the first file with the papers of the others; JSON Lines to standard output."""
    if len(arguments) < _LEAST_ARGUMENTS:
        raise KgError("usage: python -m kg.extract.annotations LABELS PAPERS... > gold.jsonl")
    for papers in arguments[1:]:
        with _opened(Path(arguments[0])) as labels, _opened(Path(papers)) as stream:
            for paper in rejoined(labels, stream):
                sys.stdout.buffer.write(msgspec.json.encode(paper) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
