"""Linking a corpus: which spellings become one concept, and which do not."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kg.errors import KgError
from kg.link import link
from kg.link.linker import linkage
from kg.records import Knowledge, Relation, RelationKind, Role, Span
from tests.link.papers import paper

if TYPE_CHECKING:
    from pathlib import Path

    from kg.records import Extraction


def concept(knowledge: Knowledge, paper_id: str, surface: str) -> str:
    """The id of the concept that a surface form of a paper is linked to."""
    extraction = next(e for e in knowledge.extractions if e.paper.id == paper_id)
    mention = next(m for m in extraction.mentions if m.text == surface)
    return knowledge.links[paper_id][mention.entity]


@pytest.fixture
def spellings() -> list[Extraction]:
    return [
        paper("a", "We study [M:state space models] ([M:SSMs]).", same=(("state space models", "SSMs"),)),
        paper("b", "[M:State-space models] learn.", defines={}),
        paper("c", "An [M:SSM] is trained on [D:CIFAR10]."),
        paper("d", "A [M:diagonal SSM] and [M:S4] and [M:S4D] on [D:CIFAR-10] and [D:CIFAR-100]."),
        paper("e", "We train [M:ResNet50], [M:ResNet-152] and [M:self-attention] with [M:attention]."),
        paper("f", "The [M:ResNet-50] uses [M:attention mechanisms]; [M:SSMs] do not.",
              same=(("ResNet-50",),)),
        paper("g", "[M:SSMs], that is, [M:state space models].", same=(("state space models", "SSMs"),)),
    ]  # fmt: skip


def test_spellings_join_and_near_names_stay_apart(spellings: list[Extraction]) -> None:
    knowledge = link(spellings)
    ssm = concept(knowledge, "a", "state space models")
    assert ssm == "method/state-space-model"
    assert concept(knowledge, "b", "State-space models") == ssm
    assert concept(knowledge, "c", "SSM") == ssm
    assert concept(knowledge, "c", "CIFAR10") == concept(knowledge, "d", "CIFAR-10")
    assert concept(knowledge, "d", "CIFAR-100") != concept(knowledge, "d", "CIFAR-10")
    assert concept(knowledge, "d", "S4") != concept(knowledge, "d", "S4D")
    assert concept(knowledge, "e", "ResNet50") == concept(knowledge, "f", "ResNet-50")
    assert concept(knowledge, "e", "ResNet-152") != concept(knowledge, "f", "ResNet-50")
    assert concept(knowledge, "e", "attention") == concept(knowledge, "f", "attention mechanisms")
    assert concept(knowledge, "e", "attention") != concept(knowledge, "e", "self-attention")


def test_labels_aliases_and_counts(spellings: list[Extraction]) -> None:
    knowledge = link(spellings)
    ssm = next(c for c in knowledge.concepts if c.id == "method/state-space-model")
    assert ssm.label == "state space model"
    assert {"SSM", "SSMs", "State-space models"} <= set(ssm.aliases)
    assert list(ssm.aliases) == sorted(ssm.aliases)
    assert ssm.paper_count == 5
    assert [c.id for c in knowledge.concepts] == sorted({c.id for c in knowledge.concepts})


def test_head_nouns_give_the_hierarchy(spellings: list[Extraction]) -> None:
    broader = {(r.subject, r.object) for r in link(spellings).relations if r.kind is RelationKind.BROADER}
    assert ("method/diagonal-ssm", "method/state-space-model") in broader
    assert ("method/s4d", "method/s4") not in broader


def test_order_of_papers_and_hash_seed_do_not_matter(spellings: list[Extraction]) -> None:
    expected = link(spellings).to_json()
    for seed in range(5):
        shuffled = spellings[:]
        random.Random(seed).shuffle(shuffled)  # noqa: S311  no secret
        assert link(shuffled).to_json() == expected
    program = (
        "import sys, msgspec; from kg.records import Extraction; from kg.link import link;"
        "papers = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Extraction]);"
        "sys.stdout.buffer.write(link(papers).to_json())"
    )
    import msgspec  # noqa: PLC0415

    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            input=msgspec.json.encode(spellings),
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        )
        assert run.stdout == expected


def test_an_abbreviation_of_two_things_follows_its_paper() -> None:
    corpus = [
        *(
            paper(f"t{i}", "[M:latent Dirichlet allocation] ([M:LDA]) for [T:topic modeling] of text.",
                  same=(("latent Dirichlet allocation", "LDA"),))
            for i in range(3)
        ),
        *(
            paper(f"d{i}", "[M:linear discriminant analysis] ([M:LDA]) for [T:face recognition].",
                  same=(("linear discriminant analysis", "LDA"),))
            for i in range(3)
        ),
        paper("x", "[M:LDA] improves [T:topic modeling]."),
        paper("y", "[M:LDA] improves [T:face recognition]."),
        paper("z", "[M:LDA] is old."),
    ]  # fmt: skip
    knowledge = link(corpus)
    topics, discriminant = concept(knowledge, "t0", "LDA"), concept(knowledge, "d0", "LDA")
    assert topics != discriminant
    assert concept(knowledge, "x", "LDA") == topics
    assert concept(knowledge, "y", "LDA") == discriminant
    assert concept(knowledge, "z", "LDA") not in {topics, discriminant}


def test_one_name_of_two_types_stays_two_unless_the_corpus_says_one() -> None:
    corpus = [paper(f"p{i}", "We test on [D:ImageNet] and study [T:frobbing].") for i in range(5)]
    corpus += [paper("q", "[M:ImageNet] and [M:frobbing] help.")]
    knowledge = link(corpus)
    assert concept(knowledge, "q", "ImageNet") == "dataset/imagenet"
    assert concept(knowledge, "q", "frobbing") == "method/frobbing"


def test_entities_of_one_concept_merge_within_a_paper() -> None:
    one = paper("a", "[M:ResNet50] and [M:ResNet-50] on [D:MNIST].")
    changed = link([one]).extractions[0]
    assert [m.entity for m in changed.mentions] == [0, 0, 1]
    assert len(changed.entities) == 2
    assert changed.claims[0].about == (0, 1)


def test_the_strongest_role_holds_and_suits_the_type() -> None:
    corpus = [paper(f"p{i}", "On [M:ImageNet-X].") for i in range(5)]
    corpus.append(paper("q", "On [D:ImageNet-X].", role=Role.EVALUATES_ON))
    entity = next(e for e in link(corpus).extractions if e.paper.id == "q").entities[0]
    assert (entity.type, entity.role) == ("Method", Role.USES)


def test_relations_gather_their_sentences() -> None:
    sentence = Span("abstract", 0, 30)
    found = (Relation(0, RelationKind.TRAINED_WITH, 1, sentence, 0.5),)
    corpus = [
        paper("a", "[M:ResNet-50] is trained on [D:MNIST].", relations=found),
        paper("b", "[M:ResNet50] is trained on [D:MNIST].", relations=found * 2),
    ]
    trained = [r for r in link(corpus).relations if r.kind is RelationKind.TRAINED_WITH]
    assert [(r.subject, r.object, r.confidence) for r in trained] == [
        ("method/resnet-50", "dataset/mnist", 0.75),
    ]
    assert [e.paper for e in trained[0].evidence] == ["a", "b"]


def test_comparison_holds_both_ways_once() -> None:
    compares = (Relation(0, RelationKind.COMPARED_WITH, 1, Span("abstract", 0, 9)),)
    corpus = [
        paper("a", "[M:Bax] beats [M:Aax].", relations=compares),
        paper("b", "[M:Aax] beats [M:Bax].", relations=compares),
    ]
    compared = [r for r in link(corpus).relations if r.kind is RelationKind.COMPARED_WITH]
    assert [(r.subject, r.object, len(r.evidence)) for r in compared] == [("method/aax", "method/bax", 2)]


def test_broader_has_no_cycle() -> None:
    def says(head: int, tail: int) -> tuple[Relation, ...]:
        return (Relation(head, RelationKind.BROADER, tail, Span("abstract", 0, 5), 0.9),)

    corpus = [
        paper("a", "[M:Foox] [M:Barx]", relations=says(0, 1)),
        paper("b", "[M:Barx] [M:Bazx]", relations=says(0, 1)),
        paper("c", "[M:Bazx] [M:Foox]", relations=says(0, 1)),
    ]
    broader = {r.subject: r.object for r in link(corpus).relations if r.kind is RelationKind.BROADER}
    assert len(broader) == 2
    node, seen = next(iter(broader)), set()
    while node in broader:
        assert node not in seen
        seen.add(node)
        node = broader[node]


def test_slugs_are_unique_within_a_type() -> None:
    knowledge = link(
        [
            paper(
                "a",
                "[M:C++ parser], [M:C\u266f parser], [M:\u6df1\u5ea6], [M:\u5b66\u4e60] and [D:C++ parser].",
            )
        ]
    )
    ids = [c.id for c in knowledge.concepts]
    assert len(ids) == len(set(ids)) == 5
    assert "dataset/c-plus-plus-parser" in ids


def test_nothing_in_nothing_out() -> None:
    assert link([]) == Knowledge((), (), {})
    assert link([paper("a", "No concept.")]).links == {"a": ()}


def test_links_file_merges_renames_drops_and_splits(spellings: list[Extraction], tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text(
        "# my corrections\n"
        "action,concept,target\n"
        "merge,S4D,method/s4\n"
        "rename,method/state-space-model,structured SSM\n"
        "drop,CIFAR-100\n"
        'split,attention,"attention mechanisms"\n'
        "drop,not in this corpus\n",
        encoding="utf-8",
    )
    knowledge = link(spellings, links=links)
    assert concept(knowledge, "d", "S4D") == concept(knowledge, "d", "S4") == "method/s4"
    assert concept(knowledge, "c", "SSM") == "method/structured-ssm"
    assert not any("CIFAR-100" in (c.label, *c.aliases) for c in knowledge.concepts)
    assert all(m.text != "CIFAR-100" for e in knowledge.extractions for m in e.mentions)
    assert concept(knowledge, "f", "attention mechanisms") == "method/attention-mechanisms"
    assert concept(knowledge, "e", "attention") == "method/attention"


def corrected(papers: list[Extraction], path: Path, *lines: str) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the ids of the concepts after corrections, and line and reason of each without effect."""
    path.write_text("\n".join(("action,concept,target", *lines, "")), encoding="utf-8")
    linked = linkage(papers, links=path)
    return [g.id for g in linked.groups], [(c.line, reason) for c, reason in linked.without_effect]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("merge,method/nosuch,method/s4", "no concept method/nosuch"),
        ("merge,method/s4,nosuch", "no concept nosuch"),
        ("drop,dataset/s4", "no concept dataset/s4"),
        ("drop,model/s4", "no concept model/s4"),
        ("rename,nosuch,Other", "no concept nosuch"),
        ("rename,method/s4,S4", "method/s4 is called 'S4' already"),
        ("split,nosuch,Other", "no concept nosuch"),
        ("split,method/s4,Other", "method/s4 is nowhere written 'Other'"),
        ("split,method/s4,S4", "nothing would be left"),
        ("merge,method/s4,method:s4", "are one concept already"),
    ],
)
def test_a_correction_that_changes_nothing_is_told_with_its_line(
    spellings: list[Extraction], tmp_path: Path, line: str, reason: str
) -> None:
    before, nothing = corrected(spellings, tmp_path / "links.csv")
    assert nothing == []
    after, told = corrected(spellings, tmp_path / "links.csv", "# a note", line)
    assert after == before
    ((number, why),) = told
    assert number == 3
    assert reason in why


def test_of_a_cycle_or_a_repeated_line_the_rest_is_told(spellings: list[Extraction], tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    after, told = corrected(
        spellings,
        path,
        "merge,method/s4,dataset/cifar-100",
        "merge,dataset/cifar-100,method/s4",
        "merge,method/s4,dataset/cifar-100",
    )
    assert len({"method/s4", "dataset/cifar-100"} & set(after)) == 1
    assert told == [
        (2, "method/s4 and dataset/cifar-100 are one concept already"),
        (4, "the same as line 2"),
    ]


def test_merges_go_on_through_a_concept_that_was_merged(spellings: list[Extraction], tmp_path: Path) -> None:
    lines = ("merge,method/s4,method/attention", "merge,method/state-space-model,method/s4")
    after, told = corrected(spellings, tmp_path / "links.csv", *lines)
    assert told == []
    assert "method/attention" in after
    assert not {"method/s4", "method/state-space-model"} & set(after)


def test_a_label_of_two_concepts_is_refused_and_told_which_there_are(tmp_path: Path) -> None:
    papers = [
        paper("a", "[T:Clustering] is solved."),
        paper("b", "We apply [M:clustering] to it."),
    ]
    path = tmp_path / "links.csv"
    before, _ = corrected(papers, path)
    assert before == ["method/clustering", "task/clustering"]
    after, told = corrected(papers, path, "drop,clustering,")
    assert after == before
    assert told == [(2, "clustering may be method/clustering or task/clustering: write which")]
    assert corrected(papers, path, "drop,task/clustering,") == (["method/clustering"], [])


def test_paths_may_be_text(spellings: list[Extraction], tmp_path: Path) -> None:
    links, vocabulary = tmp_path / "links.csv", tmp_path / "own.csv"
    links.write_text("action,concept,target\nmerge,S4D,S4\n", encoding="utf-8")
    vocabulary.write_text("type,name,aliases\nMethod,S-four,S4\n", encoding="utf-8")
    knowledge = link(spellings, links=str(links), vocabulary=str(vocabulary))
    assert knowledge == link(spellings, links=links, vocabulary=vocabulary)
    assert concept(knowledge, "d", "S4D") == concept(knowledge, "d", "S4")


@pytest.mark.parametrize("name", ["method/s4", "method:s4", "Method/S4", "S4"])
def test_a_concept_is_written_as_its_id_or_its_label(
    spellings: list[Extraction], tmp_path: Path, name: str
) -> None:
    after, told = corrected(spellings, tmp_path / "links.csv", f"drop,{name}")
    assert told == []
    assert "method/s4" not in after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("merge,a,b\n", "line 1"),
        ("action,concept,target\njoin,a,b\n", "line 2: action must be"),
        ("action,concept,target\n\nmerge,a\n", "line 3: merge needs a target"),
        ("action,concept,target\ndrop,\n", "line 2: drop needs a concept"),
    ],
)
def test_a_bad_links_file_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    links = tmp_path / "links.csv"
    links.write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=said):
        link([], links=links)


def test_a_missing_links_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="there is no such file"):
        link([], links=tmp_path / "none.csv")
