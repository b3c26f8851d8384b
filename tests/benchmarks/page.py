"""Measures the page against plain pyvis and force-graph on the same papers, in one run.

    python tests/benchmarks/page.py [--sizes 204 1594 20000] [--force-graph force-graph.min.js] [--out DIR]
    python tests/benchmarks/page.py --open graph.html...
    python tests/benchmarks/page.py --share PAPERS...

The second form measures pages that are there, the third builds the graph of each input afresh and tells what
part of the time the page takes.

Papers are the annotated ones of ``../shared/data/gold``; beyond those, the 20,000 of
``../shared/data/corpus`` with the annotated surface forms found in them by plain string matching, and pairs
of words of the titles as concepts of their own. Rivals draw the whole graph (papers, concepts, roles), as
their users do. A rival that is not ready after ``LIMIT`` seconds, or whose page cannot be made in that time,
is given up.

Columns: seconds to make the file; its size; seconds until it can be used (pyvis: its loading bar is gone);
seconds of the main thread's own work until then; frames a second while a node (rivals: the picture) is
dragged; milliseconds of the main thread's work for each frame; memory of the tab (proportional set size).
The two of the main thread count its processor time, which other programs on the machine hardly change.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kg.extract.gold import read_gold
from kg.link import link
from kg.records import (
    Claim,
    ClaimKind,
    Entity,
    Extraction,
    Knowledge,
    Mention,
    Paper,
    Role,
    Span,
)
from kg.view import write_page

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[3] / "shared" / "data"
LIMIT = 60.0
CHROMIUM = "/usr/bin/chromium"
COLUMNS = (
    "papers",
    "nodes",
    "page",
    "made s",
    "file MB",
    "ready s",
    "work s",
    "frames/s",
    "frame ms",
    "tab MB",
    "more",
)


def corpus(size: int) -> Knowledge:
    """Return ``size`` papers, linked."""
    gold = list(read_gold(DATA / "gold" / "train.jsonl"))
    extractions = gold[:size]
    if size > len(gold):
        extractions = list(itertools.islice(_matched(gold), size))
    return link(extractions)


def _matched(gold: list[Extraction]) -> Iterator[Extraction]:
    forms: dict[str, tuple[Any, str]] = {}
    for x in gold:
        for m in x.mentions:
            entity = x.entities[m.entity]
            if len(m.text) > 3:
                forms.setdefault(m.text.lower(), (entity.type, entity.name))
    word = re.compile(r"\w[\w-]*")
    roles = tuple(Role)
    with gzip.open(DATA / "corpus" / "papers-20k.jsonl.gz") as lines:
        for number, line in enumerate(lines):
            raw = msgspec.json.decode(line)
            paper = Paper(
                id=raw["id"],
                title=raw["title"],
                abstract=raw["abstract"] or "",
                authors=tuple(raw["authors"] or ()),
                year=raw["year"],
                venue=raw["venue"] or "",
            )
            words = [(m.start(), m.end()) for m in word.finditer(paper.abstract)]
            entities: dict[tuple[Any, str], int] = {}
            mentions = []
            for i, (start, _) in enumerate(words):
                for length in (4, 3, 2, 1):
                    if i + length > len(words):
                        continue
                    end = words[i + length - 1][1]
                    found = forms.get(paper.abstract[start:end].lower())
                    if found:
                        entity = entities.setdefault(found, len(entities))
                        mentions.append(
                            Mention(Span("abstract", start, end), paper.abstract[start:end], entity, 0.9)
                        )
                        break
            titled = [(m.start(), m.end()) for m in word.finditer(paper.title)]
            for (start, _), (_, end) in zip(titled[::2], titled[1::2], strict=False):
                entity = entities.setdefault(("Method", paper.title[start:end]), len(entities))
                mentions.append(Mention(Span("title", start, end), paper.title[start:end], entity, 0.6))
            named = tuple(
                Entity(kind, name, roles[(number + i) % 6]) for i, (kind, name) in enumerate(entities)
            )
            claims = tuple(
                Claim(
                    Span("abstract", m.start(), m.end()),
                    m[0],
                    tuple(ClaimKind)[number % 4],
                    about=(0,) if named else (),
                )
                for m in itertools.islice(re.finditer(r"We [^.]+\.", paper.abstract), 2)
            )
            yield Extraction(paper, named, tuple(mentions), (), claims)


def whole(knowledge: Knowledge) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return all nodes with their labels, and all edges from paper to concept."""
    nodes = [(c.id, c.label) for c in knowledge.concepts]
    nodes += [(x.paper.id, x.paper.title) for x in knowledge.extractions]
    edges = [(paper, c) for paper, concepts in knowledge.links.items() for c in dict.fromkeys(concepts)]
    return nodes, edges


def write_pyvis(knowledge: Knowledge, path: Path) -> None:
    """Write what pyvis makes as it comes, without its CDN."""
    from pyvis.network import Network

    nodes, edges = whole(knowledge)
    net = Network(cdn_resources="in_line")
    deadline = time.perf_counter() + LIMIT
    for i, (node, label) in enumerate(nodes):
        net.add_node(node, label=label)
        if i % 500 == 0 and time.perf_counter() > deadline:
            raise TimeoutError
    for i, (a, b) in enumerate(edges):
        net.add_edge(a, b)
        if i % 500 == 0 and time.perf_counter() > deadline:
            raise TimeoutError
    html = net.generate_html()
    html = re.sub(r"<(?:link|script)[^>]*(?:cdn|cdnjs)[^>]*>(?:</script>)?", "", html)
    mark = "<script>window.addEventListener('load',()=>network.once('stabilizationIterationsDone',()=>"
    path.write_text(
        html + mark + "document.documentElement.dataset.ready='true'))</script>", encoding="utf-8"
    )


def write_force_graph(knowledge: Knowledge, path: Path, library: Path) -> None:
    """Write force-graph's smallest page."""
    nodes, edges = whole(knowledge)
    data = json.dumps(
        {
            "nodes": [{"id": n, "name": label} for n, label in nodes],
            "links": [{"source": a, "target": b} for a, b in edges],
        }
    ).replace("<", "\\u003c")
    path.write_text(
        "<!doctype html><meta charset=utf-8><div id=g></div>"
        f"<script>{library.read_text(encoding='utf-8')}</script>"
        f"<script>const G = new ForceGraph(document.getElementById('g')).graphData({data})"
        ".onEngineTick(() => document.documentElement.dataset.ready = 'true')</script>",
        encoding="utf-8",
    )


FRAMES = """() => { window.__frames = 0; window.__on = true;
  const tick = () => { window.__frames += 1; if (window.__on) requestAnimationFrame(tick); };
  requestAnimationFrame(tick); window.__from = performance.now(); }"""
TOLD = """() => { window.__on = false; const seconds = (performance.now() - window.__from) / 1000;
  return [window.__frames, window.__frames / seconds]; }"""


def measure(path: Path, *, ours: bool) -> dict[str, float | str]:
    """Open ``path`` with the network off; return seconds to ready, frames a second, memory in MB."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        try:
            context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
            page = context.new_page()
            tools = context.new_cdp_session(page)
            tools.send("Performance.enable", {"timeDomain": "threadTicks"})
            start = time.perf_counter()
            try:
                page.goto(path.as_uri(), wait_until="commit", timeout=LIMIT * 1000)
                page.wait_for_selector("html[data-ready]", state="attached", timeout=LIMIT * 1000)
            except Error:
                return {
                    "ready": f">{LIMIT:.0f}",
                    "fps": "",
                    "MB": _renderer_memory(),
                    "work": "",
                    "frame": "",
                }
            ready = time.perf_counter() - start
            work = _work(tools)
            page.wait_for_timeout(1500)
            x, y = _first_node(page) if ours else (720, 450)
            page.mouse.move(x, y)
            page.mouse.down()
            page.evaluate(FRAMES)
            before = _work(tools)
            began = time.perf_counter()
            step = 0
            while time.perf_counter() - began < 3:
                step += 1
                page.mouse.move(x + 90 * ((step % 40) / 20 - 1), y + 60 * ((step % 23) / 11 - 1))
                page.wait_for_timeout(12)
            frames, fps = page.evaluate(TOLD)
            frame = 1000 * (_work(tools) - before) / max(1, frames)
            page.mouse.up()
            page.wait_for_timeout(500)
            found = {"ready": round(ready, 2), "fps": round(fps), "MB": _renderer_memory()}
            found |= {"work": round(work, 2), "frame": round(frame, 1)}
            if ours:
                found |= _search(page)
            return found
        finally:
            browser.close()


def share(papers: Path) -> tuple[float, float]:
    """Return the seconds of a fresh ``kg build`` of ``papers``, and those of them that went into the page."""
    import kg.view
    from kg.build import build

    spent = 0.0

    def timed(*given: Any, **named: Any) -> None:
        nonlocal spent
        start = time.perf_counter()
        write_page(*given, **named)
        spent += time.perf_counter() - start

    kg.view.write_page = timed
    try:
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            build(papers, folder)
            return time.perf_counter() - start, spent
    finally:
        kg.view.write_page = write_page


def _work(tools: Any) -> float:
    """Return the processor seconds that the page's main thread has spent in tasks."""
    metrics = {m["name"]: m["value"] for m in tools.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def _first_node(page: Any) -> tuple[float, float]:
    box = page.locator("#canvas canvas").bounding_box()
    at = page.evaluate("() => paperkg.drawing.spot()")
    return box["x"] + at["x"], box["y"] + at["y"]


def _search(page: Any) -> dict[str, float]:
    """Time from a key to the list of hits, at the median of the letters of a name."""
    page.keyboard.press("Escape")
    took = page.evaluate(
        """() => { const t = []; for (const q of ["n", "ne", "neu", "neural", "neural net", "zzz", "ing"]) {
        const s = performance.now(); paperkg.index.find(q, 40); t.push(performance.now() - s); }
        return t.sort((a, b) => a - b); }"""
    )
    return {"search ms": round(took[len(took) // 2], 1), "search worst ms": round(took[-1], 1)}


def _renderer_memory() -> int:
    """Return the proportional memory of the largest renderer process, in MB."""
    most = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                found = re.search(r"^Pss:\s+(\d+) kB", (process / "smaps_rollup").read_text(), re.MULTILINE)
                most = max(most, int(found[1]) if found else 0)
        except OSError:
            continue
    return most // 1024


def main() -> None:
    """Print one line for each size and way of drawing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[204, 1594, 20000])
    parser.add_argument("--force-graph", type=Path)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "paperkg-page")
    parser.add_argument("--open", type=Path, nargs="+")
    parser.add_argument("--share", type=Path, nargs="+")
    options = parser.parse_args()
    if options.share:
        print("| papers | build s | page s | share |\n| --- | --- | --- | --- |")
        for papers in options.share:
            took, page = share(papers)
            print(f"| {papers.name} | {took:.1f} | {page:.1f} | {page / took:.1%} |", flush=True)
        return
    if options.open:
        print("| page | file MB | ready s | work s | frames/s | frame ms | tab MB |\n|" + " --- |" * 7)
        for page in options.open:
            found = measure(page.resolve(), ours=True)
            told = " | ".join(str(found[key]) for key in ("ready", "work", "fps", "frame", "MB"))
            print(f"| {page} | {page.stat().st_size / 1e6:.2f} | {told} |", flush=True)
        return
    options.out.mkdir(parents=True, exist_ok=True)
    print(
        "| papers | nodes | page | made s | file MB | ready s | work s | frames/s | frame ms | tab MB | more |"  # noqa: E501
    )
    print("|" + " --- |" * 11)
    for size in options.sizes:
        knowledge = corpus(size)
        ways: list[tuple[str, Any]] = [("paperkg", lambda k, p: write_page(k, p, title="Benchmark"))]
        if not options.only_ours:
            ways.append(("pyvis", write_pyvis))
            if options.force_graph:
                ways.append(("force-graph", lambda k, p: write_force_graph(k, p, options.force_graph)))
        nodes = len(knowledge.concepts) + len(knowledge.extractions)
        for name, write in ways:
            path = options.out / f"{name}-{size}.html"
            start = time.perf_counter()
            try:
                write(knowledge, path)
            except TimeoutError:
                print(f"| {size:,} | {nodes:,} | {name} | >{LIMIT:.0f} | | | | | | | |", flush=True)
                continue
            made = time.perf_counter() - start
            found = measure(path, ours=name == "paperkg")
            more = ", ".join(
                f"{k} {v}" for k, v in found.items() if k not in {"ready", "fps", "MB", "work", "frame"}
            )
            cells = (found["ready"], found["work"], found["fps"], found["frame"], found["MB"], more)
            told = " | ".join(str(cell) for cell in cells)
            print(
                f"| {size:,} | {nodes:,} | {name} | {made:.1f} | {path.stat().st_size / 1e6:.2f} | {told} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
