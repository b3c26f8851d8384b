"""The vocabulary that the package ships: well-formed, without clashes, its hierarchy sound."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from importlib import resources
from typing import get_args

import pytest

from kg.link import link
from kg.link.normalise import fold
from kg.records import ConceptType
from tests.link.papers import paper

SOURCE = resources.files("kg.link") / "data" / "vocabulary.csv"
COLUMNS = ["type", "name", "aliases", "broader", "wikidata"]
TYPES = get_args(ConceptType)


@pytest.fixture(scope="module")
def raw() -> bytes:
    return SOURCE.read_bytes()


@pytest.fixture(scope="module")
def rows(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))


def aliases(row: dict[str, str]) -> list[str]:
    return row["aliases"].split("|") if row["aliases"] else []


def test_file_is_csv_as_written_by_the_csv_module(raw: bytes, rows: list[dict[str, str]]) -> None:
    rewritten = io.StringIO(newline="")
    writer = csv.DictWriter(rewritten, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)

    assert rewritten.getvalue().encode() == raw


def test_every_row_has_a_known_type_and_clean_fields(rows: list[dict[str, str]]) -> None:
    assert len(rows) >= 1100
    for row in rows:
        assert row["type"] in TYPES, row
        assert row["name"], row
        for field in (row["name"], row["broader"], *aliases(row)):
            assert field == " ".join(field.split()), row
        assert all(aliases(row)), row


def test_rows_are_sorted_by_type_and_name(rows: list[dict[str, str]]) -> None:
    keys = [(r["type"], r["name"].casefold(), r["name"]) for r in rows]

    assert keys == sorted(keys)


def test_a_spelling_belongs_to_one_concept_of_a_type(rows: list[dict[str, str]]) -> None:
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        for form in (row["name"], *aliases(row)):
            owners[row["type"], fold(form)].append(row["name"])

    # A name listed twice here has an alias that folding makes equal to itself or to another alias.
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


def test_broader_names_an_entry_of_the_same_type(rows: list[dict[str, str]]) -> None:
    names = {(r["type"], r["name"]) for r in rows}

    assert [r for r in rows if r["broader"] and (r["type"], r["broader"]) not in names] == []


def test_broader_holds_no_cycle(rows: list[dict[str, str]]) -> None:
    broader = {(r["type"], r["name"]): (r["type"], r["broader"]) for r in rows if r["broader"]}
    for start in broader:
        seen = [start]
        while seen[-1] in broader:
            above = broader[seen[-1]]
            assert above not in seen, [*seen, above]
            seen.append(above)


def test_wikidata_items_are_well_formed_and_name_one_concept(rows: list[dict[str, str]]) -> None:
    items = [r["wikidata"] for r in rows if r["wikidata"]]

    assert [q for q in items if not re.fullmatch(r"Q[1-9]\d*", q)] == []
    assert len(items) == len(set(items))


@pytest.mark.parametrize(
    ("type_", "spelling", "name"),
    [
        ("Method", "CNNs", "convolutional neural network"),
        ("Method", "Support Vector Machines", "support vector machine"),
        ("Method", "Reinforcement learning", "reinforcement learning"),
        ("Method", "fine-tuning", "fine-tuning"),
        ("Dataset", "CIFAR10", "CIFAR-10"),
        ("Dataset", "MS-COCO", "COCO"),
        ("Task", "few-shot learning", "few-shot learning"),
        ("Task", "VQA", "visual question answering"),
        ("Dataset", "VQA", "VQA"),
    ],
)
def test_common_spellings_are_found(rows: list[dict[str, str]], type_: str, spelling: str, name: str) -> None:
    found = [
        r["name"]
        for r in rows
        if r["type"] == type_ and fold(spelling) in {fold(f) for f in (r["name"], *aliases(r))}
    ]

    assert found == [name]


@pytest.mark.parametrize(
    ("type_", "wide", "narrow", "related"),
    [
        ("M", "variational approach", "variational inference", True),
        ("M", "Bayesian approach", "Bayesian inference", True),
        ("M", "belief propagation", "loopy belief propagation", True),
        ("M", "undirected graphical model", "Markov random field", True),
        ("T", "translation", "machine translation", True),
        ("T", "autonomous navigation", "robot navigation", False),
    ],
)
def test_what_is_broader_is_no_alias(type_: str, wide: str, narrow: str, *, related: bool) -> None:
    papers = [paper(f"p{n}", f"We use [{type_}:{name}] here.") for n, name in enumerate((wide, narrow))]
    knowledge = link(papers)
    first, second = (knowledge.links[p.paper.id][0] for p in papers)
    assert first != second
    assert [(r.subject, r.object) for r in knowledge.relations] == ([(second, first)] if related else [])
