import pytest

from kg.errors import KgError
from kg.extract.evaluation import expected_calibration_error, score
from kg.records import Claim, ClaimKind, Entity, Extraction, Mention, Paper, Result, Role, Span

PAPER = Paper(
    id="p", title="A net for speech", abstract="Our net beats HMMs. It needs 3% of the data of TIMIT."
)


def extraction(*entities, claims=(), results=()):
    """Entities as (type, role, text); each is mentioned where its text stands first in the abstract."""
    records, mentions = [], []
    for i, (kind, role, text) in enumerate(entities):
        start = PAPER.abstract.index(text)
        records.append(Entity(kind, text, Role(role)))
        mentions.append(Mention(Span("abstract", start, start + len(text)), text, i))
    return Extraction(PAPER, tuple(records), tuple(mentions), (), claims, results)


CLAIM = Claim(Span("abstract", 0, 19), PAPER.abstract[:19], ClaimKind.PERFORMANCE, about=(0,))
GOLD = extraction(
    ("Method", "compares_with", "HMMs"),
    ("Dataset", "evaluates_on", "TIMIT"),
    claims=(CLAIM,),
    results=(Result("3%", 0, dataset=1),),
)


def test_gold_scores_full_marks_against_itself():
    scores = score([GOLD], [GOLD])
    assert {name: part.f1 for name, part in scores.parts.items() if part.gold} == dict.fromkeys(
        [n for n, p in scores.parts.items() if p.gold], 1.0
    )
    assert scores.accuracies["role"].precision == scores.accuracies["kind"].precision == 1.0


def test_a_wrong_type_counts_untyped_only():
    found = extraction(("Task", "compares_with", "HMMs"), ("Dataset", "evaluates_on", "TIMIT"))
    scores = score([found], [GOLD])
    assert scores.parts["concepts"].right == 1
    assert scores.parts["concepts, untyped"].right == 2
    assert scores.parts["claims"].recall == 0


def test_overlap_counts_in_partial_match():
    found = extraction(("Method", "compares_with", "beats HMMs"))
    scores = score([found], [GOLD])
    assert (scores.parts["spans"].right, scores.parts["spans, partial"].right) == (0, 1)


def test_other_papers_are_refused():
    with pytest.raises(KgError, match="not the same papers"):
        score([Extraction(Paper(id="q", title="t"))], [GOLD])


def test_calibration_error_is_the_gap_between_confidence_and_truth():
    assert expected_calibration_error([(0.95, True)] * 19 + [(0.95, False)]) == pytest.approx(0.0)
    assert expected_calibration_error([(0.95, False)] * 10) == pytest.approx(0.95)
