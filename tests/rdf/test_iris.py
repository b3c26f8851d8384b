from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf import iris
from kg.rdf.terms import clean

from .hostile import texts


@pytest.mark.parametrize(
    ("identifier", "last"),
    [
        ("p003", "p003"),
        ("10.1000/182", "10.1000%2F182"),
        ("a b#c?d", "a%20b%23c%3Fd"),
        ("..", "%2E%2E"),
        ("naïve", "na%C3%AFve"),
    ],
)
def test_a_paper_id_is_one_segment(identifier: str, last: str) -> None:
    assert iris.paper("https://w3id.org/paperkg/", identifier) == f"https://w3id.org/paperkg/paper/{last}"


@given(texts, texts)
def test_different_names_have_different_iris(one: str, other: str) -> None:
    one, other = iris.folded_name(one), iris.folded_name(other)
    same = iris.named("https://x/", "person", one) == iris.named("https://x/", "person", other)
    assert same == (one == other)


@given(texts, texts)
def test_different_ids_have_different_iris(one: str, other: str) -> None:
    same = iris.paper("https://x/", one) == iris.paper("https://x/", other)
    assert same == (clean(one) == clean(other))


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        (" http://example.org/a b ", "http://example.org/a%20b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/<script>", "https://example.org/%3Cscript%3E"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://example.org/a/../b", ""),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/", ""),
        ("https://[::1", ""),
        ("example.org", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, iri: str) -> None:
    assert iris.web_address(url) == iri


@given(st.text().map(lambda s: f"https://example.org/{s}"))
def test_a_link_is_an_iri_that_parsers_accept(url: str) -> None:
    if iri := iris.web_address(url):
        assert ox.NamedNode(iri).value == iri
