"""Leaving out the uncertain keeps every reference whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.confidence import confident
from kg.records import (
    Claim,
    ClaimKind,
    Entity,
    Extraction,
    Mention,
    Paper,
    Relation,
    RelationKind,
    Result,
    Role,
    Span,
)

SPAN = Span("title", 0, 1)
SURE = st.sampled_from([0.1, 0.4, 0.5, 0.9])


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    entities = draw(
        st.lists(st.builds(Entity, st.just("Task"), st.text("ab", min_size=1), st.just(Role.USES), SURE))
    )
    entity = st.integers(0, max(len(entities) - 1, 0))
    some = st.lists(entity, unique=True, max_size=3).map(tuple) if entities else st.just(())
    claims = draw(
        st.lists(
            st.builds(Claim, st.just(SPAN), st.just("x"), st.just(ClaimKind.THEORY), some, confidence=SURE)
        )
    )
    maybe = st.none() | entity if entities else st.none()
    result = st.builds(
        Result,
        st.just("1"),
        st.integers(0, max(len(claims) - 1, 0)),
        method=maybe,
        dataset=maybe,
        task=maybe,
        confidence=SURE,
    )
    relation = st.builds(Relation, entity, st.just(RelationKind.USED_FOR), entity, st.just(SPAN), SURE)
    return Extraction(
        Paper(id="p", title="x"),
        tuple(entities),
        tuple(draw(st.lists(st.builds(Mention, st.just(SPAN), st.just("x"), entity, SURE))))
        if entities
        else (),
        (),
        tuple(claims),
        tuple(draw(st.lists(result))) if claims else (),
        tuple(draw(st.lists(relation))) if entities else (),
    )


@given(extractions())
def test_only_the_confident_is_left_and_refers_to_what_it_did(whole: Extraction) -> None:
    left = confident(whole, 0.5)
    for part in (*left.entities, *left.mentions, *left.claims, *left.results, *left.relations):
        assert part.confidence >= 0.5
    assert {m.entity for m in left.mentions} == set(range(len(left.entities)))
    names = [e.name for e in whole.entities]
    kept = [m for m in whole.mentions if m.confidence >= 0.5 and whole.entities[m.entity].confidence >= 0.5]
    assert [left.entities[m.entity].name for m in left.mentions] == [names[m.entity] for m in kept]
    sure = {m.entity for m in kept}
    about = [[names[a] for a in c.about if a in sure] for c in whole.claims if c.confidence >= 0.5]
    assert [[left.entities[a].name for a in c.about] for c in left.claims] == about
    for result in left.results:
        assert left.claims[result.claim].confidence >= 0.5
        for measured in (result.method, result.dataset, result.task):
            assert measured is None or left.entities[measured]
    ties = [
        (names[r.head], names[r.tail])
        for r in whole.relations
        if r.confidence >= 0.5 and {r.head, r.tail} <= sure
    ]
    assert [(left.entities[r.head].name, left.entities[r.tail].name) for r in left.relations] == ties


@given(extractions())
def test_nothing_is_left_out_without_a_threshold(whole: Extraction) -> None:
    assert confident(whole, 0.0) is whole
