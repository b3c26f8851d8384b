"""The component ``kg_encoder``: runs the network over documents and keeps what it says of them.

Later components read ``doc.user_data[OUTPUT]``, an ``Encoding``.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from spacy.language import Language

from kg.extract.documents import abstract_start, words_and_text
from kg.extract.features import LexemeTable, place_features
from kg.extract.inference import FastEncoder
from kg.extract.network import Batch, Network, NetworkConfig
from kg.extract.spelling import SpellingVectors
from kg.extract.terms import Lexicon
from kg.extract.typed import batches
from kg.extract.views import ConceptViews
from kg.extract.weights import save_arrays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from spacy.tokens import Doc

OUTPUT = "kg_encoding"
MOST_LEXEMES = 100_000
"""Lexemes that are kept (about a kilobyte each); beyond, the memory of a long run would grow without end."""


@dataclass
class Encoding:
    """What the network says of one document."""

    text: str
    words: list[str]
    vectors: NDArray[np.float32]
    """Shape (tokens, width)."""
    tags: NDArray[np.float32]
    """Probability of each BILUO tag, shape (tokens, tags)."""
    sentences: list[tuple[int, int]]
    """First token and end token of each sentence of the abstract."""
    classes: NDArray[np.float32]
    """Probability of each sentence class, shape (sentences, classes)."""
    roles: NDArray[np.float32] | None = None
    """Probability of each role of given entities, shape (entities, roles); set by ``Encoder.judge_roles``."""

    @cached_property
    def lower(self) -> list[str]:
        """The words in lower case."""
        return [word.lower() for word in self.words]


def encoding_of(doc: Doc) -> Encoding:
    """Return what the encoder said of a document.

    Raises:
        ValueError: no ``kg_encoder`` has seen it.
    """
    encoding = doc.user_data.get(OUTPUT)
    if encoding is None:
        raise ValueError("kg_encoder must stand before this component in the pipeline")
    found: Encoding = encoding
    return found


@dataclass
class Features:
    """A document as the network takes it."""

    words: list[str]
    place: NDArray[np.uint64]
    sentences: list[tuple[int, int]] = field(default_factory=list)


def featurise(doc: Doc, lexicon: Lexicon) -> Features:
    """Return the features of a document whose sentences are set."""
    words, _ = words_and_text(doc)
    first = abstract_start(words)
    sentences = [(s.start, s.end) for s in doc.sents if s.start >= first]
    return Features(words, place_features(words, lexicon), sentences)


def batched(
    features: Sequence[Features],
    table: LexemeTable,
    entities: Sequence[Sequence[Sequence[tuple[int, int]]]] = (),
) -> Batch:
    """Return documents as one batch; their lexemes are added to ``table``.

    Args:
        features: of the documents.
        table: numbers the lexemes.
        entities: first and end token of the mentions of each concept, for each document.
    """
    return Batch(
        lexemes=[table.ids(f.words) for f in features],
        places=[f.place for f in features],
        sentences=[np.array(f.sentences, dtype=np.int64).reshape(-1, 2) for f in features],
        entities=[[list(mentions) for mentions in document] for document in entities],
    )


@Language.factory("kg_encoder", default_config={"network": {}}, requires=["token.is_sent_start"])
class Encoder:
    """Runs the network."""

    def __init__(self, nlp: Language, name: str, network: dict[str, Any]) -> None:  # noqa: ARG002 (spaCy's protocol)
        self.name = name
        self.lexicon = Lexicon()
        self.spelling = SpellingVectors()
        self.network = Network(msgspec.convert(network, NetworkConfig))
        self.forget()

    def forget(self) -> None:
        """Drop what is kept of lexemes: the network has changed, or they have become too many."""
        self._fast = FastEncoder(self.network)
        self._table = LexemeTable()
        self._known = 0
        self._lexemes = np.zeros((1024, self._fast.width), dtype=np.float32)

    def __call__(self, doc: Doc) -> Doc:
        """Encode one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Encode documents, in batches."""
        for docs in batches(stream, batch_size):
            filled = [doc for doc in docs if len(doc)]
            if filled:
                self._encode(filled)
            yield from docs

    def _encode(self, docs: list[Doc]) -> None:
        features = [featurise(doc, self.lexicon) for doc in docs]
        if len(self._table) > MOST_LEXEMES:
            self.forget()
        batch = batched(features, self._table)
        self._learn_lexemes()
        vectors = self._fast.tokens(self._lexemes[np.concatenate(batch.lexemes)], batch.places)
        tags, classes = self.network.predict(batch, vectors)
        token = sentence = 0
        for doc, f in zip(docs, features, strict=True):
            token_end, sentence_end = token + len(f.words), sentence + len(f.sentences)
            doc.user_data[OUTPUT] = Encoding(
                words_and_text(doc)[1],
                f.words,
                vectors[token:token_end],
                tags[token:token_end],
                f.sentences,
                classes[sentence:sentence_end],
            )
            token, sentence = token_end, sentence_end

    def _learn_lexemes(self) -> None:
        """Keep what the table's new lexemes add to their tokens."""
        known, count = self._known, len(self._table)
        if count == known:
            return
        if count > len(self._lexemes):
            grown = np.empty((max(count, 2 * len(self._lexemes)), self._fast.width), dtype=np.float32)
            grown[:known] = self._lexemes[:known]
            self._lexemes = grown
        spelling = self.spelling.of(self._table.words[known:])
        self._lexemes[known:count] = self._fast.lexemes(self._table.features(known), spelling)
        self._known = count

    def judge_roles(
        self, docs: Sequence[Doc], entities: Sequence[Sequence[Sequence[tuple[int, int]]]]
    ) -> None:
        """Set the roles that the network gives to concepts of encoded documents.

        Args:
            docs: documents that this component has seen.
            entities: first and end token of the mentions of each concept, for each document.
        """
        encodings = [encoding_of(doc) for doc in docs]
        if not encodings:
            return
        views = ConceptViews([len(e.words) for e in encodings], [e.sentences for e in encodings], entities)
        roles = self.network.predict_roles(views, np.vstack([e.vectors for e in encodings]))
        start = 0
        for encoding, own in zip(encodings, entities, strict=True):
            encoding.roles = roles[start : start + len(own)]
            start += len(own)

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002 (spaCy's protocol)
        """Write weights (half precision) and lexicon into the folder ``path``."""
        path.mkdir(parents=True, exist_ok=True)
        arrays = {name: array.astype(np.float16) for name, array in self.network.arrays().items()}
        save_arrays(path / "weights.npz", arrays)
        self.lexicon.to_disk(path / "lexicon.json.zst")
        self.spelling.to_disk(path)
        (path / "network.json").write_bytes(msgspec.json.encode(asdict(self.network.config)))

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> Encoder:  # noqa: ARG002 (spaCy's protocol)
        """Read what ``to_disk`` wrote."""
        config = msgspec.json.decode((path / "network.json").read_bytes(), type=NetworkConfig)
        self.network = Network(config)
        with np.load(path / "weights.npz") as arrays:
            for name, node, parameter in self.network.parameters():
                node.set_param(parameter, arrays[name].astype(np.float32))
        self.lexicon = Lexicon.from_disk(path / "lexicon.json.zst")
        self.spelling = SpellingVectors.from_disk(path)
        self.forget()
        return self

    def digest(self) -> str:
        """Return the SHA-256 of the weights as they are used."""
        state = hashlib.sha256()
        for name, array in self.network.arrays().items():
            state.update(name.encode())
            state.update(array.astype(np.float16).tobytes())
        return state.hexdigest()
