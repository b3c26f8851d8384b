"""The command line: help that answers at once, answers, errors in one line, the right exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kg import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kg

COMMANDS = ("build", "demo", "query", "validate", "serve", "explain", "train", "evaluate", "bench", "formats")
HEAVY = ("spacy", "numpy", "networkx", "rdflib", "pyoxigraph", "pyvis", "starlette", "rich", "msgspec")


def test_help_names_every_command(kg: Kg) -> None:
    done = kg("--help")
    assert done.returncode == 0
    shown = done.stdout.split("Commands:")[1]
    assert [
        line.split()[0] for line in shown.splitlines() if line.startswith("  ") and line[2] != " "
    ] == list(COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, kg.cli\n"
        "sys.argv = ['kg', '--help']\n"
        "try: kg.cli.main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_on_every_option(kg: Kg, command: str) -> None:
    done = kg(command, "--help")
    assert done.returncode == 0
    options = done.stdout.split("Options:")[1].splitlines()
    names = [line for line in options if line.startswith("  -")]
    assert names
    for number, line in enumerate(options):
        if line.startswith("  -"):
            explained = line.strip().split("  ", 1)[1:] or [options[number + 1].strip()]
            assert explained[0], line


def test_help_shows_examples_a_line_each(kg: Kg) -> None:
    assert "\n    kg build papers.txt\n" in kg("build", "--help").stdout


def test_the_version(kg: Kg) -> None:
    assert kg("--version").stdout == f"paperkg {__version__}\n"


def test_without_arguments_it_shows_its_help(kg: Kg) -> None:
    assert "kg build papers.bib" in kg().stdout + kg().stderr


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("build",), ("build", "x", "--nonsense"), ("serve", "x", "--port", "high")]
)
def test_misuse_is_told_apart_from_bad_input_by_a_usage_line(kg: Kg, arguments: tuple[str, ...]) -> None:
    done = kg(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: kg")
    assert "Traceback" not in done.stderr


class TestQuery:
    def test_named(self, kg: Kg, sample_folder: Path, introduced: tuple[str, str]) -> None:
        name, title = introduced
        done = kg("query", sample_folder, "who-introduced", f"concept=method:{name.upper()}", "--csv")
        assert done.returncode == 0, done.stderr
        assert title in {row["title"] for row in csv.DictReader(io.StringIO(done.stdout))}
        assert done.stderr.startswith(f"concept is {name} (")

    def test_as_csv_and_json_they_say_the_same(self, kg: Kg, sample_folder: Path) -> None:
        question = "SELECT ?title { ?p a kgo:Paper ; dcterms:title ?title } ORDER BY ?title"
        rows = list(csv.DictReader(io.StringIO(kg("query", sample_folder, question, "--csv").stdout)))
        answer = json.loads(kg("query", sample_folder, question, "--json").stdout)
        assert len(rows) == 48
        assert [r["title"] for r in rows] == [b["title"]["value"] for b in answer["results"]["bindings"]]

    def test_from_a_file(self, kg: Kg, sample_folder: Path, tmp_path: Path) -> None:
        (tmp_path / "q.rq").write_text("ASK { ?p a kgo:Paper }", encoding="utf-8")
        assert kg("query", sample_folder, "--file", tmp_path / "q.rq").stdout == "yes\n"

    def test_construct_answers_in_turtle(self, kg: Kg, sample_folder: Path) -> None:
        done = kg("query", sample_folder, "CONSTRUCT { ?p a kgo:Paper } { ?p a kgo:Paper } LIMIT 2")
        assert done.stdout.count("a kgo:Paper .") == 2

    def test_the_list_shows_an_example_of_each_that_can_be_asked(self, kg: Kg) -> None:
        listed = kg("query", "--list").stdout
        names = [line.split(":")[0] for line in listed.splitlines() if not line.startswith(" ")]
        assert {"papers-using-method", "methods-on-dataset", "datasets-of-task", "who-introduced"} <= set(
            names
        )
        assert {"claims-about", "claims-beating", "results-on-dataset", "related-concepts"} <= set(names)
        assert {"papers-like", "evidence-for"} <= set(names)
        assert [line.split()[3] for line in listed.splitlines() if "kg query DIR" in line] == names

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("SELECT ?x { ?x",), "line 1"),
            (("no-such-query",), "kg query --list"),
            (("who-introduced",), "needs concept="),
            (("who-introduced", "ResNet"), "name=value"),
            (("who-introduced", "concept=Rezzznet"), "Rezzznet"),
            (("who-introduced", "concept=ResNet", "concept=BERT"), "concept is given twice, as 'ResNet'"),
            (("who-introduced", "concept=ResNet", "--csv", "--json"), "choose one"),
            ((), "--file"),
            (("--file", "no such file.rq"), "no such file.rq"),
            (("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",), "SERVICE"),
        ],
    )
    def test_what_cannot_be_answered(
        self, kg: Kg, sample_folder: Path, arguments: tuple[str, ...], message: str
    ) -> None:
        done = kg("query", sample_folder, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("kg: ")
        assert message in done.stderr
        assert done.stderr.count("\n") == 1

    def test_no_graph_there(self, kg: Kg, tmp_path: Path) -> None:
        done = kg("query", tmp_path, "who-introduced", "concept=ResNet")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "kg build" in done.stderr

    def test_a_reader_that_leaves_early_is_no_error(self, sample_folder: Path) -> None:
        question = "SELECT ?s ?p ?o { ?s ?p ?o }"
        done = subprocess.run(
            [
                "sh",
                "-c",
                '"$0" -P -m kg query "$1" "$2" --csv | head -n 1',
                sys.executable,
                sample_folder,
                question,
            ],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout.strip() == "s,p,o"
        assert done.stderr == ""

    def test_needs_no_spacy(self, sample_folder: Path) -> None:
        code = (
            "import sys, kg.cli\n"
            f"sys.argv = ['kg', 'query', {str(sample_folder)!r}, 'top-concepts']\n"
            "try: kg.cli.main()\n"
            "except SystemExit: pass\n"
            "print([m for m in ('spacy', 'numpy', 'networkx') if m in sys.modules], file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-P", "-c", code], capture_output=True, encoding="utf-8", check=True
        )
        assert done.stderr.endswith("[]\n")


def test_the_shell_completes_queries_parameters_and_concepts(kg: Kg, sample_folder: Path) -> None:
    def offered(line: str) -> list[str]:
        done = kg(_KG_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)
        return [part.split('"')[1] for part in done.stdout.splitlines() if part.count('"') > 1]

    assert "who-introduced" in offered(f"kg query {sample_folder} who")
    assert "dataset=" in offered(f"kg query {sample_folder} methods-on-dataset ")
    assert "dataset=ImageNet" in offered(f"kg query {sample_folder} methods-on-dataset dataset=Imag")
    assert "dataset=imageNet" in offered(f"kg query {sample_folder} methods-on-dataset dataset=imag")


def test_validate_says_what_is_wrong_and_exits_with_1(kg: Kg, sample_folder: Path, tmp_path: Path) -> None:
    fine = kg("validate", sample_folder)
    assert (fine.returncode, fine.stderr) == (0, "")
    assert fine.stdout.endswith("conforms.\n")
    triples = (sample_folder / "graph.nt").read_text(encoding="utf-8").splitlines(keepends=True)
    title = "<http://purl.org/dc/terms/title>"
    paper = next(t.split()[0] for t in triples if "/paper/" in t.split()[0] and title in t)
    (tmp_path / "graph.nt").write_text(
        "".join(t for t in triples if not (t.startswith(f"{paper} ") and title in t)), encoding="utf-8"
    )
    broken = kg("validate", tmp_path)
    assert broken.returncode == 1
    assert paper in broken.stdout
    missing = kg("validate", tmp_path / "nothing")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "nothing: no such file or folder" in missing.stderr


def test_validate_does_not_call_an_empty_graph_good(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "graph.nt").write_bytes(b"")
    empty = kg("validate", tmp_path)
    assert (empty.returncode, empty.stdout) == (2, "")
    assert "graph.nt: holds no statement" in empty.stderr


def test_validate_says_beforehand_how_long_it_takes(kg: Kg, sample_folder: Path, tmp_path: Path) -> None:
    text = (sample_folder / "graph.nt").read_bytes()
    # As large as a graph that takes some time; what is checked is the beginning alone, the rest repeats it.
    (tmp_path / "graph.nt").write_bytes(text * (40_000_000 // len(text)))
    done = kg("validate", tmp_path)
    assert " takes about " in done.stderr
    assert done.stdout.endswith("conforms.\n")


def test_explain_shows_the_spellings_of_a_concept(kg: Kg, sample_folder: Path) -> None:
    done = kg("explain", sample_folder, "imagenet")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ImageNet  (dataset/imagenet, ")
    assert "written as" in done.stdout
    missing = kg("explain", sample_folder, "Rezzznet")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "Rezzznet" in missing.stderr


def test_formats_names_what_is_read_and_what_is_written(kg: Kg) -> None:
    done = kg("formats")
    for name in ("bibtex", "listing", "openalex", "ris", "graph.ttl", "graph.html", "+ neo4j"):
        assert name in done.stdout


def test_evaluate_scores_against_annotated_papers(kg: Kg, tmp_path: Path) -> None:
    abstract = "We introduce FrogNet for frog counting. It beats ResNet on CIFAR-10 by 4%."
    gold = {
        "id": "g",
        "title": "FrogNet",
        "abstract": abstract,
        "concepts": [
            {"type": "Dataset", "name": "CIFAR-10", "surfaces": ["CIFAR-10"], "role": "evaluates_on"},
            {"type": "Method", "name": "FrogNet", "surfaces": ["FrogNet"], "role": "introduces"},
        ],
        "claims": [],
        "results": [],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    done = kg("evaluate", tmp_path / "gold.jsonl")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 papers")
    (tmp_path / "gold.jsonl").write_text("{}\n", encoding="utf-8")
    bad = kg("evaluate", tmp_path / "gold.jsonl")
    assert (bad.returncode, bad.stderr.count("\n")) == (2, 1)


def test_evaluate_scores_the_linking_of_annotated_mentions(kg: Kg, tmp_path: Path) -> None:
    def annotated(id_: str, surface: str, name: str) -> str:
        concepts = [{"type": "Method", "name": name, "surfaces": [surface], "role": "uses"}]
        return json.dumps({"id": id_, "title": "", "abstract": f"We use {surface}.", "concepts": concepts})

    papers = [
        annotated("a", "FrogNet-2", "FrogNet"),
        annotated("b", "FrogNet 2", "FrogNet"),
        annotated("c", "toad search", "toad search"),
        annotated("d", "Toad searches", "toad search"),
        annotated("e", "hunt for toads", "toad search"),
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(papers) + "\n", encoding="utf-8")
    done = kg("evaluate", gold, "--linking")
    assert done.returncode == 0, done.stderr
    # Of the pair of frogs and the three pairs of toads, those with the hunt for toads are missed.
    assert "1.000   0.500   0.667   (2 / 2 / 4)" in done.stdout
    assert "2  Method toad search: method/hunt-for-toad, method/toad-search" in done.stdout

    links = tmp_path / "links.csv"
    links.write_text("action,concept,target\nmerge,hunt for toads,toad search\n", encoding="utf-8")
    assert "(4 / 4 / 4)" in kg("evaluate", gold, "--linking", "--links", links).stdout
    alone = kg("evaluate", gold, "--links", links)
    assert (alone.returncode, alone.stderr.count("\n")) == (2, 1)
    assert "--linking" in alone.stderr


def test_an_unset_variable_is_no_folder(kg: Kg, few: Path) -> None:
    done = kg("build", str(few), "-o", "")
    assert done.returncode == 2
    assert "names no folder" in done.stderr


def test_evaluate_wants_papers(kg: Kg, tmp_path: Path) -> None:
    empty = tmp_path / "gold.jsonl"
    empty.write_text("\n", encoding="utf-8")
    done = kg("evaluate", str(empty))
    assert (done.returncode, done.stderr) == (2, f"kg: {empty}: holds no annotated papers\n")


def test_a_plan_is_of_a_build_on_this_machine(kg: Kg, few: Path) -> None:
    done = kg("build", str(few), "--dry-run", "--engine", "dask")
    assert done.returncode == 2
    assert "leave out the options of engines" in done.stderr


def test_train_refuses_what_is_no_gold(kg: Kg, tmp_path: Path) -> None:
    done = kg("train", tmp_path / "nothing.jsonl", "-o", tmp_path / "model")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "model").exists()


def test_a_terminal_gets_a_bar_and_a_file_gets_none(few: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-P", "-m", "kg", "build", str(few), "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, encoding="utf-8") as running:
        os.close(theirs)
        drawn = b""
        while True:
            try:
                drawn += os.read(ours, 4096)
            except OSError:
                break
        assert running.wait() == 0
    assert b"extracting" in drawn
    plain = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert plain.stderr == ""
    assert plain.stdout.startswith("papers     6\n")
    assert "\nnext\n" in plain.stdout
