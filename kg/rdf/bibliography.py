"""What an export says about a paper that its source says: identifiers, authors, venue, year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.rdf import iris
from kg.rdf.namespaces import DCTERMS, FABIO, KGO, RDF_TYPE, SCHEMA
from kg.rdf.terms import Properties, Term, clean, integer, literals, text, year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.records import Paper

_TYPES: list[Term] = [KGO + "Paper", FABIO + "ResearchPaper", SCHEMA + "ScholarlyArticle"]
_LAST_YEAR = 9999
"""xsd:gYear allows more digits; sources that give them are wrong."""


def people(base: str, paper: Paper) -> list[str]:
    """Return the IRI of each author of a paper, in order."""
    names = (iris.folded_name(name) for name in paper.authors)
    return [iris.named(base, "person", name) for name in names if name]


def statements(base: str, iri: str, paper: Paper, authors: Sequence[str]) -> Properties:
    """Return the bibliographic statements of a paper; what is not known is left out.

    Args:
        base: start of every IRI.
        iri: that of the paper.
        paper: the paper.
        authors: as from `people`.
    """
    venue = iris.folded_name(paper.venue)
    address = iris.web_address(paper.url)
    dated = paper.year is not None and 0 <= paper.year <= _LAST_YEAR
    said: Properties = {
        RDF_TYPE: _TYPES,
        DCTERMS + "title": [text(paper.title)],
        DCTERMS + "identifier": literals([paper.id, *paper.source_ids, paper.doi, paper.arxiv, paper.url]),
        KGO + "doi": literals([paper.doi]),
        KGO + "arxivId": literals([paper.arxiv]),
        SCHEMA + "sameAs": _pages(paper),
        SCHEMA + "url": [address] if address else [],
        DCTERMS + "issued": [year(paper.year)] if dated and paper.year is not None else [],
        DCTERMS + "isPartOf": [iris.named(base, "venue", venue)] if venue else [],
        DCTERMS + "creator": list(dict.fromkeys(authors)),
        KGO + "authorship": [_authorship(iri, number) for number in range(1, len(authors) + 1)],
        SCHEMA + "keywords": literals(paper.keywords),
        KGO + "foundIn": literals(paper.sources),
    }
    return {predicate: objects for predicate, objects in said.items() if objects}


def authorships(iri: str, authors: Sequence[str]) -> Iterator[tuple[str, Properties]]:
    """Yield subject and statements of each author's place in the list of authors."""
    for number, person in enumerate(authors, start=1):
        yield (
            _authorship(iri, number),
            {
                RDF_TYPE: [KGO + "Authorship"],
                KGO + "authorPosition": [integer(number)],
                KGO + "author": [person],
            },
        )


def _authorship(paper: str, number: int) -> str:
    return f"{paper}#author_{number}"


def _pages(paper: Paper) -> list[Term]:
    """Return the addresses of pages that tell which paper it is."""
    found = [("https://doi.org/", paper.doi), ("https://arxiv.org/abs/", paper.arxiv)]
    return [page for start, name in found if name and (page := iris.web_address(start + clean(name)))]
