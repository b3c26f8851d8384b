"""The encoder in use gives what the encoder in training gives, and the same for a document in any company."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.encoder import Encoder, featurise
from kg.extract.encoder import batched as in_one_batch
from kg.extract.features import LexemeTable
from kg.extract.inference import FastEncoder
from kg.extract.network import Network, NetworkConfig
from kg.extract.ops import numpy_ops
from kg.extract.pipeline import assemble

TEXTS = [
    "Bread rises\n\nWe bake bread (BB) with ResNet-50. It rises by 4%. Bakers like that.",
    "On graphs\n\nA graph is a set of nodes.",
    "A title alone",
]


@pytest.fixture(scope="module", params=[2, 3], ids=["two pieces", "three pieces"])
def network(request: pytest.FixtureRequest) -> Network:
    network = Network(NetworkConfig(width=24, depth=3, pieces=request.param, word_width=8, dropout=0.0))
    values = np.random.default_rng(1)
    for _, node, name in network.parameters():  # the vectors of hashes and gains start at zero and one
        shape = node.get_param(name).shape
        node.set_param(name, values.normal(0, 0.3, shape).astype(np.float32))
    return network


def features(texts: list[str]):
    nlp = assemble()
    encoder = nlp.get_pipe("kg_encoder")
    assert isinstance(encoder, Encoder)
    with nlp.select_pipes(enable=["kg_sentences"]):
        return [featurise(doc, encoder.lexicon) for doc in nlp.pipe(texts)]


def in_use(network: Network, texts: list[str]):
    table = LexemeTable()
    batch = in_one_batch(features(texts), table)
    fast = FastEncoder(network)
    lexemes = fast.lexemes(table.features(), np.zeros((len(table), 0), dtype=np.float32))
    return fast.tokens(lexemes[np.concatenate(batch.lexemes)], batch.places)


def test_training_and_use_agree(network: Network) -> None:
    table = LexemeTable()
    batch = in_one_batch(features(TEXTS), table)
    with numpy_ops():
        vectors = network.word_vectors(table.features(), np.zeros((len(table), 0), dtype=np.float32))
        trained, _ = network._encode(batch, vectors[np.concatenate(batch.lexemes)])
    assert np.allclose(in_use(network, TEXTS), trained, atol=1e-3)


def test_a_document_is_the_same_to_the_last_bit_in_any_company(network: Network) -> None:
    together = in_use(network, TEXTS)
    alone = np.vstack([in_use(network, [text]) for text in TEXTS])
    assert np.array_equal(together, alone)
