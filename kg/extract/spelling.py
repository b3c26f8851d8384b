"""Static vectors of words by their spelling, for any word: floret (Boyd and Warmerdam 2022).

A word's vector is made of those of its character n-grams, which share a small hashed table, so words
never seen have one too. Trained on abstracts with the library floret; kept in half precision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from spacy.vectors import Vectors

from kg.errors import KgError
from kg.extract.weights import save_arrays

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


class SpellingVectors:
    """Looks up the vectors of words; without a table, vectors have no columns."""

    def __init__(
        self, table: NDArray[np.float16] | None = None, settings: dict[str, int] | None = None
    ) -> None:
        self._table = np.zeros((0, 0), dtype=np.float16) if table is None else table
        self._settings = settings or {}
        self._vectors: Vectors | None = None
        if self.width:
            data = self._table.astype(np.float32)
            self._vectors = Vectors(data=data, mode="floret", bow="<", eow=">", **self._settings)

    @property
    def width(self) -> int:
        """Columns of a vector."""
        return int(self._table.shape[1])

    def of(self, words: list[str]) -> NDArray[np.float32]:
        """Return the vector of each word, shape (words, width)."""
        if self._vectors is None or not words:
            return np.zeros((len(words), self.width), dtype=np.float32)
        found: NDArray[np.float32] = np.asarray(self._vectors.get_batch(words), dtype=np.float32)
        return found

    def to_disk(self, path: Path) -> None:
        """Write the table into the folder ``path``."""
        save_arrays(path / "spelling.npz", {"table": self._table})
        (path / "spelling.json").write_bytes(msgspec.json.encode(self._settings))

    @classmethod
    def from_disk(cls, path: Path) -> SpellingVectors:
        """Read what ``to_disk`` wrote."""
        settings = msgspec.json.decode((path / "spelling.json").read_bytes(), type=dict[str, int])
        with np.load(path / "spelling.npz") as arrays:
            return cls(arrays["table"], settings)

    @classmethod
    def from_floret(cls, path: Path) -> SpellingVectors:
        """Read the ``.floret`` text file that floret's ``save_floret_vectors`` writes.

        Raises:
            KgError: it is no such file.
        """
        try:
            with path.open(encoding="utf-8") as lines:
                head = next(lines).split()
                rows, width, minn, maxn, hashes, seed = (int(value) for value in head[:6])
                table = np.array([line.split()[1:] for line in lines], dtype=np.float32).astype(np.float16)
        except (OSError, ValueError, StopIteration, UnicodeDecodeError) as error:
            raise KgError(f"{path}: cannot be read as floret vectors: {error}") from error
        if table.shape != (rows, width):
            raise KgError(f"{path}: {table.shape} numbers where its first line says {(rows, width)}")
        return cls(table, {"minn": minn, "maxn": maxn, "hash_count": hashes, "hash_seed": seed})
