"""Which model reads the papers: told from its files, without spaCy, which takes seconds to load."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from kg.errors import KgError
from kg.records import Record

MODEL = Path(__file__).parent / "model"
"""The trained pipeline that comes with the package."""


class ModelIdentity(Record, frozen=True):
    """Which model made an extraction."""

    name: str
    version: str
    sha256: str
    """Of all files of the model."""


class _Meta(msgspec.Struct):
    """What spaCy's ``meta.json`` says of a pipeline."""

    name: str
    version: str


def identity(model: Path | None = None) -> ModelIdentity:
    """Return name, version and digest of the pipeline in the folder ``model``, or of the package's own.

    Raises:
        KgError: the folder holds no pipeline.
    """
    path = model or MODEL
    try:
        meta = msgspec.json.decode((path / "meta.json").read_bytes(), type=_Meta)
        state = hashlib.sha256()
        for file in sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".md"):
            state.update(file.relative_to(path).as_posix().encode())
            state.update(file.read_bytes())
    except FileNotFoundError as error:
        raise KgError(
            f"{path}: no trained pipeline there (no meta.json); train one with `kg train GOLD -o {path}`"
        ) from error
    except NotADirectoryError as error:
        raise KgError(f"{path}: is a file, not the folder of a trained pipeline") from error
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise KgError(f"{path}: cannot be read as a trained pipeline: {reason}") from error
    return ModelIdentity(meta.name, meta.version, state.hexdigest())
