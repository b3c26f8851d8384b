"""What a user can mend is said in one line, with what, where and how; whatever the command."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kg.cli import app

if TYPE_CHECKING:
    from pathlib import Path

PAPER = {"id": "a", "title": "Deep Rivers", "abstract": "Rivers are deep."}
CONCEPT = {"type": "Task", "name": "rivers", "surfaces": ["Rivers"], "role": "studies"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder full of what is easily mistaken for something else."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").write_text("years of work")

    def lines(name: str, *records: object) -> None:
        (tmp_path / name).write_text("".join(json.dumps(r) + "\n" for r in records))

    lines("papers.jsonl", PAPER)
    lines("list.jsonl", [1, 2])
    lines("untitled.jsonl", PAPER, {"id": "a"})
    lines("number.jsonl", PAPER | {"title": 3})
    lines("animal.jsonl", PAPER | {"concepts": [CONCEPT | {"type": "Animal"}]})
    lines("outside.jsonl", PAPER | {"claims": [{"start": 3, "end": 99, "kind": "theory"}]})
    (tmp_path / "cut.jsonl").write_text('{"id": "a", "title": "Dee')
    (tmp_path / "cut.ttl").write_text("@prefix a: <http://a/> .\na:b a:c ")
    (tmp_path / "latin.csv").write_bytes("action,concept,target\nmerge,méthode,x\n".encode("latin-1"))
    (tmp_path / "nulls").write_bytes(b"a\0b\n")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "huge.csv").write_text("x" * 200_000)
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(json.dumps(PAPER).encode()))
    return tmp_path


LINKS = "build papers.jsonl -o out --links"
VOCABULARY = "build papers.jsonl -o out --vocabulary"
NOT = "not an annotated paper"
FORM = "; `kg train --help` tells the form"


def shell(command: str) -> tuple[int, str]:
    """Return the exit status of a command line and what it said on standard error."""
    line = command.replace("kg ", f"{sys.executable} -P -m kg ")
    done = subprocess.run(["bash", "-c", line], stderr=subprocess.PIPE, encoding="utf-8", check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["formats", "--help", "--version", "query --list"])
def test_a_full_disk_and_a_closed_output(command: str) -> None:
    assert shell(f"kg {command} > /dev/full") == (2, "kg: standard output: No space left on device\n")
    assert shell(f"kg {command} >&-") == (0, "")
    assert shell(f"kg {command} | true") == (0, "")


def test_closed_input_no_input_and_another_encoding() -> None:
    assert shell("kg build - <&-") == (2, "kg: standard input: is closed\n")
    assert shell("kg build ''") == (2, "kg: input '': names no file or folder; the current one is '.'\n")
    assert shell("kg query . $'caf\\xe9'") == (
        2,
        "kg: query: is not UTF-8; set the terminal to UTF-8, or give --file\n",
    )


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (f"{LINKS} nosuch.yaml", "nosuch.yaml: there is no such file; expected a links file"),
        (f"{LINKS} folder", "folder: is a folder, not a links file"),
        (f"{LINKS} latin.csv", "latin.csv, line 2: is not UTF-8, as a links file must be; save it as UTF-8"),
        (f"{LINKS} huge.csv", "huge.csv: is no table in CSV, as a links file must be: field larger than"),
        (f"{LINKS} nulls", "nulls, line 1: a links file starts with the line action,concept,target"),
        (f"{VOCABULARY} nosuch.csv", "nosuch.csv: there is no such file; expected a vocabulary"),
        (f"{VOCABULARY} nosuch.ttl", "nosuch.ttl: there is no such file; expected a vocabulary"),
        (f"{VOCABULARY} folder", "folder: is a folder, not a vocabulary"),
        (f"{VOCABULARY} huge.csv", "huge.csv: is no table in CSV, as a vocabulary must be: field larger"),
        (f"{VOCABULARY} cut.ttl", "cut.ttl: cannot be read as a vocabulary in RDF: Parser error at line 2"),
        ("build papers.jsonl -o out --model papers.jsonl", "papers.jsonl: is a file, not the folder of a"),
        ("build nulls", "nulls: is binary, not text"),
        ("build papers.jsonl -o empty", "empty: is a file, not a folder to write to; name another with -o"),
        ("query out -f nosuch.rq", "nosuch.rq: there is no such file; expected a file of SPARQL"),
        ("query out -f folder", "folder: is a folder, not a file of SPARQL"),
        ("query out -f latin.csv", "latin.csv, line 2: is not UTF-8, as a file of SPARQL must be"),
        ("query out -f empty", "empty: is empty; expected a query in SPARQL"),
        ("validate nosuch", "nosuch: no such file or folder; give a folder that `kg build` wrote"),
        ("validate cut.ttl", "cut.ttl: is not Turtle: Parser error at line 2"),
        ("explain nosuch rivers", "nosuch: there is no such file; give a folder that `kg build` wrote"),
        ("explain folder rivers", "folder/extractions.jsonl: there is no such file; give a folder that"),
        ("serve cut.ttl --no-browser", "cut.ttl: not well-formed Turtle: Parser error at line 2"),
        ("evaluate nosuch", "nosuch: there is no such file; expected annotated papers"),
        ("evaluate folder", "folder: is a folder, not annotated papers"),
        ("evaluate latin.csv", "latin.csv, line 2: is not UTF-8, as annotated papers must be"),
        ("evaluate packed.jsonl.gz", "packed.jsonl.gz, line 1: is not UTF-8, as annotated papers must be"),
        ("evaluate empty", "empty: holds no annotated papers"),
        (
            "evaluate cut.jsonl",
            f"cut.jsonl, line 1: not an annotated paper: Input data was truncated{FORM}",
        ),
        (
            "evaluate list.jsonl",
            f"list.jsonl, line 1: not an annotated paper: Expected `object`, got `array`{FORM}",
        ),
        (
            "evaluate untitled.jsonl",
            f"untitled.jsonl, line 2: not an annotated paper: Object missing required field `title`{FORM}",
        ),
        (
            "evaluate number.jsonl --linking",
            f"number.jsonl, line 1: not an annotated paper: Expected `str`, got `int` - at `$.title`{FORM}",
        ),
        (
            "evaluate animal.jsonl",
            f"animal.jsonl, line 1: {NOT}: Invalid enum value 'Animal' - at `$.concepts[0].type`{FORM}",
        ),
        (
            "evaluate outside.jsonl",
            f"outside.jsonl, line 1: {NOT}: the claim from 3 to 99 is not within its abstract of 16 char",
        ),
        ("train papers.jsonl -o full", "full: holds something else than a model, which would be replaced"),
        ("train papers.jsonl -o empty", "empty: is a file; name a folder for the model"),
        ("train papers.jsonl -o out --lexicon nosuch", "nosuch: cannot be read as a lexicon: No such file"),
        ("train papers.jsonl -o out --lexicon papers.jsonl", "papers.jsonl: is no lexicon: give the"),
        ("train papers.jsonl -o out --vectors nosuch", "nosuch: cannot be read as floret vectors: No such"),
        (
            "train papers.jsonl -o out --vectors latin.csv",
            "latin.csv: cannot be read as floret vectors: give",
        ),
    ],
)
def test_misuse_is_told_in_one_line(
    command: str, told: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        app(command.split(), prog_name="kg")
    shown = capsys.readouterr()
    assert ended.value.code == 2
    assert shown.out == ""
    assert shown.err.startswith(f"kg: {told}")
    assert shown.err.count("\n") == 1
    assert "Errno" not in shown.err
    assert not (place / "out").exists()
    assert (place / "full" / "thesis.tex").exists()
