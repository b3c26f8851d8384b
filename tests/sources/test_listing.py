"""Titles, abstracts and residue told apart without any mark."""

import gzip
import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.sources import listing, listing_lines, read
from kg.sources.text import clean

FIRST = (
    "Learning to Sort Pebbles with Small Networks",
    "We study how small networks sort pebbles by weight. Ours is right on 91% of the piles of three beaches.",
)
SECOND = (
    "On the Depth of Rivers: A Bayesian View",
    "Rivers are deep, but how deep is seldom known. We estimate it from ripples, to ten centimetres or less.",
)
THIRD = (
    "Do tides matter?",
    "Tides move sand, and sand moves models. We measure the effect and find it small except at spring tide.",
)
ALL = [FIRST, SECOND, THIRD]


def pairs(path: Path, text: str | bytes) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the title and abstract of each paper in order of title, and the places of what was skipped."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    reading = read([path])
    return sorted((p.title, p.abstract) for p in reading.papers), [
        f"{s.place}: {s.reason}" for s in reading.skipped
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "papers.txt"


def test_title_line_abstract_line(file: Path) -> None:
    assert pairs(file, "\n".join(f"{t}\n{a}" for t, a in ALL)) == (sorted(ALL), [])


@pytest.mark.parametrize("between", ["\n\n", "\r\n", "\n\n\n", "\r"], ids=repr)
def test_line_ends_and_blank_lines(file: Path, between: str) -> None:
    assert pairs(file, between.join(line for pair in ALL for line in pair))[0] == sorted(ALL)


def test_banners_menus_and_glued_words_go_and_are_reported(file: Path) -> None:
    text = "\n".join(
        [
            "Sign up for our newsletter and get papers in your inbox!",
            "Subscribe" + FIRST[0],
            FIRST[1],
            "Home",
            "View PDF",
            *SECOND,
            "View PDF",
            "Upvote 12",
            *THIRD,
            "View PDF",
            "Privacy and cookie settings",
        ]
    )
    found, skipped = pairs(file, text)
    assert found == sorted(ALL)
    assert skipped[:2] == [
        "line 1: neither title nor abstract: Sign up for our newsletter and get papers in your inbox!",
        "line 2: 'Subscribe' taken off the title, it belongs to the page",
    ]
    assert [s.split(":")[0] for s in skipped] == [f"line {n}" for n in (1, 2, 4, 5, 8, 9, 12, 13)]


def test_a_name_that_begins_like_a_button_stays(file: Path) -> None:
    shared = (
        "ShareNets: Sharing Weights among Rivers",
        "ShareNets are networks that share. We show that they learn fast.",
    )
    assert pairs(file, "\n".join([*shared, *SECOND]))[0] == sorted([shared, SECOND])


def test_authors_and_dates_between_title_and_abstract(file: Path) -> None:
    text = "\n".join(f"{t}\nAda Stone, Ben de Vries, Chloé Martin\nPublished 3 May 2024\n{a}" for t, a in ALL)
    assert pairs(file, text)[0] == sorted(ALL)


def test_abstract_broken_over_lines(file: Path) -> None:
    text = "\n".join(f"{t}\n{textwrap.fill(a, 72)}\n" for t, a in ALL)
    assert pairs(file, text)[0] == sorted(ALL)
    text = "\n".join(f"{t}\n{textwrap.fill(a, 72)}" for t, a in ALL)
    assert pairs(file, text)[0] == sorted(ALL)


def test_word_divided_at_the_end_of_a_line(file: Path) -> None:
    text = f"{FIRST[0]}\nWe study networks of sen-\nsors. Such sensors are cheap, and net-\nworks are not.\n"
    assert pairs(file, text)[0] == [
        (FIRST[0], "We study networks of sensors. Such sensors are cheap, and networks are not.")
    ]


def test_title_without_abstract_is_kept_and_noted(file: Path) -> None:
    found, skipped = pairs(file, "\n".join([*FIRST, "A Title that Stands Alone", *SECOND]))
    assert found == sorted([FIRST, SECOND, ("A Title that Stands Alone", "")])
    assert skipped == ["line 3: no abstract: the paper was kept with its title alone"]


def test_unicode(file: Path) -> None:
    paper = (
        "Über die Größe von Wellen",
        "Wir messen Wellen. Die Messung gelingt mit einem Fehler von höchstens 3 %.",
    )
    assert pairs(file, "\n".join([*paper, *FIRST]).encode("utf-8-sig"))[0] == sorted([paper, FIRST])
    assert pairs(file, "\n".join([*paper, *FIRST]).encode("utf-16"))[0] == sorted([paper, FIRST])
    found, skipped = pairs(file, "\n".join([*FIRST, *paper]).encode("latin-1"))
    assert found == sorted([paper, FIRST])
    assert skipped == ["line 3: not UTF-8: read as Latin-1, check its accents"]


def test_one_line_is_an_error_that_explains(file: Path) -> None:
    with pytest.raises(
        KgError, match="one line of text is no listing: it needs a title, then its abstract below"
    ):
        pairs(file, "Just one line")


WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
TITLES = st.lists(WORDS.map(str.capitalize), min_size=3, max_size=12, unique=True).map(" ".join)
SENTENCES = st.lists(WORDS, min_size=8, max_size=25).map(lambda words: " ".join(words).capitalize() + ".")
ABSTRACTS = st.lists(SENTENCES, min_size=2, max_size=8).map(" ".join)
PAPERS = st.lists(
    st.tuples(TITLES, ABSTRACTS), min_size=2, max_size=12, unique_by=(lambda p: p[0].lower(), lambda p: p[1])
)


@settings(deadline=None, max_examples=60)
@given(papers=PAPERS, end=st.sampled_from(["\n", "\r\n", "\n\n"]), last=st.booleans(), banner=st.booleans())
def test_every_listing_comes_back(tmp_path_factory, papers, end, last, banner) -> None:
    lines = ["Subscribe to get trending papers in your inbox!"] * banner + [
        line for pair in papers for line in pair
    ]
    path = tmp_path_factory.mktemp("listing") / "papers.txt"
    found, _ = pairs(path, end.join(lines) + end * last)
    assert found == sorted(papers)


def test_the_real_listing(data) -> None:
    """204 papers, each with the title and the abstract that belong together, nothing else."""
    lines = (data / "seed" / "papers.txt").read_text(encoding="utf-8").split("\n")
    reading = read([data / "seed" / "papers.txt"])
    assert len(reading.papers) == 204
    expected = {
        clean(t.removeprefix("Subscribe")): clean(a) for t, a in zip(lines[2::2], lines[3::2], strict=True)
    }
    assert {p.title: p.abstract for p in reading.papers} == expected
    assert [s.place for s in reading.skipped] == ["line 1", "line 2", "line 3"]


def test_the_real_listing_against_the_annotated_titles(data) -> None:
    gold = [
        json.loads(line)
        for line in (data / "gold" / "seed-dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = {p.title: p.abstract for p in read([data / "seed" / "papers.txt"]).papers}
    assert len(gold) == 60
    assert all(found[clean(g["title"])] == clean(g["abstract"]) for g in gold)


def test_real_papers_wrapped_with_authors(data) -> None:
    """Of 300 papers with authors' lines and abstracts wrapped at 90, at least 97% come back whole."""
    with gzip.open(data / "corpus" / "papers-20k.jsonl.gz", "rt", encoding="utf-8") as stream:
        records = [json.loads(line) for line, _ in zip(stream, range(300), strict=False)]
    want = {(" ".join(r["title"].split()), " ".join(r["abstract"].split())) for r in records}
    wrap = textwrap.TextWrapper(90, break_on_hyphens=False)
    text = "\n".join(
        f"{r['title']}\n{', '.join(r['authors'][:6])}\n{wrap.fill(r['abstract'])}\n" for r in records
    )
    lines = listing_lines.lines(
        [(n, " ".join(line.split())) for n, line in enumerate(text.split("\n"), start=1)]
    )
    blocks = [b for b in listing.divide(lines) if b.title]
    found = {tuple(" ".join(lines[i].text for i in part) for part in (b.title, b.abstract)) for b in blocks}
    assert len(found & want) >= 0.97 * len(want)
