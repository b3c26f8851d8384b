"""Static vectors of words: of any word by its spelling, and of known words by their meaning.

By spelling, a word's vector is made of those of its character n-grams, which share a small hashed table, so
words never seen have one too: floret (Boyd and Warmerdam 2022), trained on abstracts; kept in half precision.
By meaning, it is what a large network says of the word alone, in fewer dimensions (Model2Vec, Tulkens and van
Dongen 2024); kept in eight bits, and zero for words that are not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
import zstandard
from spacy.vectors import Vectors

from kg.errors import KgError
from kg.extract.weights import save_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class KnownWords:
    """Vectors of the words that are known, in lower case."""

    def __init__(
        self, words: Sequence[str] = (), table: NDArray[np.int8] | None = None, step: float = 1.0
    ) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        table = np.zeros((0, 0), dtype=np.int8) if table is None else table
        self._table = np.vstack([table, np.zeros((1, table.shape[1]), dtype=np.int8)])  # last: unknown words
        self._step = step

    @property
    def width(self) -> int:
        """Columns of a vector."""
        return int(self._table.shape[1])

    def of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each word, shape (words, width)."""
        rows = [self._rows.get(word.lower(), -1) for word in words]
        return self._table[rows].astype(np.float32) * np.float32(self._step)

    def to_disk(self, path: Path) -> None:
        """Write words and table into the folder ``path``."""
        save_arrays(path / "known.npz", {"table": self._table[:-1], "step": np.array(self._step)})
        words = "\n".join(self._rows).encode()
        (path / "known.txt.zst").write_bytes(zstandard.ZstdCompressor(level=19).compress(words))

    @classmethod
    def from_disk(cls, path: Path) -> KnownWords:
        """Read what ``to_disk`` wrote."""
        words = zstandard.ZstdDecompressor().decompress((path / "known.txt.zst").read_bytes()).decode()
        with np.load(path / "known.npz") as arrays:
            return cls(words.split("\n") if words else (), arrays["table"], float(arrays["step"]))


class SpellingVectors:
    """Looks up the vectors of words; without tables, vectors have no columns."""

    def __init__(
        self,
        table: NDArray[np.float16] | None = None,
        settings: dict[str, int] | None = None,
        known: KnownWords | None = None,
    ) -> None:
        self._table = np.zeros((0, 0), dtype=np.float16) if table is None else table
        self._settings = settings or {}
        self._known = known or KnownWords()
        self._vectors: Vectors | None = None
        if self._table.shape[1]:
            data = self._table.astype(np.float32)
            self._vectors = Vectors(data=data, mode="floret", bow="<", eow=">", **self._settings)

    @property
    def width(self) -> int:
        """Columns of a vector."""
        return int(self._table.shape[1]) + self._known.width

    def of(self, words: list[str]) -> NDArray[np.float32]:
        """Return the vector of each word, shape (words, width)."""
        if self._vectors is None or not words:
            spelt = np.zeros((len(words), self._table.shape[1]), dtype=np.float32)
        else:
            spelt = np.asarray(self._vectors.get_batch(words), dtype=np.float32)
        return np.hstack([spelt, self._known.of(words)])

    def to_disk(self, path: Path) -> None:
        """Write the table into the folder ``path``."""
        save_arrays(path / "spelling.npz", {"table": self._table})
        (path / "spelling.json").write_bytes(msgspec.json.encode(self._settings))
        self._known.to_disk(path)

    @classmethod
    def from_disk(cls, path: Path) -> SpellingVectors:
        """Read what ``to_disk`` wrote."""
        settings = msgspec.json.decode((path / "spelling.json").read_bytes(), type=dict[str, int])
        with np.load(path / "spelling.npz") as arrays:
            return cls(arrays["table"], settings, KnownWords.from_disk(path))

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
        except OSError as error:
            raise KgError(f"{path}: cannot be read as floret vectors: {error.strerror or error}") from error
        except (ValueError, StopIteration) as error:
            raise KgError(
                f"{path}: cannot be read as floret vectors: give the .floret file of save_floret_vectors"
            ) from error
        if table.shape != (rows, width):
            raise KgError(f"{path}: {table.shape} numbers where its first line says {(rows, width)}")
        return cls(table, {"minn": minn, "maxn": maxn, "hash_count": hashes, "hash_seed": seed})
