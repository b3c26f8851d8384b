"""Trains the network on annotated papers: Adam with averaged weights over both heads at once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import Adam, fix_random_seed

from kg.extract.encoder import batched
from kg.extract.features import MASKED, LexemeTable
from kg.extract.network import Network, NetworkConfig
from kg.extract.ops import numpy_ops
from kg.extract.spelling import SpellingVectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from kg.extract.training_data import Example

    Floats = NDArray[np.float32]

HIDDEN_WORD = np.uint64(1)


@dataclass(frozen=True)
class TrainingConfig:
    """How the network is trained."""

    epochs: int = 12
    partial_share: float = 0.35
    """Share of the papers annotated for claims alone that an epoch shows; the others it shows all."""
    batch_tokens: int = 2000
    learn_rate: float = 1e-3
    warmup_steps: int = 100
    word_dropout: float = 0.1
    """Share of the lexemes whose spelling is hidden in a batch."""
    claims_weight: float = 6.0
    """Weight of the sentence head against the token head: a sentence counts as so many tokens."""
    roles_weight: float = 2.0
    """Weight of the role head: a concept counts as so many tokens."""
    l2: float = 1e-4
    seed: int = 0


def train_network(
    data: Sequence[Example],
    config: NetworkConfig,
    training: TrainingConfig,
    progress: Callable[[int, float], None] | None = None,
    spelling: SpellingVectors | None = None,
) -> Network:
    """Return a network trained on ``data``; the same data, sizes and seed give the same weights.

    Args:
        data: annotated papers.
        config: sizes of the network.
        training: how to train.
        progress: called after each epoch with its number and the mean loss a token.
        spelling: static vectors of words, as wide as ``config`` says.
    """
    fix_random_seed(training.seed)
    network = Network(config)
    with numpy_ops():
        _train(network, data, training, progress, spelling or SpellingVectors())
    return network


def _train(
    network: Network,
    data: Sequence[Example],
    training: TrainingConfig,
    progress: Callable[[int, float], None] | None,
    spelling: SpellingVectors,
) -> None:
    table = LexemeTable()
    batched([e.features for e in data], table)
    features = table.features()
    vectors = spelling.of(table.words)
    optimizer = Adam(
        training.learn_rate, L2=training.l2, beta2=0.99, grad_clip=1.0, use_averages=True
    )  # a short memory of squared gradients suits so short a training
    order = random.Random(training.seed)  # noqa: S311 (no secret)
    masks = np.random.default_rng(training.seed)
    step = 0
    tokens_in_all = sum(
        len(e.features.words) for epoch in range(training.epochs) for e in _shown(data, training, epoch)
    )
    steps = tokens_in_all / training.batch_tokens
    for epoch in range(training.epochs):
        loss = tokens = 0.0
        for chosen in _batches(_shown(data, training, epoch), training.batch_tokens, order):
            step += 1
            warm = min(1.0, step / training.warmup_steps)
            optimizer.learn_rate = training.learn_rate * warm * max(0.02, 1 - step / steps)
            masked = features.copy()
            hidden = masks.random(len(features)) < training.word_dropout
            for column in MASKED:
                masked[hidden, column] = HIDDEN_WORD
            seen = np.where(hidden[:, None], np.float32(0), vectors)
            batch = batched([e.features for e in chosen], table, [e.entities for e in chosen])
            tags, classes, roles, backward = network.begin_update(batch, masked, seen)
            d_tags, tag_loss = _gradient(tags, _joined([e.tags for e in chosen], batch.lexemes))
            d_classes, class_loss = _gradient(classes, _joined([e.classes for e in chosen], batch.sentences))
            d_roles, role_loss = _gradient(roles, np.concatenate([e.roles for e in chosen]))
            backward(
                d_tags / np.float32(len(tags)),
                d_classes * np.float32(training.claims_weight / len(tags)),
                d_roles * np.float32(training.roles_weight / len(tags)),
            )
            for layer in network.layers.values():
                layer.finish_update(optimizer)
            loss += tag_loss + class_loss + role_loss
            tokens += len(tags)
        if progress is not None:
            progress(epoch + 1, loss / max(tokens, 1.0))
    for _, node, name in network.parameters():
        average = optimizer.averages.get((node.id, name))
        if average is not None:
            node.set_param(name, average)


def _shown(data: Sequence[Example], training: TrainingConfig, epoch: int) -> list[Example]:
    """Return the papers of an epoch: those annotated for claims alone take turns beside the others."""
    whole = [e for e in data if not _for_claims_alone(e)]
    partial = [e for e in data if _for_claims_alone(e)]
    share = round(training.partial_share * len(partial)) if whole else len(partial)
    return whole + [partial[i % len(partial)] for i in range(epoch * share, (epoch + 1) * share)]


def _for_claims_alone(example: Example) -> bool:
    return example.tags is None and not example.entities


def _batches(data: Sequence[Example], size: int, order: random.Random) -> Iterator[list[Example]]:
    shuffled = list(data)
    order.shuffle(shuffled)
    batch: list[Example] = []
    tokens = 0
    for example in shuffled:
        batch.append(example)
        tokens += len(example.features.words)
        if tokens >= size:
            yield batch
            batch, tokens = [], 0
    if batch:
        yield batch


def _joined(targets: Sequence[NDArray[np.int64] | None], like: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
    """Join targets into one array, -1 where a document has none."""
    full = [np.full(len(items), -1) if t is None else t for t, items in zip(targets, like, strict=True)]
    return np.concatenate(full)


def _gradient(probabilities: Floats, targets: NDArray[np.int64]) -> tuple[Floats, float]:
    """Return the gradient of the cross-entropy at the softmax's input, and its sum; -1 is no target."""
    known = np.flatnonzero(targets >= 0)
    gradient = np.zeros_like(probabilities)
    gradient[known] = probabilities[known]
    gradient[known, targets[known]] -= 1.0
    loss = -np.log(probabilities[known, targets[known]] + 1e-9).sum()
    return gradient, float(loss)
