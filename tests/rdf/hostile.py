"""Hypothesis strategy for linked corpora whose every text is out to break a writer."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.rdf.terms import clean
from kg.records import (
    Claim,
    ClaimKind,
    Concept,
    ConceptRelation,
    Entity,
    Evidence,
    Extraction,
    Knowledge,
    Mention,
    Paper,
    RelationKind,
    Result,
    Role,
    Span,
)

_NASTY = st.sampled_from(
    [
        'say "hi" \\ or \\u0041',
        "line\nfeed\r\nand\rreturn\ttab",
        "\x00\x01\x08\x0b\x0c\x1f\x7f\x80\x85",
        "\u2028\u2029\ufeff\ufffe\uffff",
        "\ud800 lone \udfff",
        "astral \U0001f9ea \U0010fffd",
        "<b>&amp;]]></b> <!-- ",
        "../../.. // . .. #?%41 %zz",
        "@prefix : <x> . } {",
        "e\u0301 \u00e9",
        "'''\"\"\"",
        " ",
    ]
)
texts = st.one_of(_NASTY, st.text(st.characters(), max_size=12))
_names = texts.filter(lambda s: s != "")
_urls = st.one_of(
    st.just(""),
    texts,
    texts.map(lambda s: f"https://example.org/{s}?q={s}#{s}"),
    texts.map(lambda s: f"https://w3id.org/paperkg/{s}"),
)
_types = st.sampled_from(["Method", "Dataset", "Task"])
_confidences = st.floats(0, 1)


@st.composite
def spans(draw: st.DrawFn, paper: Paper) -> Span:
    field = draw(st.sampled_from(["title", "abstract"])) if paper.abstract else "title"
    size = len(paper.text(field))
    start = draw(st.integers(0, size - 1))
    return Span(field, start, draw(st.integers(start + 1, size)))


papers = st.builds(
    Paper,
    id=_names,
    title=_names,
    abstract=texts,
    authors=st.lists(texts, max_size=3).map(tuple),
    year=st.none() | st.integers(-5, 12000),
    venue=texts,
    doi=texts,
    arxiv=texts,
    url=_urls,
    keywords=st.lists(texts, max_size=2).map(tuple),
    sources=st.lists(texts, max_size=2).map(tuple),
    source_ids=st.lists(texts, max_size=2).map(tuple),
)
concepts = st.builds(
    lambda kind, slug, label, aliases, item: Concept(
        f"{kind.lower()}/{slug}", kind, label, tuple(aliases), wikidata=item
    ),
    _types,
    _names,
    _names,
    st.lists(_names, max_size=3),
    texts,
)


@st.composite
def extractions(draw: st.DrawFn, paper: Paper) -> Extraction:
    entities = draw(
        st.lists(st.builds(Entity, type=_types, name=_names, role=st.sampled_from(Role)), max_size=3)
    )
    indices = st.integers(0, len(entities) - 1) if entities else st.nothing()
    mentions, claims, results = [], [], []
    if entities:
        for span in draw(st.lists(spans(paper), max_size=3)):
            form = paper.text(span.field)[span.start : span.end]
            mentions += [Mention(span, form, draw(indices), draw(_confidences))]
    for span in draw(st.lists(spans(paper), max_size=2)):
        about = tuple(draw(st.lists(indices, max_size=2))) if entities else ()
        kind = draw(st.sampled_from(ClaimKind))
        quantities = tuple(draw(st.lists(texts, max_size=2)))
        claims.append(Claim(span, "", kind, about, quantities, draw(_confidences)))
    if claims:
        optional = st.none() | indices
        for value in draw(st.lists(texts | st.just("-1,234.50 ms"), max_size=2)):
            claim = draw(st.integers(0, len(claims) - 1))
            results.append(Result(value, claim, draw(texts), draw(optional), draw(optional), draw(optional)))
    return Extraction(paper, tuple(entities), tuple(mentions), (), tuple(claims), tuple(results))


@st.composite
def knowledge(draw: st.DrawFn) -> Knowledge:
    """A corpus that keeps the promises of ``Knowledge`` and no other."""
    found = draw(st.lists(papers, max_size=3, unique_by=lambda p: clean(p.id)))
    read = tuple(draw(extractions(paper)) for paper in sorted(found, key=lambda p: p.id))
    known = sorted(
        draw(st.lists(concepts, min_size=1, max_size=4, unique_by=lambda c: clean(c.id))), key=lambda c: c.id
    )
    ids = st.sampled_from([c.id for c in known])
    links = {e.paper.id: tuple(draw(ids) for _ in e.entities) for e in read}
    pairs = draw(st.lists(st.tuples(ids, st.sampled_from(RelationKind), ids), max_size=3, unique=True))
    relations = []
    for subject, kind, target in sorted(pairs):
        evidence = [
            Evidence(paper.id, draw(spans(paper)), draw(_confidences))
            for paper in found
            if draw(st.booleans())
        ]
        relations.append(ConceptRelation(subject, kind, target, tuple(evidence), draw(_confidences)))
    return Knowledge(read, tuple(known), links, tuple(relations))
