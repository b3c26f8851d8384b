"""The encoder of the network as it is used: what training computes, without what training needs.

What a lexeme adds to the first layer of a token is computed once for each lexeme, what the place adds once
for each value of its features; the pieces of a maxout lie side by side, so that NumPy compares whole rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.extract.network import Network

    Floats = NDArray[np.float32]


@dataclass(frozen=True)
class _Layer:
    """A maxout of two or more pieces with layer normalisation (Ba, Kiros and Hinton 2016)."""

    weights: Floats
    """Shape (inputs, pieces * width): the pieces one after the other."""
    bias: Floats
    gain: Floats
    shift: Floats

    @classmethod
    def of(cls, model: Any) -> _Layer:
        """Take the weights of thinc's ``Maxout(..., normalize=True)``."""
        maxout = next(node for node in model.walk() if node.name == "maxout")
        normal = next(node for node in model.walk() if node.name == "layernorm")
        pieces = maxout.get_param("W").transpose(1, 0, 2)  # (width, pieces, inputs) as thinc has it
        return cls(
            np.ascontiguousarray(pieces.reshape(-1, pieces.shape[2]).T),
            np.ascontiguousarray(maxout.get_param("b").T.ravel()),
            normal.get_param("G"),
            normal.get_param("b"),
        )

    def finish(self, sums: Floats) -> Floats:
        """Return the output, shape (rows, width), for inputs times weights; changes ``sums``."""
        width = len(self.gain)
        sums += self.bias
        best = np.maximum(sums[:, :width], sums[:, width : 2 * width])
        for start in range(2 * width, sums.shape[1], width):
            np.maximum(best, sums[:, start : start + width], out=best)
        best -= np.add.reduce(best, axis=1, keepdims=True) / np.float32(width)
        variance = np.add.reduce(best * best, axis=1, keepdims=True) / np.float32(width)
        best *= (variance + np.float32(1e-8)) ** np.float32(-0.5)
        best *= self.gain
        best += self.shift
        return best


class FastEncoder:
    """Gives the vectors of tokens, as ``Network`` does in training."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._mix = _Layer.of(network.mix)
        self._convolutions = [_Layer.of(block) for block in network.encode.layers]
        width = network.config.place_width
        weights = self._mix.weights[network.config.width :]
        values = np.arange(network.config.place_rows, dtype=np.uint64)
        self._places = []
        for column, embed in enumerate(network.places.layers):
            vectors = embed.layers[-1].predict(values)
            self._places.append(vectors @ weights[column * width : (column + 1) * width])

    @property
    def width(self) -> int:
        """Numbers that ``lexemes`` gives for each."""
        return int(self._mix.weights.shape[1])

    def lexemes(self, features: NDArray[np.uint64], spelling: Floats) -> Floats:
        """Return what each lexeme adds to the first layer of a token, shape (lexemes, ``width``).

        Args:
            features: shape (lexemes, WORD_COLUMNS).
            spelling: static vectors, shape (lexemes, config.spelling_width).
        """
        vectors = self._network.word_vectors(features, spelling)
        weights = self._mix.weights[: vectors.shape[1]]
        added = np.empty((len(vectors), self.width), dtype=np.float32)
        for row, vector in enumerate(vectors):  # each by itself: see kg.extract.ops
            np.matmul(vector, weights, out=added[row])
        return added

    def tokens(self, lexemes: Floats, places: Sequence[NDArray[np.uint64]]) -> Floats:
        """Return the vectors of the tokens of documents, shape (tokens, config.width).

        Args:
            lexemes: what ``lexemes`` gave for each token, shape (tokens, ``width``).
            places: features of the places, one array (tokens, PLACE_COLUMNS) a document.
        """
        hidden = np.empty((len(lexemes), self._network.config.width), dtype=np.float32)
        start = 0
        for place in places:  # a document at a time: what is at work fits the processor's cache
            end = start + len(place)
            hidden[start:end] = self._document(lexemes[start:end], place.astype(np.intp))
            start = end
        return hidden

    def _document(self, lexemes: Floats, places: NDArray[np.intp]) -> Floats:
        sums = lexemes.copy()
        for column, table in enumerate(self._places):
            sums += table[places[:, column]]
        pad = len(self._convolutions) + 1  # as in training, and a row that stays zero at both ends
        hidden = np.zeros((len(lexemes) + 2 * pad, self._network.config.width), dtype=np.float32)
        hidden[pad : len(hidden) - pad] = self._mix.finish(sums)
        for layer in self._convolutions:
            hidden[1:-1] += layer.finish(_windows(hidden) @ layer.weights)
        return hidden[pad : len(hidden) - pad]


def _windows(hidden: Floats) -> Floats:
    """Return each row but the first and last between its neighbours, shape (rows - 2, 3 * width)."""
    rows, width = hidden.shape
    step, item = hidden.strides  # rows lie one after the other: three of them are one of the windows
    return np.ascontiguousarray(as_strided(hidden, (rows - 2, 3 * width), (step, item), writeable=False))
