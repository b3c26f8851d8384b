"""Classifiers on disk: one ``.npz`` of weights and one JSON file of sizes in a folder."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from kg.extract.classifier import Classifier, ClassifierConfig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray


def save_classifier(classifier: Classifier, path: Path, name: str = "classifier") -> None:
    """Write a classifier into the folder ``path``."""
    path.mkdir(parents=True, exist_ok=True)
    (path / f"{name}.json").write_bytes(msgspec.json.encode(asdict(classifier.config)))
    save_arrays(path / f"{name}.npz", classifier.state())


def load_classifier(path: Path, name: str = "classifier") -> Classifier:
    """Read what ``save_classifier`` wrote."""
    config = msgspec.json.decode((path / f"{name}.json").read_bytes(), type=ClassifierConfig)
    classifier = Classifier(config)
    with np.load(path / f"{name}.npz") as arrays:
        classifier.load_state(dict(arrays))
    return classifier


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays into an ``.npz`` file, the same bytes for the same arrays."""
    np.savez_compressed(path, allow_pickle=False, **dict(arrays))
