"""Exports: the same statements in every syntax, in the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from kg.errors import KgError
from kg.rdf import FORMATS, Provenance, export, exporting

from .corpus import small
from .graphs import by_pyoxigraph, by_rdflib
from .hostile import knowledge

if TYPE_CHECKING:
    from kg.records import Knowledge

PROVENANCE = Provenance(version="0.1.0", model_name="sample 1", model_hash="sha256:0a1b")
GRAPHS = [name for name in FORMATS if name != "void"]
GOLDEN = Path(__file__).parent / "golden"
KGO = "https://w3id.org/paperkg/ontology#"
PAPER = "https://w3id.org/paperkg/paper/tiny-nets"


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    export(small(), tmp_path, formats=list(FORMATS), provenance=PROVENANCE)
    return tmp_path


@pytest.mark.parametrize("name", ["graph.ttl", "graph.jsonld", "void.ttl"])
def test_files_for_readers_stay_as_they_are(exported: Path, name: str) -> None:
    assert (exported / name).read_text("utf-8") == (GOLDEN / name).read_text("utf-8")


def test_default_formats_are_turtle_ntriples_and_jsonld(tmp_path: Path) -> None:
    files = export(small(), tmp_path / "new", provenance=PROVENANCE)
    assert [f.name for f in files] == ["graph.ttl", "graph.nt", "graph.jsonld"]
    assert sorted(files) == sorted((tmp_path / "new").iterdir())


@pytest.mark.parametrize("name", GRAPHS)
def test_every_syntax_says_the_same_to_every_parser(exported: Path, name: str) -> None:
    expected = set(by_pyoxigraph(exported / "graph.nt"))
    file = exported / FORMATS[name][0]
    written = by_pyoxigraph(file)
    assert len(written) == len(set(written)), "a statement is written twice"
    assert set(written) == expected
    assert by_rdflib(file) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpus=knowledge())
def test_hostile_texts_survive_in_every_syntax(
    tmp_path_factory: pytest.TempPathFactory, corpus: Knowledge
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    export(corpus, folder, formats=list(FORMATS), provenance=PROVENANCE)
    lines = (folder / "graph.nt").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    expected = set(by_pyoxigraph(folder / "graph.nt"))
    assert len(expected) == len(lines)
    titles = {value for _, predicate, value, _ in expected if predicate == "http://purl.org/dc/terms/title"}
    for extraction in corpus.extractions:
        mended = "".join(c if _is_xml(c) else "\ufffd" for c in extraction.paper.title)
        assert mended in titles
    for name in GRAPHS:
        file = folder / FORMATS[name][0]
        written = by_pyoxigraph(file)
        assert len(written) == len(set(written))
        assert set(written) == expected, name
        assert by_rdflib(file) == expected, name


def _is_xml(character: str) -> bool:
    code = ord(character)
    return code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def test_ntriples_and_nquads_are_sorted_and_canonical(exported: Path) -> None:
    for name, syntax in (("graph.nt", ox.RdfFormat.N_TRIPLES), ("graph.nq", ox.RdfFormat.N_QUADS)):
        written = (exported / name).read_bytes()
        parsed = list(ox.parse(written, format=syntax))
        statements = parsed if name == "graph.nq" else [q.triple for q in parsed]
        canonical = ox.serialize(statements, format=syntax)
        assert canonical is not None
        assert written.splitlines() == sorted(canonical.splitlines())


def test_each_paper_is_a_graph_of_its_own_in_nquads_and_trig(exported: Path) -> None:
    for name in ("graph.nq", "graph.trig"):
        store = ox.Store()
        store.load(path=str(exported / name))
        assert {g.value for g in store.named_graphs()} == {
            "https://w3id.org/paperkg/paper/adam-again",
            PAPER,
        }
        inside = {q.subject.value for q in store.quads_for_pattern(None, None, None, ox.NamedNode(PAPER))}
        assert {i.partition("#")[0] for i in inside} == {PAPER}
        shared = {q.subject.value for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
        assert not {s for s in shared if "/paper/" in s}


def test_jsonld_reads_as_plain_json(exported: Path) -> None:
    document = msgspec.json.decode((exported / "graph.jsonld").read_bytes())
    paper = next(node for node in document["@graph"] if node["id"] == "paper:tiny-nets")
    assert paper["title"] == "TinyNet: small networks for pets"
    assert paper["introduces"] == ["method:tinynet"]
    assert paper["year"] == "2024"
    mention = next(node for node in document["@graph"] if node["id"] == "paper:tiny-nets#abstract_22_26")
    assert (mention["quote"], mention["begin"], mention["end"]) == ("Adam", 22, 26)


def test_a_base_moves_every_resource_and_no_term(tmp_path: Path) -> None:
    export(small(), tmp_path, base="http://localhost:8000/kg/", formats=GRAPHS, provenance=PROVENANCE)
    statements = by_pyoxigraph(tmp_path / "graph.nt")
    assert all(s.startswith("http://localhost:8000/kg/") for s, _, _, _ in statements)
    assert any(p == KGO + "concerns" for _, p, _, _ in statements)
    for name in GRAPHS:
        assert set(by_pyoxigraph(tmp_path / FORMATS[name][0])) == set(statements)


@pytest.mark.parametrize(
    "base", ["", "paper", "https://example.org", "urn:x:/", "https://a/b c/", "http://a/../"]
)
def test_an_unusable_base_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(KgError, match="must be an http or https IRI that ends in /"):
        export(small(), tmp_path, base=base, provenance=PROVENANCE)


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="'n3': not known; choose of ttl, nt, jsonld"):
        export(small(), tmp_path, formats=["n3"], provenance=PROVENANCE)
    assert not list(tmp_path.iterdir())


def test_a_licence_must_be_an_address(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="licence 'MIT': must be a web address"):
        export(small(), tmp_path, provenance=Provenance("1", licence="MIT"))


def test_a_time_is_stated_only_where_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    export(small(), tmp_path, formats=["nt"], provenance=PROVENANCE)
    assert "dateTime" not in (tmp_path / "graph.nt").read_text("utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    export(small(), tmp_path, formats=["nt"], provenance=PROVENANCE)
    assert '"2023-11-14T22:13:20Z"' in (tmp_path / "graph.nt").read_text("utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(KgError, match="whole number of seconds"):
        export(small(), tmp_path, formats=["nt"], provenance=PROVENANCE)


_SCRIPT = """
import sys
from pathlib import Path
from kg.rdf import FORMATS, Provenance, export
from corpus import small
export(small(), Path(sys.argv[1]), formats=list(FORMATS), provenance=Provenance("1"))
"""


def test_hash_seed_changes_no_byte(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    for seed in ("0", "4711"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{root}{os.pathsep}{Path(__file__).parent}",
        }
        command = [sys.executable, "-c", _SCRIPT, str(tmp_path / seed)]
        subprocess.run(command, check=True, env=environment, cwd=root)
    first, second = ({f.name: f.read_bytes() for f in (tmp_path / seed).iterdir()} for seed in ("0", "4711"))
    assert len(first) == len(FORMATS)
    assert first == second


@pytest.mark.parametrize(("jobs", "processes"), [(1, 0), (2, 1), (3, 2), (8, 2)])
def test_processes_beside_write_the_same_bytes(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, processes: int
) -> None:
    monkeypatch.setattr(sys.modules["kg.rdf.export"], "MANY", 1)
    started: list[object] = []
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(a) or popen(*a, **k))
    paths = export(small(), tmp_path / "beside", formats=list(FORMATS), provenance=PROVENANCE, jobs=jobs)
    assert len(started) == processes
    assert [path.name for path in paths] == [name for name, _ in FORMATS.values()]
    for path in paths:
        assert path.read_bytes() == (exported / path.name).read_bytes(), path.name


def test_what_is_done_meanwhile_goes_on_beside_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["kg.rdf.export"], "MANY", 1)
    with exporting(small(), tmp_path, formats=("ttl", "nt"), provenance=PROVENANCE, jobs=2) as write_rest:
        assert not (tmp_path / "graph.nt").exists()
        write_rest()
        assert (tmp_path / "graph.nt").exists()
        late = time.monotonic() + 60
        while not (tmp_path / "graph.ttl").exists():
            assert time.monotonic() < late, "the process waits for the end of the block"
            time.sleep(0.01)


def test_what_fails_meanwhile_ends_the_process_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["kg.rdf.export"], "MANY", 1)
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: started.append(process := popen(*a, **k)) or process
    )
    with (
        pytest.raises(ZeroDivisionError),
        exporting(small(), tmp_path, formats=("ttl", "nt"), provenance=PROVENANCE, jobs=2),
    ):
        1 / 0  # noqa: B018
    assert [process.poll() is None for process in started] == [False]


@pytest.mark.parametrize("jobs", [2, 3])
@pytest.mark.parametrize("name", ["graph.ttl", "graph.nt"])
def test_what_a_process_beside_cannot_do_is_an_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, jobs: int
) -> None:
    monkeypatch.setattr(sys.modules["kg.rdf.export"], "MANY", 1)
    (tmp_path / name).mkdir()
    with pytest.raises(KgError, match=rf"{name}: cannot be written"):
        export(small(), tmp_path, formats=("ttl", "nt"), provenance=PROVENANCE, jobs=jobs)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
