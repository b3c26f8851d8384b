"""Each format by an example; the same paper comes out of all of them."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Paper
from kg.sources import formats, read
from kg.sources.text import clean, fold

ABSTRACT = "We measure the depth of rivers from ripples. The error is below 10% in twelve rivers."
WANT = Paper(
    id="",
    title="River Depth from Ripples",
    abstract=ABSTRACT,
    authors=("Ada Stone", "Ben de Vries"),
    year=2021,
    venue="Journal of Ripples",
    doi="10.1000/ripple.7",
)

BIBTEX = r"""
@string{jor = "Journal of Ripples"}
@article{stone2021,
  title    = {{R}iver {D}epth from {Ripples}},
  author   = {Stone, Ada and de Vries, Ben and others},
  journal  = jor,
  year     = 2021,
  doi      = {10.1000/ripple.7},
  abstract = {We measure the depth of rivers from ripples. The error is below 10\% in twelve rivers.},
}
"""
RIS = """TY  - JOUR
TI  - River Depth from Ripples
AU  - Stone, Ada
AU  - de Vries, Ben
T2  - Journal of Ripples
PY  - 2021/05/03
DO  - 10.1000/ripple.7
AB  - We measure the depth of rivers from ripples.
 The error is below 10% in twelve rivers.
ID  - stone2021
ER  -
"""
CSL = [
    {
        "id": "stone2021",
        "type": "article-journal",
        "title": "River Depth from Ripples",
        "author": [
            {"family": "Stone", "given": "Ada"},
            {"family": "Vries", "given": "Ben", "non-dropping-particle": "de"},
        ],
        "container-title": "Journal of Ripples",
        "issued": {"date-parts": [[2021, 5, 3]]},
        "DOI": "10.1000/ripple.7",
        "abstract": f"<jats:p>{ABSTRACT}</jats:p>",
    }
]
PLAIN = {
    "id": "stone2021",
    "Title": "River Depth from Ripples",
    "Abstract": ABSTRACT,
    "authors": ["Ada Stone", "Ben de Vries"],
    "year": 2021,
    "journal": "Journal of Ripples",
    "DOI": "https://doi.org/10.1000/RIPPLE.7",
}
OPENALEX = {
    "results": [
        {
            "id": "https://openalex.org/W1",
            "display_name": "River Depth from Ripples",
            "doi": "https://doi.org/10.1000/ripple.7",
            "publication_year": 2021,
            "authorships": [{"author": {"display_name": n}} for n in ("Ada Stone", "Ben de Vries")],
            "primary_location": {"source": {"display_name": "Journal of Ripples"}},
            "abstract_inverted_index": {
                w: [i for i, v in enumerate(ABSTRACT.split()) if v == w]
                for w in dict.fromkeys(ABSTRACT.split())
            },
        }
    ]
}
SEMANTIC_SCHOLAR = {
    "total": 1,
    "data": [
        {
            "paperId": "ab12",
            "externalIds": {"DOI": "10.1000/ripple.7", "CorpusId": 7},
            "title": "River Depth from Ripples",
            "abstract": ABSTRACT,
            "year": 2021,
            "venue": "Journal of Ripples",
            "authors": [{"authorId": "1", "name": "Ada Stone"}, {"authorId": "2", "name": "Ben de Vries"}],
        }
    ],
}
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>ArXiv Query</title>
  <entry>
    <id>http://arxiv.org/abs/2105.00007v2</id>
    <published>2021-05-03T17:00:00Z</published>
    <title>River Depth from
  Ripples</title>
    <summary>  {ABSTRACT}
</summary>
    <author><name>Ada Stone</name></author>
    <author><name>Ben de Vries</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/ripple.7</arxiv:doi>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">Journal of Ripples</arxiv:journal_ref>
  </entry>
</feed>
"""
CSV = f"""Key;Title;Author;Publication Year;Journal;DOI;Abstract Note
s;River Depth from Ripples;"Stone, Ada; de Vries, Ben";2021;Journal of Ripples;10.1000/ripple.7;{ABSTRACT}
"""
TSV = f"""title\tabstract\tauthors\tyear\tvenue\tdoi
{WANT.title}\t{ABSTRACT}\tAda Stone and Ben de Vries\t2021\t{WANT.venue}\t{WANT.doi}
"""

EXAMPLES = {
    "arxiv-atom": ATOM,
    "bibtex": BIBTEX,
    "csl": json.dumps(CSL, indent=1),
    "csv": CSV,
    "jsonl": json.dumps(PLAIN) + "\n",
    "openalex": json.dumps(OPENALEX),
    "ris": RIS,
    "semanticscholar": json.dumps(SEMANTIC_SCHOLAR),
}


def bare(paper: Paper) -> Paper:
    """Return what every format says of the paper, without what only some do."""
    return msgspec.structs.replace(paper, id="", sources=(), source_ids=(), url="", arxiv="", keywords=())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_paper_comes_out_of_every_format(name: str, tmp_path: Path) -> None:
    """Told by content alone: the file has no suffix that helps."""
    path = tmp_path / "papers"
    path.write_text(EXAMPLES[name], encoding="utf-8")
    reading = read([path])
    assert [bare(p) for p in reading.papers] == [WANT]
    assert reading.skipped == ()
    assert read([path], format=name) == reading


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_a_missing_last_one_change_nothing(name: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "papers"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLES[name].rstrip("\n").replace("\n", end).encode())
    assert [bare(p) for p in read([path]).papers] == [WANT]


def test_tsv_and_all_formats_together_are_one_paper(tmp_path: Path) -> None:
    for name, text in {**EXAMPLES, "tsv": TSV}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reading = read([tmp_path])
    assert len(reading.papers) == 1
    assert [s.split("#")[0] for s in reading.papers[0].sources] == sorted([*EXAMPLES, "tsv"])
    assert {s.reason for s in reading.skipped} == {"duplicate, merged: same DOI"}


def test_every_format_is_listed() -> None:
    assert set(formats()) >= {*EXAMPLES, "listing"}
    assert all(text and "\n" not in text for text in formats().values())


def read_text(tmp_path: Path, name: str, text: str):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read([path])


def test_arxiv_snapshot(tmp_path: Path) -> None:
    record = {
        "id": "2105.00007",
        "title": "River Depth\n  from Ripples",
        "abstract": "  We measure $10^2$ rivers.\n",
        "authors": "Ada Stone and Ben de Vries",
        "authors_parsed": [["Stone", "Ada", ""], ["de Vries", "Ben", "Jr"]],
        "categories": "cs.LG",
        "doi": None,
        "journal-ref": None,
        "update_date": "2021-05-03",
    }
    (paper,) = read_text(
        tmp_path, "snapshot.json", json.dumps(record) + "\n" + json.dumps(record) + "\n"
    ).papers
    assert (paper.arxiv, paper.year, paper.title) == ("2105.00007", 2021, "River Depth from Ripples")
    assert paper.authors == ("Ada Stone", "Ben de Vries Jr")
    assert paper.abstract == "We measure 10² rivers."


def test_a_broken_bibtex_entry_is_skipped_with_key_and_line(tmp_path: Path) -> None:
    text = (
        BIBTEX
        + "\n@article{lost2020,\n  title = {Never Closed,\n  year = 2020\n\n"
        + "@misc{kept, title={A Kept One}}\n"
    )
    reading = read_text(tmp_path, "refs.bib", text)
    assert [p.title for p in reading.papers] == ["A Kept One", "River Depth from Ripples"]
    assert [(s.place, s.reason) for s in reading.skipped] == [
        ("entry kept, line 16", "no abstract: the paper was kept with its title alone"),
        ("entry lost2020, line 12", "broken entry: a brace, quotation mark or comma is missing"),
    ]


def test_bibtex_accents_teams_and_doubled_keys(tmp_path: Path) -> None:
    text = r"""
@misc{a, title={{Schr{\"o}dinger} and {\'E}t{\'e}}, author={{Rivers and Tides Team} and M{\"u}ller, J{\"o}rg}}
@misc{a, title={Another with its Key}, author={Erd{\H o}s, Paul}, eprint={2105.00009}, archivePrefix={arXiv}}
"""
    papers = {p.title: p for p in read_text(tmp_path, "refs.bib", text).papers}
    assert papers["Schrödinger and Été"].authors == ("Rivers and Tides Team", "Jörg Müller")
    assert papers["Another with its Key"].authors == ("Paul Erdős",)
    assert papers["Another with its Key"].arxiv == "2105.00009"


def test_bad_json_lines_are_skipped_by_number(tmp_path: Path) -> None:
    lines = [
        json.dumps(PLAIN),
        "{not json}",
        "[1]",
        "",
        '{"title": "With NaN", "year": NaN}',
        '{"abstract": "untitled"}',
    ]
    reading = read_text(tmp_path, "papers.jsonl", "\n".join(lines))
    assert [p.title for p in reading.papers] == ["River Depth from Ripples", "With NaN"]
    assert [s.place for s in reading.skipped] == ["line 2", "line 3", "line 5", "line 6"]
    assert reading.skipped[0].reason.startswith("not valid JSON")
    assert reading.skipped[3].reason == "no title, only an abstract"


@pytest.mark.parametrize("size", [70_000, 3_000_000])
@pytest.mark.parametrize("form", [None, "jsonl"])
def test_json_lines_may_be_of_any_length(size: int, form: str | None, tmp_path: Path) -> None:
    long = json.dumps({"body": "deep " * (size // 5), **PLAIN})
    short = json.dumps({"title": "Tides and Sand", "abstract": "Tides move sand."})
    path = tmp_path / "papers.jsonl"
    for lines in ([long, short], [short, long], [long, long, short]):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        reading = read([path], format=form)
        assert sorted(p.title for p in reading.papers) == ["River Depth from Ripples", "Tides and Sand"]
        assert len(reading.skipped) == len(lines) - 2  # the duplicate
    path.write_text(json.dumps({"papers": [json.loads(long), json.loads(short)]}), encoding="utf-8")
    assert len(read([path], format=form).papers) == 2
    path.write_text(f"[{long}, {short}]", encoding="utf-8")
    assert len(read([path], format=form).papers) == 2


def test_a_long_first_line_is_recognised_by_all_of_it(tmp_path: Path) -> None:
    """The names that tell the format stand behind the first 64 KiB."""
    work = {"fulltext": "deep " * 20_000, **OPENALEX["results"][0]}
    reading = read_text(tmp_path, "works.txt", json.dumps(work) + "\n" + json.dumps(work) + "\n")
    assert [bare(p) for p in reading.papers] == [WANT]


def test_json_in_any_layout(tmp_path: Path) -> None:
    compact = json.dumps(PLAIN)
    for text in (
        compact,
        f"[{compact}]",
        json.dumps({"papers": [PLAIN]}, indent=2),
        f'{{\n"data": [\n{compact}\n]}}',
    ):
        reading = read_text(tmp_path, "papers.json", text)
        assert [bare(p) for p in reading.papers] == [WANT]
        assert reading.skipped == ()


@pytest.mark.parametrize(
    ("given", "kept", "reason"),
    [
        ({"title": ["Deep", "Rivers"]}, {"title": "Deep Rivers"}, "the title is a list of 2 texts: joined"),
        ({"title": ["Deep"]}, {"title": "Deep"}, None),
        (
            {"abstract": ["One.", "Two."]},
            {"abstract": "One. Two."},
            "the abstract is a list of 2 texts: joined",
        ),
        ({"abstract": 7}, {"abstract": ""}, "the abstract is 7, not text: left out"),
        ({"abstract": [1, "a"]}, {"abstract": ""}, "the abstract is a list, not text: left out"),
        ({"abstract": True}, {"abstract": ""}, "the abstract is true or false, not text: left out"),
        ({"year": 99999}, {"year": None}, "the year is 99999, which is no year: left out"),
        ({"year": -5}, {"year": None}, "the year is -5, which is no year: left out"),
        ({"year": -2005}, {"year": None}, "the year is -2005, which is no year: left out"),
        ({"year": "nineteen"}, {"year": None}, 'the year is "nineteen", which is no year: left out'),
        ({"year": 99999, "date": "2020-05-03"}, {"year": 2020}, None),
        ({"year": float("nan")}, {"year": None}, None),
        ({"title": None}, None, "no title, only an abstract; the title is null"),
        ({"title": 7}, None, "no title, only an abstract; the title is 7, not text: left out"),
    ],
)
def test_values_of_the_wrong_kind_are_reported(given, kept, reason, tmp_path: Path) -> None:
    record = {"title": "Tides and Sand", "abstract": "Tides move sand.", **given}
    reading = read_text(tmp_path, "p.jsonl", json.dumps(PLAIN) + "\n" + json.dumps(record) + "\n")
    found = [p for p in reading.papers if p.sources == ("p.jsonl#line 2",)]
    assert [{name: getattr(p, name) for name in kept or {}} for p in found] == ([kept] if kept else [])
    reasons = [s.reason for s in reading.skipped if not s.reason.startswith("no abstract")]
    assert reasons == ([reason] if reason else [])


def test_a_dropped_year_is_noted_in_the_formats_of_services(tmp_path: Path) -> None:
    work = {**OPENALEX["results"][0], "publication_year": 20211}
    paper = {**SEMANTIC_SCHOLAR["data"][0], "year": 20211}
    for record in (work, paper):
        reading = read_text(tmp_path, "p.json", json.dumps({"data": [record]}))
        assert [s.reason for s in reading.skipped] == ["the year is 20211, which is no year: left out"]


def test_ris_without_its_last_line_and_strays(tmp_path: Path) -> None:
    text = (
        "Exported by hand\n"
        + RIS
        + "TY - CONF\nT1 - Tides and Sand\nN2 - Tides move sand.\nKW - tides\nKW - sand\n"
    )
    reading = read_text(tmp_path, "refs.ris", text)
    tides = next(p for p in reading.papers if p.title == "Tides and Sand")
    assert (tides.abstract, tides.keywords) == ("Tides move sand.", ("tides", "sand"))
    assert [(s.place, s.reason) for s in reading.skipped] == [
        ("line 1", "not part of a record (no TY line before it)"),
        ("line 13", "no ER line ends the record: kept"),
    ]


def test_atom_that_breaks_off_keeps_what_was_whole(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "feed.atom", ATOM.replace("</feed>", "  <entry><title>Half"))
    assert [p.title for p in reading.papers] == ["River Depth from Ripples"]
    assert "the rest is lost" in reading.skipped[0].reason


def test_table_with_line_breaks_in_cells(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "t.csv", 'title,abstract\nOne,"two\nlines"\n,nameless\nTwo,b\n')
    assert {p.title: p.abstract for p in reading.papers} == {"One": "two lines", "Two": "b"}
    assert [(s.place, s.reason) for s in reading.skipped] == [("line 4", "no title, only an abstract")]


def table(tmp_path: Path, *rows: str) -> tuple[list[tuple[str, str, int | None]], list[tuple[str, str]]]:
    """Return title, abstract and year of the papers in a table, and the places and reasons of the rest."""
    reading = read_text(tmp_path, "t.csv", "\n".join(["title,abstract,year", *rows]) + "\n")
    papers = sorted((p.title, p.abstract, p.year) for p in reading.papers)
    return papers, [(s.place, s.reason) for s in reading.skipped if not s.reason.startswith("no abstract")]


def test_commas_without_quotes_are_mended_where_there_is_one_way(tmp_path: Path) -> None:
    papers, skipped = table(tmp_path, "One,We use BERT, a transformer, on SQuAD,2020", "Two,b,2021,,")
    assert papers == [("One", "We use BERT, a transformer, on SQuAD", 2020), ("Two", "b", 2021)]
    assert skipped == [
        ("line 2", "5 cells under 3 columns: joined where a space follows ',', which should be within quotes")
    ]


@pytest.mark.parametrize("row", ["One,In 1,000 rivers,2020", "One,two, three,four,2020"])
def test_commas_without_quotes_are_noted_where_there_are_several_ways(row: str, tmp_path: Path) -> None:
    papers, skipped = table(tmp_path, row)
    assert [title for title, _, _ in papers] == ["One"]
    assert skipped[0][0] == "line 2"
    assert f"{row.count(',') + 1} cells under 3 columns: kept, but text is cut or" in skipped[0][1]


def test_a_quotation_mark_left_open_loses_its_row_alone(tmp_path: Path) -> None:
    opened = "not a row of the table: a quotation mark is left open"
    papers, skipped = table(tmp_path, "One,a,2020", 'Two,"b,2021', "Three,c,2022", "Four,d,2023")
    assert [title for title, _, _ in papers] == ["Four", "One", "Three"]
    assert skipped == [("line 3", opened)]
    # The mark would close at the next one, two rows on.
    papers, skipped = table(tmp_path, 'Two,"b,2021', "and more", "Three,c,2022", 'Four,"d, e",2023')
    assert papers == [("Four", "d, e", 2023), ("Three", "c", 2022)]
    assert skipped == [
        ("line 2", opened),
        ("line 3", "not read: follows the quotation mark left open in line 2"),
    ]
    papers, skipped = table(tmp_path, "One,a,2020", 'Two,"b,2021')
    assert skipped == [("line 3", opened)]


CELLS = st.text(
    alphabet=st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\\$<>&~"),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=50)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), delimiter=st.sampled_from(",;\t"))
def test_any_table_comes_back(tmp_path_factory, rows, delimiter) -> None:
    rows = [(clean(t), clean(a)) for t, a in rows]
    rows = list({fold(t): (t, a) for t, a in rows if fold(t)}.values())
    if not rows:
        return
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([("title", "abstract"), *rows])
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    assert sorted((p.title, p.abstract) for p in read([path]).papers) == sorted(rows)
