import base64
import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import msgspec
import pytest

from kg.errors import KgError
from kg.records import Knowledge
from kg.view import network, write_page
from kg.view.bundle import bundle
from kg.view.overview import LIMIT
from kg.view.style import LOOKS

WRITE = """
import sys, msgspec
from pathlib import Path
from kg.records import Knowledge
from kg.view import write_page
knowledge = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=Knowledge)
write_page(knowledge, Path(sys.argv[2]), title="Street pictures")
"""


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": [], "title": [], "h1": []}
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag in self.texts:
            self._in = tag
            self.texts[tag].append("")

    def handle_endtag(self, _tag):
        self._in = ""

    def handle_data(self, data):
        if self._in:
            self.texts[self._in][-1] += data


@pytest.fixture(scope="module")
def html(small, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "graph.html"
    write_page(small, path, title="Street <b>pictures</b> & more", provenance={"Built from": "papers.txt"})
    return path.read_text(encoding="utf-8")


def test_same_bytes_whatever_the_hash_seed(small, tmp_path):
    data = tmp_path / "knowledge.bin"
    data.write_bytes(msgspec.msgpack.encode(small))
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", WRITE, data, tmp_path / f"{seed}.html"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
        )
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_nothing_is_loaded_from_elsewhere(html):
    for tag, attributes in Elements(html).found:
        for name in ("src", "href", "action", "poster", "data"):
            value = attributes.get(name) or ""
            assert not re.match(r"(?:[a-z]+:)?//", value), f"<{tag} {name}={value}>"
    assert "@import" not in html
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", html)


def test_policy_allows_this_file_alone(html):
    elements = Elements(html)
    (policy,) = (a["content"] for t, a in elements.found if t == "meta" and "http-equiv" in a)
    assert "unsafe" not in policy
    assert "connect-src 'none'" in policy
    run = [
        text
        for (_, attributes), text in zip(
            [e for e in elements.found if e[0] == "script"], elements.texts["script"], strict=True
        )
        if "type" not in attributes
    ]
    for text in [*run, *elements.texts["style"]]:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_title_is_text(html):
    elements = Elements(html)
    assert elements.texts["title"] == elements.texts["h1"] == ["Street <b>pictures</b> & more"]


def test_no_markup_in_the_data(html):
    data = re.search(r'<script type="application/json" id="kg-first">(.*?)</script>', html, re.DOTALL)
    assert data
    assert not re.search(r"[<>&]", data[1])


def test_unwritable_place_is_told(small, tmp_path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(KgError, match="cannot be written"):
        write_page(small, tmp_path / "file" / "graph.html", title="x")


def test_an_empty_corpus_has_a_page(tmp_path):
    write_page(Knowledge((), (), {}), tmp_path / "graph.html", title="Nothing")
    assert (tmp_path / "graph.html").stat().st_size > 100_000


def test_network_is_placed_and_still(small):
    net = network(small)
    assert [n["id"] for n in net.nodes] == net.get_nodes()
    assert {n["shape"] for n in net.nodes} <= {look.shape for look in LOOKS.values()}
    assert all({"x", "y", "size", "label", "color"} <= n.keys() for n in net.nodes)
    assert net.options["physics"]["enabled"] is False
    assert {"method/lanternnet", "method/mothnet"} in [{e["from"], e["to"]} for e in net.edges]


def test_first_view_is_small_whatever_the_corpus(gold):
    net = network(gold)
    assert len(net.nodes) == LIMIT
    assert LIMIT / 2 < len(net.edges) < 4 * LIMIT


def test_shapes_differ_for_those_who_see_no_colour():
    assert len({look.shape for look in LOOKS.values()}) == len(LOOKS)


def test_scripts_are_one_script():
    script = bundle()
    assert script == bundle()
    assert not re.search(r"^(?:import|export) ", script, re.MULTILINE)
    assert script.index("const m_dom") < script.index("const m_main")
