"""Free queries over an export: answers as Python values, and errors that say where and how to mend."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from kg.errors import KgError
from kg.sparql import query
from kg.sparql.store import open_store

if TYPE_CHECKING:
    import pathlib


def test_select_gives_rows_as_python_values(export: pathlib.Path) -> None:
    result = query(
        export,
        "SELECT ?title (YEAR(?date) AS ?y) ?n { ?p dcterms:title ?title ; kgo:introduces ?c . ?c "
        'kgo:paperCount ?n OPTIONAL { ?p dcterms:created ?date } FILTER(CONTAINS(?title, "Patches")) }',
    )
    assert list(result) == [{"title": "Patches Are Words: a Patch Transformer", "y": None, "n": 1}]


def test_ask_is_true_or_false(export: pathlib.Path) -> None:
    assert query(export, "ASK { ?p kgo:introduces ?c }")
    assert not query(export, "ASK { ?p kgo:nonsense ?c }")


def test_construct_gives_each_triple_once(export: pathlib.Path) -> None:
    result = query(export, "CONSTRUCT { ?c a kgo:Seen } { ?p kgo:concerns ?c . ?p kgo:concerns ?d }")
    assert result.form == "graph"
    assert len(result) == len(set(result.triples)) == 10


def test_a_file_is_as_good_as_a_folder(export: pathlib.Path) -> None:
    assert len(open_store(export)) == len(open_store(export / "graph.ttl"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SELECT ?x WHERE { ?x a ",
            "query, line 1, column 24: the query ends too early; is a } or ) missing?",
        ),
        ("SELECT ?x {\n  ?x a foo:bar }", "query, line 2, column 15: the prefix foo: is not declared"),
        ("SELECT ?x { ?x a kgo:Paper } FOO", "query, line 1, column 30: syntax error at 'FOO'"),
        ("SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }", "neither grouped nor aggregated"),
        ("", "query, line 1, column 1: the query ends too early"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "query, line 1, column 1: this is an update"),
        ("PREFIX a: <b:>\n load <file:///etc/hosts>", "query, line 2, column 2: this is an update"),
    ],
)
def test_a_syntax_error_names_line_and_column(export: pathlib.Path, text: str, expected: str) -> None:
    with pytest.raises(KgError) as caught:
        query(export, text)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_graph_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(KgError, match=r"no graph\.nt or graph\.ttl in this folder; `kg build"):
        query(tmp_path, "ASK {}")
    with pytest.raises(KgError, match="no such file or folder"):
        query(tmp_path / "nowhere", "ASK {}")


def test_a_file_that_is_no_rdf_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "graph.nt").write_bytes(gzip.compress(b"not triples"))
    with pytest.raises(KgError, match=r"graph\.nt: not well-formed N-Triples"):
        query(tmp_path, "ASK {}")
    (tmp_path / "graph.csv").write_text("hello")
    with pytest.raises(KgError, match="not an RDF file by its name"):
        query(tmp_path / "graph.csv", "ASK {}")


def test_a_query_loads_neither_spacy_nor_networkx_nor_rdflib(export: pathlib.Path) -> None:
    program = (
        "import sys, pathlib, kg.sparql as s\n"
        "assert not {m for m in sys.modules if m.split('.')[0] == 'pyoxigraph'}\n"
        f"s.query(pathlib.Path({str(export)!r}), name='who-introduced', parameters={{'concept': 'resnet'}})\n"
        "never = {'spacy', 'networkx', 'rdflib', 'pyvis', 'numpy', 'starlette'}\n"
        "heavy = {m.split('.')[0] for m in sys.modules} & never\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ctrl_c_is_heard_while_a_query_runs(export: pathlib.Path) -> None:
    program = (
        "import pathlib, sys; from kg.sparql import query; query(pathlib.Path(sys.argv[1]), 'ASK {}');"
        "print('ready', flush=True);"
        "query(pathlib.Path(sys.argv[1]),"
        " 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }')"
    )
    asked = subprocess.Popen(
        [sys.executable, "-c", program, str(export)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert asked.stdout is not None
    assert asked.stdout.readline() == "ready\n"
    time.sleep(1)  # the engine is at work: it would be for days
    asked.send_signal(signal.SIGINT)
    try:
        _, complaint = asked.communicate(timeout=30)
    finally:
        asked.kill()
    assert complaint.strip().endswith("KeyboardInterrupt")
