"""Whatever stands in titles, names and numbers is text: nothing of it runs or asks for anything."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest

from kg.graph.measures import Community
from kg.records import (
    Claim,
    ClaimKind,
    Concept,
    ConceptRelation,
    Entity,
    Evidence,
    Extraction,
    Knowledge,
    Mention,
    Paper,
    RelationKind,
    Result,
    Role,
    Span,
)

pytestmark = pytest.mark.browser

RUN = "window.ran=1"
HOSTILE = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"<!--<script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}'>href</a>",
    f"javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f'" onmouseover="{RUN}" x="',
    f"' onfocus='{RUN}' autofocus='",
    f"`-{RUN}-`",
    f"${{{RUN}}}",
    f"{{{{{RUN}}}}}",
    "{% raise %}",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"<details open ontoggle={RUN}>",
    f"<body onload={RUN}>",
    f"<style>@import 'https://evil.example/x.css';</style><p onclick={RUN}>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<img src=https://evil.example/pixel.png>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=q autofocus>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={RUN}>",
    "]]>",
    '=HYPERLINK("https://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    'quote " backslash \\ newline \n tab \t end',
    "\u2028line\u2029separators\u0000\u0001\u001b[31m",
    "\u202eright to left\u202c \u0301combining \ufeff",
    "__proto__",
    "constructor",
    "\U0001d54f " * 3 + "\U0001f408" + "x" * 3000,
)


def hostile_corpus() -> Knowledge:
    """Put each string into every field; names are unique so that no two concepts are one."""
    extractions, concepts, links = [], [], {}
    types = itertools.cycle(("Method", "Dataset", "Task"))
    for i, bad in enumerate(HOSTILE):
        kinds = [next(types), next(types)]
        ids = tuple(f"{kind.lower()}/h{i}-{k}" for k, kind in enumerate(kinds))
        concepts += [
            Concept(c, kind, bad, (f"{bad} alias", bad * 2), 1, wikidata=bad)
            for c, kind in zip(ids, kinds, strict=True)
        ]
        abstract = f"{bad} and {bad}"
        spans = (Span("abstract", 0, len(bad)), Span("abstract", len(abstract) - len(bad), len(abstract)))
        paper = Paper(
            id=f"p{i:02}",
            title=bad,
            abstract=abstract,
            authors=(bad, f"{bad}, {bad}"),
            year=1990 + i,
            venue=bad,
            doi=bad,
            arxiv=bad,
            url=bad,
            keywords=(bad,),
            sources=(bad,),
            source_ids=(bad,),
        )
        extractions.append(
            Extraction(
                paper,
                tuple(
                    Entity(kind, bad, role)
                    for kind, role in zip(kinds, (Role.INTRODUCES, Role.USES), strict=True)
                ),
                tuple(Mention(span, bad, entity) for entity, span in enumerate(spans)),
                (),
                (Claim(Span("abstract", 0, len(abstract)), abstract, ClaimKind.FINDING, (0, 1), (bad,)),),
                (Result(f"{bad} 1.5", 0, bad, 0, 1),),
            )
        )
        links[paper.id] = ids
    concepts.sort(key=lambda c: c.id)
    relations = tuple(
        ConceptRelation(ids[0], RelationKind.USED_FOR, ids[1], (Evidence(p, Span("title", 0, 4)),), 0.5)
        for p, ids in sorted(links.items())
    )
    return Knowledge(tuple(extractions), tuple(concepts), links, relations)


def everything(page) -> dict[str, list[str]]:
    return page.evaluate(
        "(c => ({ ids: Array.from({ length: c.size }, (_, i) => c.id(i)), "
        "pairs: c.relations.map(r => `${c.id(r.subject)}|${c.id(r.object)}`) }))(paperkg.corpus)"
    )


def untouched(page) -> None:
    assert page.evaluate("window.ran") is None
    assert page.locator("iframe, form, base, body img, object, embed").count() == 0
    assert page.locator("body script:not([type])").count() == 2
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    allowed = ("file:", "https://doi.org/", "https://arxiv.org/abs/", "https://www.wikidata.org/wiki/Q")
    assert [h for h in hrefs if not h.startswith(allowed)] == []


def test_nothing_runs_in_any_view(opened):
    told = {
        "title": HOSTILE[1],
        "provenance": {bad[:60]: bad for bad in HOSTILE},
        "communities": [
            Community(bad, (f"{kind}/h{i}-0",))
            for i, bad in enumerate(HOSTILE)
            for kind in ("method", "dataset", "task")
        ],
    }
    page = opened(hostile_corpus(), "#type=Method,Dataset,Task,Paper", told=told)
    untouched(page)
    assert page.locator("h1").inner_text() == HOSTILE[1]
    known = everything(page)
    for node in known["ids"]:
        page.evaluate(
            "async id => { paperkg.store.set({ node: id, pair: '' }); await paperkg.settled; }", node
        )
    untouched(page)
    for pair in known["pairs"]:
        page.evaluate(
            "async id => { paperkg.store.set({ pair: id, node: '' }); await paperkg.settled; }", pair
        )
    untouched(page)
    for view in ("table", "matrix", "results", "graph"):
        for rows in ("concepts", "papers"):
            page.evaluate("([view, rows]) => paperkg.store.set({ view, rows })", [view, rows])
            untouched(page)
    for bad in HOSTILE:
        page.get_by_role("combobox", name="Search concepts and papers").fill(bad[:200])
    untouched(page)
    page.keyboard.press("Escape")
    for key in ("node", "pair", "focus", "path", "type", "sort", "metric", "open", "community", "years"):
        page.evaluate(
            "([key, text]) => { location.hash = `${key}=${encodeURIComponent(text)}`; }",
            [key, "".join(HOSTILE)],
        )
    untouched(page)


def test_exports_stay_well_formed(opened):
    page = opened(
        hostile_corpus(), "#type=Method,Dataset,Task,Paper", permissions=["clipboard-read", "clipboard-write"]
    )

    def saved(name: str) -> bytes:
        page.get_by_role("button", name="Save what is shown").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        return Path(download.value.path()).read_bytes()

    ET.fromstring(saved("Drawing (SVG)"))  # noqa: S314  (our own file)
    graphml = ET.fromstring(saved("Graph (GraphML)"))  # noqa: S314  (our own file)
    assert len(graphml.findall(".//{http://graphml.graphdrawing.org/xmlns}node")) == 3 * len(HOSTILE)
    store = pyoxigraph.Store()
    store.load(saved("Linked data (Turtle)"), format=pyoxigraph.RdfFormat.TURTLE)
    labels = {
        q.object.value
        for q in store.quads_for_pattern(None, pyoxigraph.NamedNode("http://purl.org/dc/terms/title"), None)
    }
    assert labels == set(HOSTILE)
    rows = list(csv.reader(io.StringIO(saved("Edges (CSV)").decode(), newline="")))
    assert {len(row) for row in rows} == {8}
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    page.evaluate(
        "paperkg.corrections.add({ action: 'rename', concept: 'task/h1-0', target: 'a\\nb \"c\", d' })"
    )
    assert page.evaluate("paperkg.corrections.text()").count("\n") == 2


TURNS = ("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069")
"""Characters that turn the direction of text, up to the end of the paragraph where nothing ends them."""


def test_no_text_is_turned_around(opened):
    """A title with a turning character shows what it holds, and leaves what stands beside it alone."""
    bad = f"plan {''.join(TURNS)} gnp.exe"
    extraction = Extraction(
        Paper(id="p1", title=bad, abstract=f"{bad}. It is {bad}.", authors=(bad,), year=2020, venue=bad),
        (Entity("Method", bad, Role.INTRODUCES), Entity("Dataset", f"set {bad}", Role.EVALUATES_ON)),
        (Mention(Span("title", 0, len(bad)), bad, 0), Mention(Span("abstract", 0, len(bad)), bad, 1)),
        (),
        (Claim(Span("abstract", 0, len(bad)), bad, ClaimKind.PERFORMANCE, (0, 1)),),
        (Result(bad, 0, bad, 0, 1),),
    )
    concepts = (
        Concept("dataset/b", "Dataset", f"set {bad}", (f"{bad} alias",), 1),
        Concept("method/a", "Method", bad, (f"{bad} alias",), 1),
    )
    knowledge = Knowledge((extraction,), concepts, {"p1": ("method/a", "dataset/b")}, ())
    page = opened(knowledge, "#min=1", told={"title": bad, "provenance": {"Built from": bad}})
    turned = """turns => {
      const told = [document.title];
      for (const e of document.querySelectorAll("html *:not(script)")) {
        told.push(...["aria-label", "title", "placeholder"].map(name => e.getAttribute(name) ?? ""));
        told.push(...[...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.data));
      }
      return told.filter(text => turns.some(t => text.includes(t)));
    }"""
    for place in (
        "#min=1",
        "#node=method/a",
        "#node=paper/p1",
        "#pair=dataset/b|method/a",
        "#focus=method/a",
        "#path=method/a|dataset/b",
        "#view=table",
        "#view=table&rows=papers",
        "#view=matrix",
        "#view=results",
    ):
        page.evaluate("place => paperkg.store.become(paperkg.store.parse(place))", place)
        page.evaluate("async () => { await paperkg.settled; await paperkg.filling; }")
        assert page.evaluate(turned, list(TURNS)) == [], place
    page.get_by_role("combobox", name="Search concepts and papers").fill("alias")
    assert page.locator(".options [role=option]").count() == 2
    assert page.evaluate(turned, list(TURNS)) == []
    page.evaluate("paperkg.store.set({ view: 'graph' })")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save what is shown").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Drawing (SVG)").click()
    drawing = Path(download.value.path()).read_text(encoding="utf-8")
    assert not any(t in drawing for t in TURNS)
    page.get_by_role("button", name="Save what is shown").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Linked data (Turtle)").click()
    assert bad in Path(download.value.path()).read_text(encoding="utf-8")
