import numpy as np
import pytest

from kg.extract.classifier import Classifier, ClassifierConfig, items
from kg.extract.weights import load_classifier, save_classifier


@pytest.fixture
def trained():
    rows = [([f"word:{i % 2}", f"noise:{i}"], [float(i % 2), 1.0]) for i in range(80)]
    classifier = Classifier(ClassifierConfig(("even", "odd"), numbers=2, rows=200, width=8, hidden=8))
    classifier.fit(items(rows, 2), np.array([i % 2 for i in range(80)]), epochs=30)
    return classifier


QUESTIONS = items([(["word:0"], [0.0, 1.0]), (["word:1"], [1.0, 1.0]), ([], [1.0, 1.0])], 2)


def test_a_classifier_learns_what_it_is_shown(trained):
    answers = trained.predict(QUESTIONS)
    assert answers.argmax(axis=1).tolist()[:2] == [0, 1]
    assert np.allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_nothing_asked_nothing_answered(trained):
    assert trained.predict(items([], 2)).shape == (0, 2)


def test_a_classifier_comes_back_from_disk(trained, tmp_path):
    save_classifier(trained, tmp_path)
    again = load_classifier(tmp_path)
    assert np.allclose(again.predict(QUESTIONS), trained.predict(QUESTIONS), atol=2e-3)  # half precision
    save_classifier(again, tmp_path / "twice")
    assert (tmp_path / "twice" / "classifier.npz").read_bytes() == (tmp_path / "classifier.npz").read_bytes()
