"""Papers to show and a browser to show them in."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from kg.extract.gold import read_gold
from kg.link import link
from kg.records import (
    Claim,
    ClaimKind,
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
from kg.view import write_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "data" / "gold" / "train.jsonl"
_MARK = re.compile(r"\{(\w+):(\w+)\|([^}]+)\}")
_CLAIM = re.compile(r"(performance|finding|theory|capability)> ")


def annotated(number: int, title: str, *sentences: str, **known: Any) -> Extraction:
    """Make an extraction from text that marks its concepts as ``{Type:role|surface}``.

    A sentence that starts with ``finding>`` or another kind is a claim about what it mentions.
    """
    entities: dict[tuple[str, str], int] = {}
    kinds: list[Entity] = []
    mentions: list[Mention] = []

    def plain(text: str, field: Any, offset: int) -> str:
        out = ""
        end = 0
        for m in _MARK.finditer(text):
            out += text[end : m.start()]
            kind, role, surface = m.groups()
            key = (kind, surface.lower())
            if key not in entities:
                entities[key] = len(kinds)
                kinds.append(Entity(kind, surface, Role(role)))
            start = offset + len(out)
            mentions.append(Mention(Span(field, start, start + len(surface)), surface, entities[key], 0.9))
            out += surface
            end = m.end()
        return out + text[end:]

    name = plain(title, "title", 0)
    abstract = ""
    claims = []
    for sentence in sentences:
        kind = _CLAIM.match(sentence)
        start = len(abstract) + bool(abstract)
        before = len(mentions)
        text = plain(sentence[kind.end() if kind else 0 :], "abstract", start)
        abstract = f"{abstract} {text}".strip()
        if kind:
            about = tuple(dict.fromkeys(m.entity for m in mentions[before:]))
            claims.append(
                Claim(Span("abstract", start, len(abstract)), text, ClaimKind(kind[1]), about, confidence=0.8)
            )
    results = tuple(
        Result(value, claim, metric, *(entities.get((t, n.lower())) for t, n in on.items()))
        for value, claim, metric, on in known.pop("results", ())
    )
    paper = Paper(id=f"p{number:02}", title=name, abstract=abstract, **known)
    return Extraction(paper, tuple(kinds), tuple(mentions), (), tuple(claims), results)


def small_corpus() -> list[Extraction]:
    """Return a few papers about tagging street pictures, made up."""
    pictures = "{Dataset:evaluates_on|StreetSet}"
    return [
        annotated(
            1,
            "{Method:introduces|LanternNet}: reading street pictures",
            "{Task:studies|Image tagging} of streets is hard at night.",
            "We present {Method:introduces|LanternNet}, a {Method:uses|convolutional network} for it.",
            f"performance> {{Method:introduces|LanternNet}} reaches 81.5% accuracy on {pictures}.",
            authors=("Ada Rivers", "Bo Lindqvist"),
            year=2016,
            venue="Journal of Made-up Vision",
            doi="10.1234/lantern.2016",
            results=[("81.5%", 0, "accuracy", {"Method": "LanternNet", "Dataset": "StreetSet"})],
        ),
        annotated(
            2,
            "Night streets with {Method:uses|LanternNet}",
            "{Method:uses|LanternNet} and {Method:introduces|MothNet} are compared on " + pictures + ".",
            f"performance> {{Method:introduces|MothNet}} reaches 84.0% accuracy on {pictures}, "
            "ahead of {Method:compares_with|LanternNet}.",
            "capability> {Method:introduces|MothNet} runs on a telephone.",
            authors=("Chen Wei",),
            year=2018,
            venue="Workshop on Lamps",
            arxiv="1801.00001",
            results=[("84.0%", 0, "accuracy", {"Method": "MothNet", "Dataset": "StreetSet"})],
        ),
        annotated(
            3,
            "Why {Method:studies|convolutional network}s see edges",
            "theory> A {Method:studies|convolutional network} prefers edges whatever the labels of "
            "{Task:studies|image tagging} are.",
            authors=("Dara Okafor",),
            year=2019,
            url="https://papers.example/edges",
        ),
        annotated(
            4,
            "Tagging with few labels",
            "{Task:studies|Image tagging} with {Method:uses|self-training} needs fewer labels.",
            "finding> {Method:uses|Self-training} helps a {Method:uses|convolutional network} on "
            "{Dataset:evaluates_on|StreetSet} and {Dataset:evaluates_on|CatNight}.",
            authors=("Ada Rivers",),
            year=2020,
        ),
        annotated(
            5,
            "{Dataset:introduces|CatNight}: cats at night",
            "We collect {Dataset:introduces|CatNight} for {Task:studies|image tagging} 🐈 of animals.",
            "finding> {Method:compares_with|MothNet} finds more cats than {Method:compares_with|LanternNet}.",
            year=2021,
        ),
        annotated(
            6,
            "{Method:introduces|Owl attention} for {Task:studies|speech search}",
            "{Method:introduces|Owl attention} finds words in {Dataset:evaluates_on|HootTalk}.",
            year=2021,
        ),
        annotated(
            7,
            "{Method:uses|Owl attention} and {Method:uses|self-training} for {Task:studies|speech search}",
            "finding> {Method:uses|Self-training} with {Method:uses|owl attention} works on "
            "{Dataset:evaluates_on|HootTalk}.",
            year=2022,
        ),
    ]


@pytest.fixture(scope="session")
def small() -> Knowledge:
    """A few papers, linked, with one relation that a sentence states."""
    knowledge = link(small_corpus())
    claim = knowledge.extractions[1].claims[0]
    stated = ConceptRelation(
        "method/lanternnet",
        RelationKind.COMPARED_WITH,
        "method/mothnet",
        (Evidence("p02", claim.span, 0.7),),
        0.7,
    )
    return msgspec.structs.replace(knowledge, relations=(stated,))


@pytest.fixture(scope="session")
def rivals() -> Knowledge:
    """Return the few papers with one more, which claims to beat LanternNet."""
    more = annotated(
        8,
        "Better lamps",
        "performance> {Method:introduces|GlowNet} outperforms {Method:compares_with|LanternNet} "
        "on {Dataset:evaluates_on|StreetSet}.",
        "capability> {Method:introduces|GlowNet} glows.",
        year=2023,
    )
    return link([*small_corpus(), more])


@pytest.fixture(scope="session")
def undated(small: Knowledge) -> Knowledge:
    """Return the few papers, two of them without a year."""
    without = [
        msgspec.structs.replace(x, paper=msgspec.structs.replace(x.paper, year=None))
        if x.paper.id in {"p03", "p06"}
        else x
        for x in small.extractions
    ]
    return msgspec.structs.replace(small, extractions=tuple(without))


@pytest.fixture(scope="session")
def many() -> Callable[[int, str], Knowledge]:
    """Make so many papers that all say the same, each with its number."""

    def make(count: int, sentence: str) -> Knowledge:
        return link([annotated(n, f"Paper {n}", f"{sentence} {n}.", year=2000) for n in range(count)])

    return make


@pytest.fixture(scope="session")
def gold() -> Knowledge:
    """The annotated papers."""
    if not GOLD.exists():
        pytest.skip(f"the annotated papers are not at {GOLD}")
    return link(read_gold(GOLD))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write a page, once for each corpus and title."""
    folder = tmp_path_factory.mktemp("pages")
    known: dict[tuple[int, str], Path] = {}

    def write(knowledge: Knowledge, told: dict[str, Any]) -> Path:
        key = (id(knowledge), repr(told))
        if key not in known:
            known[key] = folder / str(len(known)) / "graph.html"
            write_page(knowledge, known[key], **told)
        return known[key]

    return write


@pytest.fixture
def opened(chromium: Any, written: Callable[..., Path]) -> Iterator[Callable[..., Any]]:
    """Write a page and open it as a reader would, from a file with the network off.

    After the test: nothing was asked of any host, and the console holds no error.
    """
    troubles: list[str] = []
    contexts: list[Any] = []

    def open_page(knowledge: Knowledge, address: str = "", **how: Any) -> Any:
        told = {
            "title": "Street pictures",
            "provenance": {"Built from": "papers.txt", "RDF": "graph.ttl graph.nt"},
        }
        path = written(knowledge, told | how.pop("told", {}))
        context = chromium.new_context(
            **({"viewport": {"width": 1440, "height": 900}, "offline": True, "accept_downloads": True} | how)
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda m: troubles.append(f"console: {m.text}") if m.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda e: troubles.append(f"error: {e}"))
        page.on("dialog", lambda d: (troubles.append(f"dialog: {d.message}"), d.dismiss()))
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith(("file:", "data:", "blob:"))
                else troubles.append(f"asked for {r.url}")
            ),
        )
        page.goto(path.as_uri() + address)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
