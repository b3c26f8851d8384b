"""One paper, one record, one identifier, whatever the order of the inputs."""

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from kg.records import Paper
from kg.sources import identifiers
from kg.sources.identity import merged, paper_id


def paper(title: str, place: str = "a.bib#1", **fields) -> Paper:
    return Paper(id="", title=title, sources=(place,), **fields)


def test_id_is_a_slug_and_a_hash_of_the_folded_title() -> None:
    assert re.fullmatch(
        r"schrodinger-bridges-for-everyone-[0-9a-f]{8}", paper_id("Schrödinger Bridges for Everyone")
    )
    assert paper_id("A Title: Part 2").rsplit("-", 1)[1] == paper_id("a title — part 2!").rsplit("-", 1)[1]
    assert len(paper_id("word " * 60)) <= 48 + 9
    assert re.fullmatch(r"paper-[0-9a-f]{8}", paper_id("量子力学"))
    assert paper_id("量子力学") != paper_id("統計力学")


def test_same_doi_arxiv_or_title_is_one_paper() -> None:
    records = [
        paper("Deep Rivers", "a.bib#1", doi="10.1000/x", year=2020),
        paper(
            "Deep rivers (extended)",
            "b.ris#1",
            doi="10.1000/x",
            arxiv="2001.00001",
            abstract="Rivers are deep.",
        ),
        paper("Deep Rivers, first draft", "c.csv#1", arxiv="2001.00001", venue="Rivers"),
        paper("DEEP RIVERS", "d.txt#1"),
    ]
    papers, absorbed = merged(records)
    assert len(papers) == 1
    assert papers[0].title == "Deep rivers (extended)"
    assert (papers[0].year, papers[0].venue, papers[0].doi) == (2020, "Rivers", "10.1000/x")
    assert papers[0].sources == ("a.bib#1", "b.ris#1", "c.csv#1", "d.txt#1")
    assert sorted(why for _, why in absorbed) == ["same DOI", "same arXiv identifier", "same title"]


def test_a_stub_takes_the_place_of_no_abstract() -> None:
    full = paper(
        "Deep Rivers", "a.txt#1", abstract="Rivers are deep where the bed is soft and the fall small."
    )
    stub = paper("Deep Rivers", "b.bib#1", abstract="Short.", authors=("Ada Brook",), year=2020)
    for records in ([full, stub], [stub, full]):
        [one], _ = merged(records)
        assert (one.abstract, one.authors, one.year) == (full.abstract, ("Ada Brook",), 2020)


def test_two_papers_of_one_title_stay_two() -> None:
    one = paper(
        "Preface", "a.bib#1", doi="10.1000/a", abstract="This volume holds papers on rivers and their beds."
    )
    two = paper(
        "Preface", "b.bib#1", doi="10.1000/b", abstract="The workshop met for the ninth time, in the hills."
    )
    papers, absorbed = merged([one, two])
    assert {p.doi for p in papers} == {"10.1000/a", "10.1000/b"}
    assert len({p.id for p in papers}) == 2
    assert absorbed == []


def test_a_preprint_and_its_published_form_are_one_paper() -> None:
    text = "We estimate the depth of rivers from ripples alone, with an error of ten centimetres."
    preprint = paper(
        "River Depth", "a.bib#1", doi="10.48550/arxiv.2001.00002", arxiv="2001.00002", abstract=text
    )
    published = paper("River depth", "b.bib#1", doi="10.1000/z", abstract=text + " Code is available.")
    papers, _ = merged([preprint, published])
    assert [(p.doi, p.arxiv) for p in papers] == [("10.1000/z", "2001.00002")]


def count(*records: Paper) -> int:
    """How many papers become of records, in whatever order they come."""
    counts = {len(merged(order)[0]) for order in (records, records[::-1])}
    assert len(counts) == 1
    return counts.pop()


RIPPLES = "We estimate the depth of rivers from ripples alone, with an error of ten centimetres."


def test_a_title_alone_makes_no_paper_of_two() -> None:
    title = "Reinforcement Learning"
    own = {"authors": ("Ada Lake", "Ben Reed"), "year": 2015}
    for others in (
        {"authors": ("Chloé Martin",), "year": 2015},  # no author in common
        {"authors": ("Ada Lake", "Ben Reed"), "year": 2018},  # more than two years apart
        {"authors": ("Ada Lake",), "arxiv": "1801.00002"},
        {"authors": ("Ada Lake",), "doi": "10.1000/b"},
    ):
        one = paper(title, "a.bib#1", **own, arxiv="1501.00001", doi="10.1000/a")
        assert count(one, paper(title.upper(), "b.bib#1", **others)) == 2, others


def test_different_authors_of_a_common_title_stay_apart_even_where_their_abstracts_begin_alike() -> None:
    boilerplate = "This special issue of the Journal of Rivers presents the best papers of the meeting"
    ada = paper("Editorial", "a.bib#1", authors=("Ada Lake",), abstract=f"{boilerplate} of 2014.")
    ben = paper("Editorial", "b.bib#1", authors=("Ben Reed",), abstract=f"{boilerplate} of 2015.")
    assert count(ada, ben) == 2


def test_a_common_title_over_abstracts_about_different_things_is_two_papers() -> None:
    sand = paper(
        "Introduction", "a.txt#1", abstract="Tides move sand, and sand moves every model of a coast."
    )
    nets = paper(
        "Introduction", "a.txt#9", abstract="Neural networks sort pebbles by their weight and colour."
    )
    assert count(sand, nets) == 2
    longer = paper("Introduction", "b.txt#1", abstract=f"Here we see how: {sand.abstract}")
    assert count(sand, longer) == 1


def test_what_speaks_for_one_paper_of_two_records() -> None:
    title = "River Depth from Ripples Alone"
    preprint = paper(title, "a.bib#1", authors=("Ada Lake", "Ben de Vries"), year=2019, arxiv="1901.00001")
    for other in (
        {"authors": ("Lake, A", "Vries B"), "year": 2021, "doi": "10.1000/z"},  # the printed form
        {"authors": ("LAKE Ada",), "year": 2020},
        {"year": 2021},
        {"doi": "10.1000/z"},
        {"authors": ("Somebody Else",), "arxiv": "1901.00001", "doi": "10.1000/z"},
        {"authors": ("The River Team",), "abstract": RIPPLES},
    ):
        full = paper(title, "a.bib#1", abstract=RIPPLES, authors=preprint.authors, arxiv=preprint.arxiv)
        assert count(full, paper(title, "b.bib#1", **other)) == 1, other
    biology = paper(title, "a.bib#1", authors=("Ada Lake",), year=2019, doi="10.1101/2019.01.01")
    assert count(biology, paper(title, "b.bib#1", authors=("A. Lake",), year=2020, doi="10.1000/z")) == 1


def test_a_record_without_authors_joins_the_one_paper_that_it_fits() -> None:
    ada = paper("Introduction", "a.bib#1", authors=("Ada Lake",), year=2001)
    ben = paper("Introduction", "b.bib#1", authors=("Ben Reed",), year=2011)
    papers, _ = merged([ada, ben, paper("Introduction", "c.csv#1", year=2011, venue="Rivers")])
    assert {(p.authors, p.venue) for p in papers} == {(("Ada Lake",), ""), (("Ben Reed",), "Rivers")}
    assert count(ada, ben, paper("Introduction", "c.csv#1", abstract=RIPPLES)) == 3


def test_papers_of_one_title_are_named_alike_wherever_they_are_found() -> None:
    ada = paper("Introduction", "a.bib#1", authors=("Ada Lake",), year=2001)
    ben = paper("Introduction", "b.bib#1", authors=("Ben Reed",), year=2011)
    here, _ = merged([ada, ben])
    there, _ = merged(
        [
            paper("Introduction", "z/c.ris#7", authors=("Reed, Ben",), year=2011),
            paper("Introduction", "z/d.ris#9", authors=("Ada Lake",), year=2001),
        ]
    )
    assert [p.id for p in here] == [p.id for p in there]


SOME = st.sampled_from
RECORDS = st.lists(
    st.builds(
        paper,
        SOME(
            [
                "Deep Rivers",
                "deep rivers",
                "A Survey",
                "Tides and the Sand They Move",
                "Tides, and the sand they move",
            ]
        ),
        SOME(["a.bib#1", "a.bib#2", "b.ris#9", "c.csv#4"]),
        doi=SOME(["", "", "10.1000/a", "10.1000/b", "10.48550/arxiv.2001.00001"]),
        arxiv=SOME(["", "", "2001.00001", "2002.00002"]),
        abstract=SOME(
            ["", "One text of some length that says a thing.", "Another text, which says quite another."]
        ),
        year=SOME([None, 2020, 2021, 2030]),
        authors=SOME([(), ("Ada Lake",), ("Ben Reed", "A. Lake"), ("Chloé Martin",)]),
    ),
    max_size=9,
)


@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records: list[Paper], rnd: random.Random) -> None:
    shuffled = list(records)
    rnd.shuffle(shuffled)
    papers, absorbed = merged(records)
    again, absorbed_again = merged(shuffled)
    assert papers == again
    assert sorted((p.to_json(), why) for p, why in absorbed) == sorted(
        (p.to_json(), why) for p, why in absorbed_again
    )
    assert len(papers) + len(absorbed) == len(records)
    assert len({p.id for p in papers}) == len(papers)
    for value in ("doi", "arxiv"):
        given_values = [getattr(p, value) for p in records if getattr(p, value)]
        assert len({getattr(p, value) for p in papers} - {""}) <= len(set(given_values))


def test_identifiers() -> None:
    assert identifiers.doi("https://doi.org/10.1000/ABC.1") == "10.1000/abc.1"
    assert identifiers.doi("doi:10.1000/x.") == "10.1000/x"
    assert identifiers.doi("none") == ""
    serial = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"
    assert identifiers.doi(f'<a href="https://doi.org/{serial}">DOI</a>') == serial.lower()
    for spelling in (
        "1706.03762",
        "arXiv:1706.03762v5",
        "http://arxiv.org/abs/1706.03762v1",
        "10.48550/arXiv.1706.03762",
    ):
        assert identifiers.arxiv(spelling) == "1706.03762"
    assert identifiers.arxiv("https://arxiv.org/pdf/hep-th/9901001v2.pdf") == "hep-th/9901001"
    assert identifiers.arxiv("10.1000/1234.56789x") == ""
    assert identifiers.year({"date-parts": [[2017, 6]]}) == 2017
    assert identifiers.year("3 May 1999") == 1999
    assert identifiers.year("n.d.") is None


def test_names() -> None:
    assert identifiers.names("Stone, Ada and de Vries, Ben") == ("Ada Stone", "Ben de Vries")
    assert identifiers.names("Stone, Ada; Vries, Ben") == ("Ada Stone", "Ben Vries")
    assert identifiers.names("Ada Stone, Ben Vries and Chloé Martin") == (
        "Ada Stone",
        "Ben Vries",
        "Chloé Martin",
    )
    assert identifiers.names([{"given": "Ada", "family": "Stone"}, {"name": "Ben Vries"}]) == (
        "Ada Stone",
        "Ben Vries",
    )
    assert identifiers.names(["Ada Stone", "Ada Stone"]) == ("Ada Stone",)
