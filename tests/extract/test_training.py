import json
from dataclasses import replace
from itertools import islice, product

import pytest

from kg.errors import KgError
from kg.extract import annotations, pipeline
from kg.extract.gold import read_annotated, read_gold
from kg.extract.network import NetworkConfig
from kg.extract.network_training import TrainingConfig
from kg.extract.training import Recipe, train

SMALL = Recipe(
    network=NetworkConfig(
        width=24, depth=2, pieces=3, word_width=12, word_rows=(300,) * 6, place_width=8, sentence_width=16
    ),
    training=TrainingConfig(epochs=16, batch_tokens=200, warmup_steps=5, learn_rate=4e-3),
    name="toy",
)


def paper(number, method, task, dataset):
    title = f"{method} for {task}"
    claim = f"It beats AdaBoost by {number}% on {dataset}."
    abstract = f"We propose {method}, a new way to do {task}. {claim}"
    start = abstract.index(claim)
    concepts = [
        {"type": "Method", "name": method, "surfaces": [method], "role": "introduces"},
        {"type": "Task", "name": task, "surfaces": [task], "role": "studies"},
        {"type": "Dataset", "name": dataset, "surfaces": [dataset], "role": "evaluates_on"},
        {"type": "Method", "name": "AdaBoost", "surfaces": ["AdaBoost"], "role": "compares_with"},
    ]
    return {
        "id": f"toy-{number}",
        "title": title,
        "abstract": abstract,
        "concepts": concepts,
        "claims": [
            {"start": start, "end": len(abstract), "kind": "performance", "about": [method], "quantities": []}
        ],
        "results": [{"method": method, "dataset": dataset, "task": "", "metric": "", "value": f"{number}%"}],
    }


@pytest.fixture(scope="module")
def gold(tmp_path_factory):
    path = tmp_path_factory.mktemp("gold") / "toy.jsonl"
    methods, tasks, sets = (
        ("FooNet", "BarNet", "QuxNet"),
        ("speech recognition", "parsing"),
        ("TIMIT", "SUSY"),
    )
    many = [paper(i + 3, *which) for i, which in enumerate(list(product(methods, tasks, sets)) * 6)]
    path.write_text("".join(json.dumps(p) + "\n" for p in many), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(gold, tmp_path_factory):
    output = tmp_path_factory.mktemp("model") / "toy"
    return output, train([gold], output, recipe=SMALL, evaluate_on=gold)


def test_a_pipeline_learns_the_papers_it_is_shown(trained):
    _, scores = trained
    assert scores.papers == 72
    assert scores.parts["concepts"].f1 > 0.9
    assert scores.parts["claims"].f1 > 0.6  # the threshold suits a model that has seen more
    assert scores.accuracies["role"].precision > 0.4  # four roles, as frequent as each other


def test_a_trained_pipeline_is_loaded_by_its_folder(trained):
    output, _ = trained
    nlp = pipeline.load(output)
    assert pipeline.model_identity(nlp).name == "toy"
    doc = nlp("BarNet for parsing\n\nWe propose BarNet, a new way to do parsing.")
    assert "BarNet" in {span.text for span in doc.spans["kg_concepts"]}


def test_same_papers_and_seed_give_the_same_bytes(gold, trained, tmp_path):
    output, _ = trained
    train([gold], tmp_path / "again", recipe=SMALL)
    files = sorted(p.relative_to(output) for p in output.rglob("*") if p.is_file())
    assert files == sorted(
        p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file()
    )
    assert all((output / f).read_bytes() == (tmp_path / "again" / f).read_bytes() for f in files)


def test_papers_annotated_for_concepts_alone_teach_concepts(gold, tmp_path):
    lines = [json.loads(line) | {"parts": ["concepts"]} for line in gold.read_text().splitlines()]
    (tmp_path / "concepts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    quick = replace(SMALL, training=replace(SMALL.training, epochs=2))
    train([tmp_path / "concepts.jsonl"], tmp_path / "model", recipe=quick)
    assert pipeline.load(tmp_path / "model")("BarNet for parsing").spans["kg_concepts"] is not None


def test_too_few_papers_are_refused(tmp_path):
    path = tmp_path / "few.jsonl"
    path.write_text(json.dumps(paper(3, "FooNet", "parsing", "PTB-3")) + "\n", encoding="utf-8")
    with pytest.raises(KgError, match="too few"):
        train([path], tmp_path / "model", recipe=SMALL)


def test_a_line_that_is_no_paper_is_named(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(KgError, match="line 1"):
        list(read_gold(path))


def test_parts_that_were_not_annotated_are_known(tmp_path):
    path = tmp_path / "part.jsonl"
    whole = paper(3, "FooNet", "parsing", "PTB-3")
    path.write_text(
        json.dumps({k: whole[k] for k in ("id", "title", "abstract", "claims")}) + "\n", encoding="utf-8"
    )
    (annotated,) = read_annotated(path)
    assert annotated.parts == {"claims", "about"}


def test_labels_are_put_back_on_their_papers(tmp_path):
    whole = paper(3, "FooNet", "parsing", "PTB-3")
    label = {
        "id": whole["id"],
        "claims": [{"start": 0, "end": 5, "kind": "theory"}],
        "concepts": [{"type": "Method", "role": "introduces", "spans": [["title", 0, 6]]}],
    }
    (tmp_path / "labels").write_text(json.dumps(label) + "\n")
    (tmp_path / "papers").write_text(json.dumps(whole) + "\n" + json.dumps(whole | {"id": "other"}) + "\n")
    with (tmp_path / "labels").open("rb") as labels, (tmp_path / "papers").open("rb") as papers:
        (joined,) = islice(annotations.rejoined(labels, papers), 2)
    assert joined["concepts"] == [
        {"type": "Method", "role": "introduces", "name": "FooNet", "surfaces": ["FooNet"]}
    ]
