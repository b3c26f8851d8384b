"""The network under all components: a small convolutional encoder, a head for tokens, a head for sentences.

Hash embeddings (Svenstrup et al. 2017) of a word's spelling and of its place in the document pass through
maxout layers and residual convolutions of three tokens (spaCy's tok2vec, Honnibal and Montani 2017). The
first head scores BILUO tags of concepts; the second pools the tokens of each sentence, looks at the
neighbouring sentences, and scores what the sentence claims.

Everything about a word's spelling is a function of the lexeme alone: it is computed once for each lexeme of a
batch in training, and once for each lexeme ever seen in use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import (
    HashEmbed,
    Maxout,
    Model,
    Softmax,
    chain,
    concatenate,
    expand_window,
    residual,
)

from kg.extract.features import PLACE_COLUMNS, WORD_COLUMNS
from kg.extract.ops import bounds_of, numpy_ops, row_groups
from kg.extract.tags import TAGS
from kg.extract.views import ConceptViews, inputs
from kg.records import ClaimKind, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Layer = Model[Any, Any]

SENTENCE_CLASSES: tuple[str, ...] = ("none", *ClaimKind)
SENTENCE_COLUMNS = 3
"""Features of a sentence: place from the start, place from the end, length (small whole numbers)."""


@dataclass(frozen=True)
class NetworkConfig:
    """Sizes of the network; the defaults are those of the pipeline that comes with the package."""

    width: int = 96
    depth: int = 4
    pieces: int = 2
    word_width: int = 48
    spelling_width: int = 0
    """Columns of the static vectors of words; 0 where there are none."""
    word_rows: tuple[int, ...] = (6000, 3000, 3000, 4000, 1500, 4000)
    place_width: int = 32
    place_rows: int = 500
    sentence_width: int = 64
    sentence_depth: int = 2
    dropout: float = 0.3


@dataclass
class Batch:
    """Documents as the network takes them."""

    lexemes: list[NDArray[np.int64]]
    """Number of the lexeme of each token, an array a document."""
    places: list[NDArray[np.uint64]]
    """Shape (tokens, PLACE_COLUMNS), an array a document."""
    sentences: list[NDArray[np.int64]]
    """Shape (sentences, 2): first token and end token, an array a document."""
    entities: list[list[list[tuple[int, int]]]] = field(default_factory=list)
    """First and end token of the mentions of each concept, for each document; for the role head alone."""


class Network:
    """The encoder and its heads."""

    def __init__(self, config: NetworkConfig) -> None:
        self.config = config
        with numpy_ops():
            self._make(config)

    def _make(self, c: NetworkConfig) -> None:
        def maxout(n_out: int, n_in: int) -> Layer:
            return Maxout(n_out, nI=n_in, nP=c.pieces, normalize=True, dropout=c.dropout)

        def convolutions(width: int, depth: int) -> Layer:
            blocks = [residual(chain(expand_window(1), maxout(width, 3 * width))) for _ in range(depth)]
            return chain(*blocks) if depth > 1 else blocks[0]

        def embeds(width: int, rows: Sequence[int], seed: int) -> Layer:
            layers: list[Layer] = [HashEmbed(width, n, seed=seed + i, column=i) for i, n in enumerate(rows)]
            return concatenate(*layers)

        self.words: Layer = embeds(c.word_width, c.word_rows, seed=7)
        self.word_mix: Layer = maxout(c.width, c.word_width * WORD_COLUMNS + c.spelling_width)
        self.places: Layer = embeds(c.place_width, [c.place_rows] * PLACE_COLUMNS, seed=50)
        self.mix: Layer = maxout(c.width, c.width + c.place_width * PLACE_COLUMNS)
        self.encode: Layer = convolutions(c.width, c.depth)
        self.tags: Layer = Softmax(len(TAGS), nI=c.width)
        self.sentence_places: Layer = embeds(16, [100] * SENTENCE_COLUMNS, seed=80)
        self.sentence_mix: Layer = maxout(c.sentence_width, 4 * c.width + 16 * SENTENCE_COLUMNS)
        self.sentence_encode: Layer = convolutions(c.sentence_width, c.sentence_depth)
        self.claims: Layer = Softmax(len(SENTENCE_CLASSES), nI=c.sentence_width)
        self.role_mix: Layer = maxout(c.width, inputs(c.width))
        self.roles: Layer = Softmax(len(Role), nI=c.width)
        self.words.initialize(np.zeros((2, WORD_COLUMNS), dtype=np.uint64))
        self.places.initialize(np.zeros((2, PLACE_COLUMNS), dtype=np.uint64))
        self.sentence_places.initialize(np.zeros((2, SENTENCE_COLUMNS), dtype=np.uint64))
        self.encode.initialize(np.zeros((3, c.width), dtype=np.float32))
        self.sentence_encode.initialize(np.zeros((3, c.sentence_width), dtype=np.float32))
        for layer in (
            self.word_mix,
            self.mix,
            self.tags,
            self.sentence_mix,
            self.claims,
            self.role_mix,
            self.roles,
        ):
            layer.initialize()

    @property
    def layers(self) -> dict[str, Layer]:
        """The layers that hold weights, by name."""
        names = (
            "words",
            "word_mix",
            "places",
            "mix",
            "encode",
            "tags",
            "sentence_places",
            "sentence_mix",
            "sentence_encode",
            "claims",
            "role_mix",
            "roles",
        )
        return {name: getattr(self, name) for name in names}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the weights by name."""
        return {name: np.asarray(node.get_param(key)) for name, node, key in self.parameters()}

    def parameters(self) -> Iterator[tuple[str, Layer, str]]:
        """Yield (unique name, node, name of the parameter) in a fixed order."""
        for name, layer in self.layers.items():
            for i, node in enumerate(layer.walk()):
                for parameter in node.param_names:
                    yield f"{name}.{i}.{parameter}", node, parameter

    def word_vectors(self, features: NDArray[np.uint64], spelling: Floats) -> Floats:
        """Return the vectors of lexemes.

        Args:
            features: shape (lexemes, WORD_COLUMNS).
            spelling: static vectors, shape (lexemes, config.spelling_width).
        """
        with row_groups(bounds_of([1] * len(features))):
            vectors: Floats = self.word_mix.predict(np.hstack([self.words.predict(features), spelling]))
        return vectors

    def predict(self, batch: Batch, hidden: Floats) -> tuple[Floats, Floats]:
        """Return the tag probabilities of all tokens, and class probabilities of all sentences.

        Args:
            batch: documents.
            hidden: the vectors of their tokens (`kg.extract.inference.FastEncoder`), shape (tokens, width).
        """
        classes, _ = self._claims(batch, hidden, is_train=False)
        with row_groups(bounds_of([len(ids) for ids in batch.lexemes])):
            return self.tags.predict(hidden), classes

    def predict_roles(self, views: ConceptViews, hidden: Floats) -> Floats:
        """Return the probability of each role for the entities of a batch, shape (entities, roles).

        Args:
            views: of the entities.
            hidden: the vectors of the tokens of their documents, as for ``predict``.
        """
        roles, _ = self._roles(views, hidden, is_train=False)
        return roles

    def begin_update(
        self, batch: Batch, table: NDArray[np.uint64], spelling: Floats
    ) -> tuple[Floats, Floats, Floats, Callable[[Floats, Floats, Floats], None]]:
        """Return tag, sentence and role probabilities, and a function that takes their gradients.

        Args:
            batch: documents.
            table: features of all lexemes, shape (lexemes, WORD_COLUMNS).
            spelling: static vectors of all lexemes, shape (lexemes, config.spelling_width).
        """
        ids, inverse = np.unique(np.concatenate(batch.lexemes), return_inverse=True)
        embedded, back_words = self.words(table[ids], is_train=True)
        vectors, back_mix = self.word_mix(np.hstack([embedded, spelling[ids]]), is_train=True)
        hidden, back_encode = self._encode(batch, np.ascontiguousarray(vectors[inverse]))
        tags, back_tags = self.tags(hidden, is_train=True)
        classes, back_claims = self._claims(batch, hidden, is_train=True)

        views = ConceptViews(
            [len(ids) for ids in batch.lexemes], [s.tolist() for s in batch.sentences], batch.entities
        )
        roles, back_roles = self._roles(views, hidden, is_train=True)

        def backward(d_tags: Floats, d_classes: Floats, d_roles: Floats) -> None:
            d_tokens = back_encode(back_tags(d_tags) + back_claims(d_classes) + back_roles(d_roles))
            d_mixed = back_mix(_summed(d_tokens, inverse, len(ids)))
            back_words(np.ascontiguousarray(d_mixed[:, : embedded.shape[1]]))

        return tags, classes, roles, backward

    def _encode(self, batch: Batch, word_vectors: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
        """Return the vectors of all tokens in training; in use `kg.extract.inference` gives the same."""
        places, back_places = self.places(np.concatenate(batch.places), is_train=True)
        mixed, back_mix = self.mix(np.hstack([word_vectors, places]), is_train=True)
        rows, padded = _padded_rows([len(ids) for ids in batch.lexemes], self.config.depth)
        total = sum(padded)
        hidden, back_encode = self.encode(_spread(mixed, rows, total), is_train=True)

        def backward(d_hidden: Floats) -> Floats:
            d_mixed = back_mix(np.ascontiguousarray(back_encode(_spread(d_hidden, rows, total))[rows]))
            width = word_vectors.shape[1]
            back_places(np.ascontiguousarray(d_mixed[:, width:]))
            return np.ascontiguousarray(d_mixed[:, :width])

        return np.ascontiguousarray(hidden[rows]), backward

    def _roles(
        self, views: ConceptViews, hidden: Floats, *, is_train: bool
    ) -> tuple[Floats, Callable[[Floats], Floats]]:
        """Judge each concept by what is around its mentions (`kg.extract.views`)."""
        if not len(views):
            return np.zeros((0, len(Role)), dtype=np.float32), lambda _: np.zeros_like(hidden)
        with row_groups(None if is_train else bounds_of(views.sizes)):
            mixed, back_mix = self.role_mix(views.pooled(hidden), is_train=is_train)
            roles, back_roles = self.roles(mixed, is_train=is_train)

        def backward(d_roles: Floats) -> Floats:
            return views.backward(hidden, back_mix(back_roles(d_roles)))

        return roles, backward

    def _claims(
        self, batch: Batch, hidden: Floats, *, is_train: bool
    ) -> tuple[Floats, Callable[[Floats], Floats]]:
        spans, places = _sentence_rows(batch)
        if not len(spans):
            return np.zeros((0, len(SENTENCE_CLASSES)), dtype=np.float32), lambda _: np.zeros_like(hidden)
        mean, largest = _pool(hidden, spans)
        winners = _winners(hidden, spans) if is_train else np.zeros((0, 0), dtype=np.int64)
        placed, back_placed = self.sentence_places(places, is_train=is_train)
        sizes = [len(s) for s in batch.sentences]
        frames = _frames(batch)
        around = np.repeat(_frame_means(hidden, frames), sizes, axis=0)
        own = None if is_train else bounds_of(sizes)
        with row_groups(own):
            mixed, back_mix = self.sentence_mix(np.hstack([mean, largest, around, placed]), is_train=is_train)
        rows, padded = _padded_rows(sizes, self.config.sentence_depth)
        total = sum(padded)
        with row_groups(None if is_train else bounds_of(padded)):
            context, back_context = self.sentence_encode(_spread(mixed, rows, total), is_train=is_train)
        with row_groups(own):
            classes, back_classes = self.claims(np.ascontiguousarray(context[rows]), is_train=is_train)

        def backward(d_classes: Floats) -> Floats:
            d_context = _spread(back_classes(d_classes), rows, total)
            d_pooled = back_mix(np.ascontiguousarray(back_context(d_context)[rows]))
            width = hidden.shape[1]
            back_placed(np.ascontiguousarray(d_pooled[:, 4 * width :]))
            d_hidden = np.zeros_like(hidden)
            first = 0
            for (title, whole), size in zip(frames, sizes, strict=True):
                d_around = d_pooled[first : first + size, 2 * width : 4 * width].sum(axis=0)
                d_hidden[title] += d_around[:width] / max(title.stop - title.start, 1)
                d_hidden[whole] += d_around[width:] / max(whole.stop - whole.start, 1)
                first += size
            columns = np.arange(width)
            for i, (start, end) in enumerate(spans):
                d_hidden[start:end] += d_pooled[i, :width] / (end - start)
                d_hidden[winners[i], columns] += d_pooled[i, width : 2 * width]
            return d_hidden

        return classes, backward


def _padded_rows(sizes: Sequence[int], pad: int) -> tuple[NDArray[np.int64], list[int]]:
    """Return the row of each item when documents have ``pad`` rows on both sides, and all rows of each."""
    padded = [size + 2 * pad for size in sizes]
    starts = np.cumsum([0, *padded])[:-1] + pad
    rows = [np.arange(start, start + size) for start, size in zip(starts, sizes, strict=True)]
    return np.concatenate(rows), padded


def _spread(values: Floats, rows: NDArray[np.int64], total: int) -> Floats:
    spread = np.zeros((total, values.shape[1]), dtype=np.float32)
    spread[rows] = values
    return spread


def _summed(values: Floats, groups: NDArray[np.int64], count: int) -> Floats:
    """Sum the rows of each group: shape (count, width)."""
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(count))
    return np.ascontiguousarray(np.add.reduceat(values[order], starts, axis=0))


def _sentence_rows(batch: Batch) -> tuple[list[tuple[int, int]], NDArray[np.uint64]]:
    """Return token rows (start, end) of all sentences of a batch, and the features of each sentence."""
    spans = []
    features = []
    offset = 0
    for ids, sentences in zip(batch.lexemes, batch.sentences, strict=True):
        last = len(sentences) - 1
        for i, (start, end) in enumerate(sentences.tolist()):
            spans.append((offset + start, offset + end))
            features.append((min(i, 9), min(last - i, 9), min((end - start) // 6, 12)))
        offset += len(ids)
    return spans, np.array(features, dtype=np.uint64).reshape(-1, SENTENCE_COLUMNS)


def _frames(batch: Batch) -> list[tuple[slice, slice]]:
    """Return the token rows of the title, and of all sentences, of each document."""
    frames = []
    offset = 0
    for ids, sentences in zip(batch.lexemes, batch.sentences, strict=True):
        start, end = (sentences[0, 0], sentences[-1, 1]) if len(sentences) else (len(ids), len(ids))
        frames.append((slice(offset, offset + int(start)), slice(offset + int(start), offset + int(end))))
        offset += len(ids)
    return frames


def _frame_means(hidden: Floats, frames: Sequence[tuple[slice, slice]]) -> Floats:
    """Return the means of title and text of each document side by side, shape (documents, 2 * width)."""
    width = hidden.shape[1]
    means = np.zeros((len(frames), 2 * width), dtype=np.float32)
    for row, frame in enumerate(frames):
        for part, rows in enumerate(frame):
            if rows.stop > rows.start:
                means[row, part * width : (part + 1) * width] = hidden[rows].mean(axis=0)
    return means


def _pool(hidden: Floats, spans: Sequence[tuple[int, int]]) -> tuple[Floats, Floats]:
    """Return mean and largest value of each sentence."""
    mean = np.empty((len(spans), hidden.shape[1]), dtype=np.float32)
    largest = np.empty_like(mean)
    for i, (start, end) in enumerate(spans):
        np.add.reduce(hidden[start:end], axis=0, out=mean[i])
        mean[i] /= end - start
        np.maximum.reduce(hidden[start:end], axis=0, out=largest[i])
    return mean, largest


def _winners(hidden: Floats, spans: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return the row that holds the largest value of each sentence and column."""
    return np.array([hidden[start:end].argmax(axis=0) + start for start, end in spans])
