"""The files of an export, as the links of its page ask for them; and that no others are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sparql_corpus import turtle
from sparql_server import running

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

    from sparql_server import Server

MEDIA_TYPES = {
    "graph.ttl": "text/turtle",
    "graph.nt": "application/n-triples",
    "graph.jsonld": "application/ld+json",
    "void.ttl": "text/turtle",
    "graph.graphml": "application/xml",
    "extractions.jsonl": "application/jsonl",
    "report.json": "application/json",
}
NO_FILES = (
    "graph.html.part",
    "secret.txt",
    ".store/a",
    "graph.nq",
    "fine/report.json",
    "graph.ttl/",
    "GRAPH.TTL",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Return a folder with every file of an export, and some that are none."""
    folder = tmp_path_factory.mktemp("whole")
    for name in MEDIA_TYPES:
        (folder / name).write_text(f"contents of {name}: é\n" * 20_000, encoding="utf-8")
    (folder / "graph.nt").write_text("", encoding="ascii")
    (folder / "graph.ttl").write_text(turtle(), encoding="utf-8")
    for name in NO_FILES[:5]:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("for my eyes only")
    return folder


@pytest.fixture(scope="module")
def whole(folder: pathlib.Path) -> Iterator[Server]:
    """Run a server over that folder."""
    with running(folder, at_once=1, spare=0) as server:
        yield server


@pytest.mark.parametrize("name", MEDIA_TYPES)
@pytest.mark.parametrize("place", ["/", "/files/"])
def test_each_file_of_an_export_is_given(folder: pathlib.Path, whole: Server, place: str, name: str) -> None:
    contents = (folder / name).read_bytes()
    reply = whole.get(place + name, accept="text/html")
    assert (reply.status, reply.type, reply.body) == (200, MEDIA_TYPES[name], contents)
    head = whole.request("HEAD", place + name)
    assert (head.status, head.type, head.body) == (200, MEDIA_TYPES[name], b"")
    assert head.headers["content-length"] == str(len(contents))
    assert whole.request("POST", place + name).status == 405


@pytest.mark.parametrize("name", NO_FILES)
@pytest.mark.parametrize("place", ["/", "/files/"])
def test_no_other_file_is_given(whole: Server, place: str, name: str) -> None:
    for method in ("GET", "HEAD"):
        reply = whole.request(method, place + name)
        assert reply.status in {404, 405}, name
        assert b"for my eyes" not in reply.body


def test_a_file_that_was_not_built_is_404(export: pathlib.Path, server: Server) -> None:
    assert not (export / "report.json").exists()
    assert (server.get("/report.json").status, server.get("/files/report.json").status) == (404, 404)


def test_links_are_not_followed(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "graph.ttl").write_text(turtle(), encoding="utf-8")
    (folder / "notes.txt").write_text("secret")
    (tmp_path / "other").write_text("secret")
    links = {
        "graph.jsonld": tmp_path / "other",
        "graph.html": tmp_path / "other",
        "report.json": folder / "notes.txt",
        "void.ttl": folder / "void.ttl",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    (tmp_path / "short").symlink_to(folder)
    # The folder itself may be reached through a link: that is the choice of whoever serves it.
    with running(tmp_path / "short", at_once=1, spare=0) as server:
        for place in ("/", "/files/"):
            for name in links:
                reply = server.get(place + name)
                assert (reply.status, b"secret" in reply.body) == (404, False), place + name
            assert server.get(place + "graph.ttl").body == (folder / "graph.ttl").read_bytes()
        home = server.get("/")
        assert "secret" not in home.text
        assert "/files/graph.ttl" in home.text
        assert "/files/graph.jsonld" not in home.text
