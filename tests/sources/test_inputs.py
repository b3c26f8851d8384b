"""Files, folders, archives, encodings; and bad input in one clear line."""

import gzip
import importlib.metadata
import io
import json
import os
import re
import time
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.sources import Format, RawPaper, read, registry

LINE = json.dumps({"title": "Deep Rivers", "abstract": "Rivers are deep.", "doi": "10.1000/r"}) + "\n"
OTHER = json.dumps({"title": "Tides and Sand", "abstract": "Tides move sand."}) + "\n"


def message(*inputs: Path | str, **options: str) -> str:
    with pytest.raises(KgError) as caught:
        read(inputs, **options)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_archives_are_read_as_they_are(tmp_path: Path) -> None:
    plain, packed, frames = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz", tmp_path / "c.zst"
    plain.write_text(LINE)
    packed.write_bytes(gzip.compress(LINE.encode()))
    compress = zstandard.ZstdCompressor().compress
    frames.write_bytes(compress(LINE.encode()) + compress(OTHER.encode()))
    assert (
        [p.title for p in read([plain]).papers] == [p.title for p in read([packed]).papers] == ["Deep Rivers"]
    )
    assert [p.title for p in read([frames]).papers] == ["Deep Rivers", "Tides and Sand"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_a_damaged_archive_is_an_error(pack, tmp_path: Path) -> None:
    whole = pack("".join(LINE.replace("Deep", f"Deep {n * n}") for n in range(20000)).encode())
    path = tmp_path / "a.jsonl.packed"
    path.write_bytes(whole[: len(whole) // 2])
    assert message(path).startswith(f"{path}: the archive is cut off or damaged (")
    path.write_bytes(whole[:-1])
    assert "cut off or damaged" in message(path)
    path.write_bytes(whole[:20] + b"\x00" * 40 + whole[60:])
    assert "cut off or damaged" in message(path)


def test_folders_are_searched_and_what_is_no_paper_is_reported(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep" / "er" / "a.jsonl").write_text(LINE)
    (tmp_path / "b.jsonl").write_text(OTHER)
    (tmp_path / ".hidden.jsonl").write_text("{")
    (tmp_path / ".git" / "c.jsonl").write_text(LINE)
    (tmp_path / "script.py").write_text("import os\nprint(os.getcwd())\n")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "nothing.bib").write_text("")
    reading = read([tmp_path])
    assert [p.sources for p in reading.papers] == [("a.jsonl#line 1",), ("b.jsonl#line 1",)]
    assert [(s.source, s.place, s.reason) for s in reading.skipped] == [
        ("image.png", "file", "is binary, not text"),
        ("nothing.bib", "file", "is empty"),
        ("script.py", "file", "is in no format that is known"),
    ]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    def places(root: Path, *inputs: str) -> list[str]:
        reading = read([root / name for name in inputs])
        assert str(tmp_path) not in reading.to_json().decode()
        found = [place for p in reading.papers for place in p.sources]
        assert {s.source for s in reading.skipped} <= set(reading.inputs)
        return sorted(found)

    for root in (tmp_path / "here", tmp_path / "elsewhere" / "deeper"):
        for folder, line in (("mine/2020", LINE), ("mine/2021", OTHER), ("yours/2021", LINE)):
            (root / folder).mkdir(parents=True)
            (root / folder / "papers.jsonl").write_text(line + "{broken\n")
        (root / "other.jsonl").write_text(OTHER)
        assert places(root, "mine") == ["2020/papers.jsonl#line 1", "2021/papers.jsonl#line 1"]
        assert places(root, "mine/2020", "other.jsonl") == ["other.jsonl#line 1", "papers.jsonl#line 1"]
        assert places(root, "yours", "mine", "other.jsonl") == places(root, ".") == places(root, ".", "mine")
        assert places(root, ".") == [
            "mine/2020/papers.jsonl#line 1",
            "mine/2021/papers.jsonl#line 1",
            "other.jsonl#line 1",
            "yours/2021/papers.jsonl#line 1",
        ]
        (root / "papers.jsonl").write_text(OTHER)
        assert "papers.jsonl#line 1" in places(root, ".")


def test_a_doi_that_is_none_is_reported_with_its_place(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    rows = ["10.1000/r", "https://doi.org/10.1000 /r", "n/a", "", "arXiv:2001.00001", "11.1000/r"]
    table.write_text("title,abstract,doi\n" + "".join(f"Rivers {n},Deep.,{d}\n" for n, d in enumerate(rows)))
    reading = read([table])
    assert [(s.place, s.reason) for s in reading.skipped] == [
        ("line 3", "DOI not understood: https://doi.org/10.1000 /r; the paper was kept without it"),
        ("line 7", "DOI not understood: 11.1000/r; the paper was kept without it"),
    ]
    papers = {p.title: (p.doi, p.arxiv) for p in reading.papers}
    assert len(papers) == len(rows)
    assert papers["Rivers 0"] == ("10.1000/r", "")
    assert papers["Rivers 4"] == ("", "2001.00001")
    entry = tmp_path / "a.bib"
    entry.write_text(
        "@article{lake, title={Deep}, abstract={Deep.}, doi={doi.org/lake}, url={https://doi.org/10.1000/d}}"
    )
    [note] = read([entry]).skipped
    assert (
        note.reason == "DOI not understood: doi.org/lake; the paper was kept with 10.1000/d, of its address"
    )


def test_what_is_no_file_in_a_folder_is_reported_and_not_opened(tmp_path: Path) -> None:
    elsewhere, papers = tmp_path / "elsewhere", tmp_path / "papers"
    elsewhere.mkdir()
    papers.mkdir()
    (elsewhere / "b.jsonl").write_text(OTHER)
    (papers / "a.jsonl").write_text(LINE)
    (papers / "dangling.bib").symlink_to(tmp_path / "gone.bib")
    (papers / "folder").symlink_to(elsewhere, target_is_directory=True)
    (papers / "linked.jsonl").symlink_to(elsewhere / "b.jsonl")
    (papers / "loop").symlink_to(papers / "loop")
    os.mkfifo(papers / "pipe.jsonl")  # to open it would wait for ever
    reading = read([papers, papers])
    assert [p.title for p in reading.papers] == ["Deep Rivers", "Tides and Sand"]
    assert reading.inputs == ("a.jsonl", "linked.jsonl")
    assert [(s.source, s.place, s.reason) for s in reading.skipped] == [
        ("dangling.bib", "file", "is a link to a file that is not there"),
        ("folder", "file", "is a link to a folder, which is not followed: name that folder as an input"),
        ("loop", "file", "is a link to a file that is not there"),
        ("pipe.jsonl", "file", "is no regular file (a pipe, socket or device)"),
    ]


def test_the_order_of_inputs_does_not_matter(tmp_path: Path) -> None:
    a, b = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    a.write_text(LINE + OTHER)
    b.write_text(LINE.replace("Rivers are deep.", "Rivers are deep, mostly.") + "{broken\n")
    assert read([a, b]) == read([b, a]) == read([tmp_path]) == read([a, b, a, tmp_path])


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(LINE.encode()))))
    assert read(["-"]).papers[0].sources == ("standard input#line 1",)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert message("-") == "standard input: is empty"


ONE = "River Depth from Ripples"
WHAT = (
    "We measure the depth of rivers from ripples. The error is below 10% in twelve rivers of two countries."
)


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{WHAT}\n",
        f"{ONE}\n\n{WHAT}",
        f"{ONE}\nAda Stone, Ben de Vries\n{WHAT}\n",
        f"{ONE}\n{WHAT.replace('rivers from ', 'rivers from' + chr(10))}\n",
    ],
    ids=["two lines", "blank line", "authors", "wrapped"],
)
def test_one_paper_as_plain_text_on_standard_input(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert [(p.title, p.abstract) for p in read(["-"]).papers] == [(ONE, WHAT)]


@pytest.mark.parametrize("text", [f"{ONE}\n", f"{WHAT}\n", "def f():\n    x = 1\n    return x\n\n\nf()\n"])
def test_what_may_be_anything_on_standard_input_is_asked_for(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    told = message("-")
    assert told.startswith(
        "standard input: is in no format that is known: name it with --format (arxiv-atom,"
    )
    assert told.endswith("; a title with its abstract on the lines below is --format listing")


def test_a_text_without_a_suffix_is_guessed_where_it_is_named_but_not_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "NOTES").write_text(f"{ONE}\n{WHAT}\n")
    assert [p.title for p in read([tmp_path / "NOTES"]).papers] == [ONE]
    assert "NOTES, file: is in no format that is known" in message(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_with_a_mark(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    path.write_bytes((mark + "title,abstract\nGröße,Tief.\n").encode(encoding))
    assert [(p.title, p.abstract) for p in read([path]).papers] == [("Größe", "Tief.")]


def test_latin1_is_read_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("title,abstract\nTief,Tief.\nGröße,“Hoch”.\n".encode("cp1252"))
    reading = read([path])
    assert {p.title: p.abstract for p in reading.papers}["Größe"] == "“Hoch”."
    assert [(s.place, s.reason) for s in reading.skipped] == [
        ("line 3", "not UTF-8: read as Latin-1, check its accents")
    ]


def test_bad_input_gets_one_clear_line(tmp_path: Path) -> None:
    def file(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    assert message() == "no input given: name a file or folder of papers, or - for standard input"
    missing = tmp_path / "missing.bib"
    assert message(missing) == f"{missing}: there is no such file or folder"
    empty = file("empty.bib", " \n\n")
    assert message(empty) == f"{empty}: is empty"
    binary = file("binary.txt", bytes(range(256)) * 4)
    assert message(binary) == f"{binary}: is binary, not text"
    pdf = file("paper.pdf", b"%PDF-1.7\n...")
    assert message(pdf) == f"{pdf}: is a PDF: give its metadata instead, as BibTeX, RIS or JSON"
    code = file("code.py", "import os\nprint(os)\n")
    assert message(code).startswith(
        f"{code}: is in no format that is known: name it with --format (arxiv-atom, bibtex,"
    )
    table = file("table.csv", "name of paper,year\nDeep,2020\n")
    assert message(table).startswith(
        f"{table}: has no column called title (found: name of paper, year): rename one"
    )
    damaged = file("damaged.json", '[{"title": "Deep"},\n {"title" "Tides"}]')
    assert message(damaged).startswith(
        f"{damaged}: is not valid JSON: Expecting ':' delimiter at line 2, column"
    )
    holder = file("holder.json", '{"answer": 42}')
    assert message(holder).startswith(f"{holder}: is JSON that holds no list of papers")
    bomb = file(
        "bomb.xml",
        '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<feed xmlns="http://www.w3.org/2005/Atom"/>',
    )
    assert message(bomb) == f"{bomb}, line 2: declares a document type, which no arXiv feed does"
    untitled = file("untitled.jsonl", '{"abstract": "a"}\n{"abstract": "b"}\n')
    assert message(untitled).endswith(
        "holds no paper that can be read (untitled.jsonl, line 1: no title, only an abstract, and 1 more)"
    )


def test_wrong_format(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(LINE)
    assert message(path, format="word").startswith(
        "format 'word' is not known: choose one of arxiv-atom, bibtex, csl"
    )
    assert "holds no papers" in message(path, format="bibtex")
    assert message(path, format="csv").startswith(f"{path}: has no column called title")
    assert "line 1: is not well-formed XML" in message(path, format="arxiv-atom")
    assert read([path], format="json").papers[0].title == "Deep Rivers"


def test_folder_without_papers(tmp_path: Path) -> None:
    assert message(tmp_path) == f"{tmp_path}: holds no papers"
    (tmp_path / "notes.md").write_text("# Notes\n\n- buy milk\n")
    expected = "holds no paper that can be read (notes.md, file: is in no format that is known)"
    assert message(tmp_path) == f"{tmp_path}: {expected}"


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(LINE)

    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert message(path) == f"{path}: cannot be read: Permission denied"


@settings(deadline=None, max_examples=150)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")),
        st.lists(
            st.sampled_from(
                ["@article{k,", "title={", "}", '"', "\n", "{", '{"title":', "TY  - ", "ER  -", ",", "a"]
            )
        )
        .map("".join)
        .map(str.encode),
    ),
    form=st.sampled_from(
        [None, "arxiv-atom", "bibtex", "csl", "csv", "jsonl", "listing", "openalex", "ris", "semanticscholar"]
    ),
)
def test_whatever_is_in_the_file_only_the_one_error_is_raised(tmp_path_factory, content, form) -> None:
    path = tmp_path_factory.mktemp("any") / "papers"
    path.write_bytes(content)
    try:
        reading = read([path], format=form)
    except KgError:
        assert message(path, **({"format": form} if form else {}))
        return
    assert reading.papers
    assert all(p.id and p.title for p in reading.papers)
    reading.to_json().decode("utf-8")


def test_another_package_can_bring_a_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    haiku = Format(
        name="haiku",
        description="three lines a paper",
        suffixes=(".haiku",),
        sniff=lambda head: 1.0 if head.startswith("HAIKU") else 0.0,
        read=lambda source: (RawPaper(place=f"line {n}", title=line) for n, line in source.lines() if n > 1),
    )

    class Point:
        name, value, dist = "haiku", "package:FORMAT", None

        def load(self) -> Format:
            return haiku

    monkeypatch.setattr(
        importlib.metadata, "entry_points", lambda group: [Point()] if group == "paperkg.sources" else []
    )
    registry.formats.cache_clear()
    try:
        path = tmp_path / "papers.txt"
        path.write_text("HAIKU\nAn old silent pond\n")
        assert [p.title for p in read([path]).papers] == ["An old silent pond"]
    finally:
        registry.formats.cache_clear()


def test_the_corpus_of_20000_reads_in_seconds(data: Path) -> None:
    start = time.process_time()
    reading = read([data / "corpus" / "papers-20k.jsonl.gz"])
    assert time.process_time() - start < 30  # 4 s on a quiet machine
    assert len(reading.papers) == 20000
    # 31 of the corpus's years have five digits (32025); nothing else is amiss.
    assert len(reading.skipped) == 31
    assert all(
        re.fullmatch(r"the year is \d{5}, which is no year: left out", s.reason) for s in reading.skipped
    )
    assert len({p.id for p in reading.papers}) == 20000
    assert all(p.abstract and p.venue for p in reading.papers)


def test_what_is_too_long_for_a_paper_is_left_out_and_said(tmp_path: Path) -> None:
    """One freak record must not take the others with it: spaCy takes no text above a million characters."""
    lines = [
        {"title": "B" * 2_000_000, "abstract": "Its title is a mistake."},
        {"title": "A long abstract", "abstract": "word " * 400_000},
        {"title": "A paper", "abstract": "We propose X."},
    ]
    file = tmp_path / "papers.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    reading = read([file])
    assert [(p.title, p.abstract) for p in reading.papers] == [
        ("A long abstract", ""),
        ("A paper", "We propose X."),
    ]
    assert [(s.place, s.reason) for s in reading.skipped] == [
        ("line 1", "title of 2,000,000 characters, more than 5,000: left out"),
        (
            "line 2",
            "abstract of 1,999,999 characters, more than 500,000: the paper was kept with its title alone",
        ),
    ]


def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "closed").mkdir()
    (tmp_path / "open" / "papers.jsonl").write_text('{"title": "A paper", "abstract": "We propose X."}')
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "closed" and access(path, mode))
    (skipped,) = read([tmp_path]).skipped
    assert skipped.source == "closed"
    assert skipped.reason.startswith("is a folder that may not be read")
    with pytest.raises(KgError, match="closed: cannot be read: Permission denied"):
        read([tmp_path / "closed"])
