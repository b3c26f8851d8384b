"""A small classifier over bags of hashed features and a few numbers: the judge behind several components.

The vectors of an item's features are summed (as in fastText, Joulin et al. 2017), the numbers stand beside
them, one hidden layer and a softmax follow. Trained with Adam, averaged weights, and feature dropout.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import Adam, HashEmbed, Maxout, Model, Softmax, chain, fix_random_seed, set_dropout_rate

from kg.extract.ops import bounds_of, numpy_ops, row_groups
from kg.extract.typed import hash_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


BATCH = 256
"""Items of a training step."""


@dataclass
class Items:
    """Things to classify."""

    features: list[NDArray[np.uint64]]
    """Hashes of the features that each item has."""
    numbers: NDArray[np.float32]
    """Shape (items, numbers)."""

    def __len__(self) -> int:
        return len(self.features)

    def take(self, rows: NDArray[np.int64]) -> Items:
        """Return the items at ``rows``."""
        return Items([self.features[i] for i in rows], self.numbers[rows])


def items(rows: Iterable[tuple[Iterable[str], Sequence[float]]], numbers: int) -> Items:
    """Return items from their features, as text, and their ``numbers`` numbers."""
    pairs = [
        (np.array([hash_string(f) for f in features], dtype=np.uint64), values) for features, values in rows
    ]
    dense = np.array([values for _, values in pairs], dtype=np.float32).reshape(len(pairs), numbers)
    return Items([hashes for hashes, _ in pairs], dense)


@dataclass(frozen=True)
class ClassifierConfig:
    """Sizes of a classifier."""

    classes: tuple[str, ...]
    numbers: int = 0
    """How many numbers an item has."""
    rows: int = 8000
    width: int = 32
    hidden: int = 48


class Classifier:
    """Says which of its classes an item belongs to."""

    def __init__(self, config: ClassifierConfig) -> None:
        self.config = config
        self._mean = np.zeros(config.numbers, dtype=np.float32)
        self._scale = np.ones(config.numbers, dtype=np.float32)
        self._make()

    def _make(self) -> None:
        """Make the layers, with weights drawn at random."""
        c = self.config
        with numpy_ops():
            self._embed: Model[Any, Any] = HashEmbed(c.width, c.rows, seed=3)
            self._top: Model[Any, Any] = chain(
                Maxout(c.hidden, nI=c.width + c.numbers, nP=2, normalize=True, dropout=0.0),
                Softmax(len(c.classes), nI=c.hidden),
            )
            self._embed.initialize(np.zeros(2, dtype=np.uint64))
            self._top.initialize()

    def predict(self, things: Items, sizes: Sequence[int] | None = None) -> Floats:
        """Return the probability of each class, shape (items, classes).

        Args:
            things: what to classify.
            sizes: how many of them belong to each document, so that other documents leave no trace.
        """
        if not len(things):
            return np.zeros((0, len(self.config.classes)), dtype=np.float32)
        inputs, _ = self._inputs(things)
        with row_groups(bounds_of(sizes or [len(things)])):
            result: Floats = self._top.predict(inputs)
        return result

    def fit(
        self,
        things: Items,
        targets: NDArray[np.int64],
        *,
        epochs: int = 10,
        learn_rate: float = 2e-3,
        dropout: float = 0.5,
        seed: int = 0,
        weights: NDArray[np.float32] | None = None,
    ) -> None:
        """Train on items and the index of the class of each."""
        fix_random_seed(seed)
        self._make()
        order = random.Random(seed)  # noqa: S311 (no secret)
        masks = np.random.default_rng(seed)
        if self.config.numbers:
            self._mean = things.numbers.mean(axis=0)
            self._scale = np.maximum(things.numbers.std(axis=0), 1e-3)
        optimizer = Adam(learn_rate, L2=1e-5, beta2=0.99, grad_clip=1.0, use_averages=True)
        rows = list(range(len(things)))
        total = epochs * (len(rows) // BATCH + 1)
        step = 0
        with numpy_ops():
            set_dropout_rate(self._top, dropout)
            for _ in range(epochs):
                order.shuffle(rows)
                for start in range(0, len(rows), BATCH):
                    chosen = np.array(rows[start : start + BATCH])
                    step += 1
                    optimizer.learn_rate = learn_rate * max(0.02, 1 - step / total)
                    inputs, back_inputs = self._inputs(things.take(chosen), dropout, masks)
                    predicted, back = self._top(inputs, is_train=True)
                    gradient = predicted.copy()
                    gradient[np.arange(len(chosen)), targets[chosen]] -= 1.0
                    if weights is not None:
                        gradient *= weights[chosen, None]
                    back_inputs(back(gradient / len(chosen)))
                    for layer in (self._embed, self._top):
                        layer.finish_update(optimizer)
        for _, node, name in self._parameters():
            average = optimizer.averages.get((node.id, name))
            if average is not None:
                node.set_param(name, average)

    def _inputs(
        self, things: Items, dropout: float = 0.0, masks: np.random.Generator | None = None
    ) -> tuple[Floats, Callable[[Floats], None]]:
        """Return the input of the hidden layer, and the function that takes its gradient.

        With ``masks``, features are left out at random and the others count for more in their place.
        """
        lengths = np.array([len(f) for f in things.features])
        flat = np.concatenate(things.features) if len(things) else np.zeros(0, dtype=np.uint64)
        vectors, back = self._embed(flat, is_train=masks is not None)
        keep = np.ones(0, dtype=np.float32)
        if masks is not None:
            keep = (masks.random(len(flat)) >= dropout).astype(np.float32) / np.float32(1 - dropout)
            vectors = vectors * keep[:, None]
        bag = np.empty((len(lengths), self.config.width), dtype=np.float32)
        start = 0
        for row, length in enumerate(lengths.tolist()):  # faster than reduceat along the first axis
            np.add.reduce(vectors[start : start + length], axis=0, out=bag[row])
            start += length
        norm = np.sqrt(np.maximum(lengths, 1)).astype(np.float32)[:, None]
        bag /= norm
        numbers = (things.numbers - self._mean) / self._scale

        def backward(gradient: Floats) -> None:
            spread = np.repeat(gradient[:, : self.config.width] / norm, lengths, axis=0)
            back(np.ascontiguousarray(spread * keep[:, None]))

        return np.ascontiguousarray(np.hstack([bag, numbers]).astype(np.float32)), backward

    def _parameters(self) -> list[tuple[str, Any, str]]:
        return [
            (f"{layer}.{i}.{name}", node, name)
            for layer, model in (("embed", self._embed), ("top", self._top))
            for i, node in enumerate(model.walk())
            for name in node.param_names
        ]

    def state(self) -> dict[str, NDArray[Any]]:
        """Return weights by name: half precision, single for the scales of the numbers."""
        arrays = {name: node.get_param(key).astype(np.float16) for name, node, key in self._parameters()}
        return arrays | {"mean": self._mean, "scale": self._scale}

    def load_state(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Take the weights that ``state`` gave."""
        for name, node, key in self._parameters():
            node.set_param(key, arrays[name].astype(np.float32))
        self._mean, self._scale = arrays["mean"], arrays["scale"]
