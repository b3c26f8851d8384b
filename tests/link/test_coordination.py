"""Names listed with one beginning become the concepts that they name."""

import pytest

from kg.link import link
from kg.link.coordination import parts, separated
from kg.records import (
    Claim,
    ClaimKind,
    Entity,
    Extraction,
    Mention,
    Paper,
    Relation,
    RelationKind,
    Role,
    Span,
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CIFAR-10/100", ["CIFAR-10", "CIFAR-100"]),
        ("CIFAR-10/CIFAR-100", ["CIFAR-10", "CIFAR-100"]),
        ("CIFAR-10 and -100", ["CIFAR-10", "CIFAR-100"]),
        ("CIFAR-10 and 100", ["CIFAR-10", "CIFAR-100"]),
        ("ImageNet-1k/21k", ["ImageNet-1k", "ImageNet-21k"]),
        ("ResNet18/50/152", ["ResNet18", "ResNet50", "ResNet152"]),
        ("MS COCO 2014/2017", ["MS COCO 2014", "MS COCO 2017"]),
        ("CIFAR-10", []),
        ("L1/2", []),
        ("ResNet-50 and VGG-16", []),
        ("SemEval-2016 Task 6", []),
    ],
)
def test_parts(text: str, names: list[str]) -> None:
    found = parts(text)
    assert [part.name for part in found] == names
    assert all(part.name.endswith(text[part.start : part.end]) for part in found)


def paper(number: int, text: str, name: str) -> Extraction:
    start = text.index(name)
    return Extraction(
        Paper(id=f"p{number}", title="Deep Rivers", abstract=text),
        entities=(
            Entity("Dataset", name, Role.EVALUATES_ON),
            Entity("Task", "classification", Role.STUDIES),
        ),
        mentions=(Mention(Span("abstract", start, start + len(name)), name, 0),),
        claims=(Claim(Span("abstract", 0, len(text)), text, ClaimKind.PERFORMANCE, about=(0,)),),
        relations=(Relation(0, RelationKind.BENCHMARK_FOR, 1, Span("abstract", 0, len(text))),),
    )


def test_a_list_is_two_entities_with_claims_relations_and_mentions_of_their_own() -> None:
    whole = paper(1, "We win on CIFAR-10/100 by far.", "CIFAR-10/100")
    apart = separated(whole)
    assert [e.name for e in apart.entities] == ["CIFAR-10", "classification", "CIFAR-100"]
    assert apart.entities[2].role is Role.EVALUATES_ON
    assert apart.claims[0].about == (0, 2)
    assert [(r.head, r.tail) for r in apart.relations] == [(0, 1), (2, 1)]
    assert [(m.text, m.entity) for m in apart.mentions] == [("CIFAR-10", 0), ("100", 2)]
    for mention in apart.mentions:
        assert apart.paper.abstract[mention.span.start : mention.span.end] == mention.text
    assert separated(apart) == apart


def test_they_are_linked_with_the_papers_that_name_one_alone() -> None:
    knowledge = link(
        [
            paper(1, "We win on CIFAR-10/100 by far.", "CIFAR-10/100"),
            paper(2, "We win on CIFAR-10 by far.", "CIFAR-10"),
            paper(3, "We win on CIFAR-100 by far.", "CIFAR-100"),
        ]
    )
    datasets = {c.label: (c.paper_count, c.aliases) for c in knowledge.concepts if c.type == "Dataset"}
    assert datasets == {"CIFAR-10": (2, ()), "CIFAR-100": (2, ())}
