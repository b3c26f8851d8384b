"""Finds the data files that ship with the package."""

from __future__ import annotations

from pathlib import Path

from kg.errors import KgError

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "ontology", _PACKAGE.parent / "ontology")
"""In an installed wheel the ontology lies inside the package, in a checkout beside it."""


def ontology_path(name: str = "") -> Path:
    """Return the path of a file of the ontology, such as ``kg.ttl`` or ``queries/papers-like.rq``.

    Args:
        name: path under the ontology folder; empty for the folder itself.

    Raises:
        KgError: this installation lacks the file.
    """
    for place in _PLACES:
        if (place / "kg.ttl").is_file() and (path := place / name).exists():
            return path
    raise KgError(f"ontology/{name}: not in this installation: reinstall paperkg")


def sample_path() -> Path:
    """Return the path of the landmark papers that `kg demo` builds from.

    Raises:
        KgError: this installation lacks them.
    """
    path = _PACKAGE / "sample" / "papers.jsonl"
    if not path.is_file():
        raise KgError("sample/papers.jsonl: not in this installation: reinstall paperkg")
    return path
