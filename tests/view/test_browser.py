"""The page as readers use it, in a real browser, from a file, with the network off."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest

from kg.link import curation
from kg.view import network

pytestmark = pytest.mark.browser

LANTERN = "#node=method/lanternnet"


def details(page):
    return page.locator("#details")


def shown(page) -> int:
    return int(re.search(r"Showing ([\d,]+)", page.locator("#status").inner_text())[1].replace(",", ""))


def address(page) -> str:
    return page.evaluate("location.hash")


def click_node(page, node: str) -> None:
    box = page.locator("#canvas canvas").bounding_box()
    spot = page.evaluate("id => paperkg.drawing.spot(id)", node)
    page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])


class TestOverview:
    def test_says_how_much_is_shown(self, opened, small):
        page = opened(small)
        assert page.locator("#status").inner_text() == "Showing 10 of 17"
        details(page).get_by_role("heading", name="7 papers").wait_for()

    def test_at_most_400_of_a_large_corpus(self, opened, gold):
        page = opened(gold)
        total = len(gold.concepts) + len(gold.extractions)
        assert page.locator("#status").inner_text().startswith(f"Showing 400 of {total:,}")

    def test_the_page_would_choose_the_same_view(self, opened, gold):
        """Python draws first; the scripts, when a filter changes, go by the same rules."""
        net = network(gold)
        drawn = opened(gold).evaluate("paperkg.drawn()")
        assert {(n["id"], n["x"], n["y"]) for n in drawn["nodes"]} == {
            (n["id"], n["x"], n["y"]) for n in net.nodes
        }
        assert {(e["from"], e["to"]) for e in drawn["edges"]} == {(e["from"], e["to"]) for e in net.edges}

    def test_expands_on_demand(self, opened, small):
        page = opened(small, LANTERN)
        before = shown(page)
        details(page).get_by_role("button", name="Expand").click()
        assert shown(page) == before + 3
        assert "open=method/lanternnet" in address(page)


class TestSearch:
    def test_enter_goes_to_the_concept(self, opened, small):
        page = opened(small)
        page.keyboard.press("/")
        page.keyboard.type("lantern")
        assert page.get_by_role("option").first.inner_text().startswith("LanternNet")
        page.keyboard.press("Enter")
        details(page).get_by_role("heading", name="LanternNet").wait_for()
        assert address(page) == LANTERN

    def test_finds_aliases_and_titles(self, opened, small):
        page = opened(small)
        field = page.get_by_role("combobox", name="Search concepts and papers")
        field.fill("convolutional net")
        assert "convolutional network" in page.get_by_role("option").first.inner_text()
        field.fill("few labels")
        assert page.get_by_role("option").first.inner_text().startswith("Tagging with few labels")
        field.fill("no such thing")
        assert page.get_by_role("option").first.inner_text() == "Nothing by that name"

    def test_arrows_choose(self, opened, small):
        page = opened(small)
        field = page.get_by_role("combobox", name="Search concepts and papers")
        field.fill("net")
        second = page.get_by_role("option").nth(1).locator(".option-name").inner_text()
        field.press("ArrowDown")
        field.press("Enter")
        name = second.split(" also ")[0].strip()
        details(page).get_by_role("heading", level=2, name=name).wait_for()


class TestFilters:
    def test_types(self, opened, small):
        page = opened(small)
        page.get_by_role("checkbox", name=re.compile("^Datasets")).uncheck()
        assert shown(page) == 7
        page.get_by_role("checkbox", name=re.compile("^Papers")).check()
        assert shown(page) == 14
        assert "type=Method,Task,Paper" in address(page)

    def test_counts_follow(self, opened, small):
        page = opened(small)
        count = page.locator(".entry", has_text="Methods").locator(".entry-count")
        assert count.inner_text() == "5"
        page.get_by_label("First year").fill("2021")
        page.get_by_label("First year").press("Tab")
        assert "years=2021-2022" in address(page)
        assert int(count.inner_text()) < 5

    def test_role_claim_and_community(self, opened, small):
        page = opened(small)
        everything = shown(page)
        page.get_by_role("checkbox", name=re.compile("^Uses")).uncheck()
        assert "role=" in address(page)
        page.get_by_role("button", name="Reset").click()
        assert shown(page) == everything
        page.get_by_role("checkbox", name=re.compile("^Theory")).uncheck()
        page.get_by_role("checkbox", name=re.compile("^Finding")).uncheck()
        page.get_by_role("checkbox", name=re.compile("^Capability")).uncheck()
        assert "claim=performance" in address(page)
        assert shown(page) == 5
        page.get_by_role("button", name="Reset").click()
        page.get_by_role("button", name=re.compile("^only .*LanternNet")).click(force=True)
        assert "community=" in address(page)
        assert 0 < shown(page) < everything

    def test_papers_without_a_year(self, opened, undated):
        page = opened(undated, "#type=Method,Dataset,Task,Paper")
        everything = shown(page)
        box = page.get_by_role("checkbox", name="Without a year")
        entry = page.locator(".entry", has_text="Without a year")
        assert box.is_checked()
        assert entry.locator(".entry-count").inner_text() == "2"
        page.get_by_label("First year").fill("2018")
        page.get_by_label("First year").press("Tab")
        assert not box.is_checked()
        assert "2 papers without a year left out" in page.locator("#status").inner_text()
        dated = shown(page)
        box.check()
        assert "left out" not in page.locator("#status").inner_text()
        assert "years=2018-2022&undated=1" in address(page)
        assert dated < shown(page) < everything
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert box.is_checked()
        page.get_by_role("button", name="Reset").click()
        box.uncheck()
        assert address(page) == "#undated=0"
        assert page.evaluate("paperkg.passed.papers.length") == 5

    def test_no_such_choice_where_all_have_a_year(self, opened, small):
        page = opened(small)
        assert page.get_by_role("checkbox", name="Without a year").count() == 0

    def test_minimum(self, opened, small):
        page = opened(small, "#min=4")
        assert shown(page) == 1

    def test_nothing_left_is_no_error(self, opened, small):
        page = opened(small, "#type=&view=table")
        assert page.get_by_text("0 rows").is_visible()
        page.get_by_role("link", name="Graph", exact=True).click()
        assert shown(page) == 0


class TestFocus:
    def test_steps_and_escape(self, opened, small):
        page = opened(small, LANTERN)
        page.keyboard.press("f")
        assert "focus=method/lanternnet" in address(page)
        faint = "paperkg.nodes.filter(n => n.faint).map(n => n.id)"
        near = page.evaluate(faint)
        assert "task/speech-search" in near
        assert "method/mothnet" not in near
        page.keyboard.press("2")
        assert len(page.evaluate(faint)) < len(near)
        page.keyboard.press("Escape")
        assert "focus" not in address(page)
        assert page.evaluate(faint) == []

    def test_path_goes_through_papers(self, opened, small):
        page = opened(small, LANTERN)
        details(page).get_by_role("button", name="Path to…").click()
        page.get_by_role("combobox", name="Other end of the path").fill("owl")
        page.keyboard.press("Enter")
        page.locator(".path").wait_for()
        chain = page.locator(".path .path-concept").all_inner_texts()
        assert chain[0] == "LanternNet"
        assert chain[-1] == "owl attention"
        assert "self-training" in chain
        assert "finds words" not in page.locator(".path").inner_text()

    def test_path_leads_to_all_that_join_its_ends(self, opened, small):
        page = opened(small, "#path=method/lanternnet|method/mothnet")
        page.get_by_role("link", name="All 2 papers with both").click()
        page.get_by_text("Two concepts").wait_for()
        assert address(page).startswith("#pair=") or "&pair=" in address(page)

    def test_no_path_is_told(self, opened, small):
        # The corpus hangs together by one paper.
        cut = type(small)(
            tuple(x for x in small.extractions if x.paper.id != "p07"),
            small.concepts,
            small.links,
            small.relations,
        )
        page = opened(cut, "#path=method/lanternnet|method/owl-attention")
        assert "No chain of papers" in page.locator("#focusbar").inner_text()


class TestDetails:
    def test_click_on_a_node(self, opened, small):
        page = opened(small)
        click_node(page, "method/mothnet")
        details(page).get_by_role("heading", name="MothNet").wait_for()
        text = details(page).inner_text()
        assert "2 papers, first 2018, last 2021" in text
        assert "Introduced by" in text
        assert "84.0%" in text
        page.get_by_text("runs on a telephone").wait_for()

    def test_click_on_a_name(self, opened, small):
        page = opened(small)
        box = page.locator("#canvas canvas").bounding_box()
        label = page.evaluate("paperkg.drawing.labels.find(b => b.id === 'method/mothnet')")
        page.mouse.click(box["x"] + (label["left"] + label["right"]) / 2, box["y"] + label["bottom"] - 6)
        details(page).get_by_role("heading", level=2, name="MothNet").wait_for()

    def test_evidence_of_an_edge(self, opened, small):
        page = opened(small, "#pair=method/lanternnet|method/mothnet")
        page.get_by_text("70% sure").first.wait_for()
        text = details(page).inner_text()
        assert "MothNet reaches 84.0% accuracy on StreetSet, ahead of LanternNet." in text
        assert "together in 2 papers" in text

    def test_click_on_a_line(self, opened, small):
        page = opened(small)
        box = page.locator("#canvas canvas").bounding_box()
        ends = page.evaluate(
            "(e => [e.from, e.to].map(id => paperkg.drawing.spot(id)))(paperkg.drawn().edges[0])"
        )
        page.mouse.click(box["x"] + sum(e["x"] for e in ends) / 2, box["y"] + sum(e["y"] for e in ends) / 2)
        page.get_by_text("Two concepts").wait_for()
        assert address(page).startswith("#pair=")

    def test_paper_with_its_text(self, opened, small):
        page = opened(small, "#node=paper/p02")
        panel = details(page)
        panel.get_by_role("heading", level=2, name="Night streets with LanternNet").wait_for()
        assert panel.locator("mark.kind-performance").inner_text().startswith("MothNet reaches 84.0%")
        assert panel.locator("mark a.mention").first.inner_text() == "MothNet"
        assert (
            panel.get_by_role("link", name="arXiv:1801.00001").get_attribute("href")
            == "https://arxiv.org/abs/1801.00001"
        )
        assert "eprint = {1801.00001}" in panel.locator("pre").inner_text()
        panel.locator("mark a.mention").first.click()
        panel.get_by_role("heading", name="MothNet").wait_for()

    def test_marks_stay_right_after_an_emoji(self, opened, small):
        page = opened(small, "#node=paper/p05")
        details(page).locator(".abstract mark a").first.wait_for()
        assert details(page).locator(".abstract mark a").all_inner_texts() == ["MothNet", "LanternNet"]

    def test_role_in_a_paper(self, opened, small):
        page = opened(small, "#pair=method/lanternnet|paper/p02")
        page.get_by_text("Role in a paper").wait_for()
        assert "used by" in details(page).inner_text()


class TestAnswers:
    """The questions that readers come with are answered where they look first."""

    def rows(self, page, heading: str) -> list[str]:
        section = details(page).locator("section", has=page.get_by_role("heading", name=heading))
        section.wait_for()
        return section.locator("li").all_inner_texts()

    def test_which_methods_were_evaluated_on_a_dataset(self, opened, rivals):
        page = opened(rivals, "#node=dataset/streetset")
        rows = self.rows(page, "Methods evaluated on it")
        assert rows[0].split("\n")[0] == "LanternNet"
        assert any(row.startswith("GlowNet") and "1 introduces it" in row for row in rows)
        assert not any(row.startswith("owl attention") for row in rows)
        page.get_by_role("link", name=re.compile("paper.* with GlowNet")).click()
        details(page).locator("blockquote", has_text="GlowNet outperforms LanternNet").wait_for()

    def test_on_what_a_method_was_evaluated(self, opened, rivals):
        page = opened(rivals, "#node=method/glownet")
        assert [r.split("\n")[0] for r in self.rows(page, "Evaluated on")] == ["StreetSet"]

    def test_who_claims_to_beat_a_method_and_in_which_words(self, opened, rivals):
        page = opened(rivals, LANTERN)
        (row,) = self.rows(page, "Claims to beat it")
        assert "GlowNet outperforms LanternNet on StreetSet." in row
        assert "Better lamps" in row
        page = opened(rivals, "#node=method/glownet")
        page.evaluate("paperkg.settled.then(() => paperkg.filling)")
        assert details(page).get_by_role("heading", name="Claims to beat it").count() == 0

    def test_what_is_new(self, opened, rivals):
        page = opened(rivals)
        assert [r.split("\n")[0] for r in self.rows(page, "First seen since 2021")] == [
            "HootTalk",
            "owl attention",
            "speech search",
            "GlowNet",
        ]
        details(page).get_by_role("link", name="Papers of these years").click()
        assert "years=2021-2023" in address(page)
        years = page.locator("#table-view tbody tr td:nth-child(2)").all_inner_texts()
        assert years == ["2023", "2022", "2021", "2021"]

    def test_claims_of_many_papers_are_read_in_parts(self, opened, many):
        page = opened(many(70, "finding> {Method:uses|LanternNet} finds lamp number"), LANTERN)
        section = details(page).locator("section.claims")
        section.get_by_text("From the newest 60 of 70 papers").wait_for()
        section.get_by_role("button", name="Read 10 more").click()
        section.get_by_role("heading", name="Claims about it 70").wait_for()

    def test_papers_of_a_pair_are_read_in_parts(self, opened, many):
        papers = many(50, "{Method:uses|LanternNet} with {Method:uses|MothNet} finds lamp number")
        page = opened(papers, "#pair=method/lanternnet|method/mothnet")
        details(page).get_by_text("From the newest 40 of them").wait_for()
        details(page).get_by_role("button", name="Read 10 more").click()
        details(page).get_by_text("Show 42 more of 42").wait_for()
        assert details(page).get_by_text("From the newest").count() == 0


class TestTables:
    def test_rows_sort_and_filter(self, opened, small):
        page = opened(small, "#view=table")
        table = page.locator("#table-view")
        assert table.locator("tbody th").first.inner_text() == "image tagging"
        table.get_by_role("button", name="Name").click()
        assert table.locator("th[aria-sort=ascending]").inner_text().startswith("Name")
        table.get_by_label("Filter rows by name").fill("net")
        assert table.locator("tbody th").all_inner_texts() == [
            "convolutional neural network",
            "LanternNet",
            "MothNet",
        ]
        table.get_by_role("button", name="Papers", exact=True).first.click()
        assert table.get_by_label("Filter rows by name").input_value() == "net"
        assert table.locator("tbody tr").count() == 3

    def test_copy_as_csv(self, opened, small):
        page = opened(small, "#view=table", permissions=["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy as CSV").click()
        page.get_by_text("Copied").last.wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.splitlines()[0].startswith("Name,Type,Papers,First,Last")
        assert len(copied.splitlines()) == 11

    def test_matrix_leads_to_the_sentences(self, opened, small):
        page = opened(small, "#view=matrix")
        page.get_by_role("link", name="1 paper with MothNet and StreetSet").click()
        details(page).locator("blockquote", has_text="MothNet reaches 84.0%").wait_for()

    def test_matrix_keeps_the_minimum(self, opened, small):
        page = opened(small, "#view=matrix&min=3")
        matrix = page.locator("#matrix-view")
        rows = matrix.locator("tbody th").all_inner_texts()
        columns = matrix.locator("thead th").all_inner_texts()
        few = page.evaluate(
            "names => names.filter(n => !paperkg.passed.concepts.some(c => paperkg.corpus.label(c) === n))",
            rows + columns,
        )
        assert rows
        assert columns == ["StreetSet"]
        assert few == []

    def test_leaderboard_puts_the_best_first(self, opened, small):
        page = opened(small, "#view=results")
        assert page.locator("#results-view td.value").all_inner_texts() == ["84.0%", "81.5%"]


class TestAddress:
    STATE = (
        "#view=table&node=method/lanternnet&rows=papers&sort=year:down&type=Method,Task&years=2018-2022&min=1"
    )

    def test_restores_the_view(self, opened, small):
        page = opened(small, self.STATE)
        assert page.locator("#table-view th[aria-sort=descending]").inner_text().startswith("Year")
        assert page.get_by_role("checkbox", name=re.compile("^Datasets")).is_checked() is False
        details(page).get_by_role("heading", name="LanternNet").wait_for()
        page.evaluate("paperkg.store.set({})")
        assert dict(p.split("=") for p in address(page)[1:].split("&")) == dict(
            p.split("=") for p in self.STATE[1:].split("&") if p != "min=1"
        )

    def test_back_and_forward(self, opened, small):
        page = opened(small)
        page.get_by_role("link", name="Table", exact=True).click()
        page.get_by_role("link", name="MothNet").first.click()
        page.go_back()
        assert address(page) == "#view=table"
        page.go_back()
        assert page.locator("#graph-view").is_visible()
        page.go_forward()
        assert page.locator("#table-view").is_visible()

    def test_nonsense_is_passed_over(self, opened, small):
        page = opened(
            small,
            "#node=method/none&view=%3Cb%3E&years=9-&focus=x&path=a|b&min=-3&type=Method,Nonsense&hops=99",
        )
        assert shown(page) == 5

    def test_link_is_copied(self, opened, small):
        page = opened(small, LANTERN, permissions=["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy a link to this view").click()
        page.get_by_text("Copied").last.wait_for()
        assert page.evaluate("navigator.clipboard.readText()").endswith(LANTERN)


class TestExports:
    def saved(self, page, name: str) -> bytes:
        page.get_by_role("button", name="Save what is shown").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        return Path(download.value.path()).read_bytes()

    def test_each_form_reads_back(self, opened, small):
        page = opened(small, "#type=Method,Dataset,Task,Paper")
        assert self.saved(page, "Picture (PNG)").startswith(b"\x89PNG")
        svg = ET.fromstring(self.saved(page, "Drawing (SVG)"))  # noqa: S314  (our own file)
        assert "LanternNet" in [t.text for t in svg.iter("{http://www.w3.org/2000/svg}text")]
        graphml = ET.fromstring(self.saved(page, "Graph (GraphML)"))  # noqa: S314  (our own file)
        nodes = graphml.findall(".//{http://graphml.graphdrawing.org/xmlns}node")
        assert len(nodes) == 17
        rows = self.saved(page, "Edges (CSV)").decode().splitlines()
        assert rows[0] == "from,from_type,from_label,to,to_type,to_label,papers,related"
        assert len(rows) > 20

    def test_turtle_speaks_the_ontology(self, opened, small):
        page = opened(small, "#type=Method,Dataset,Task,Paper")
        store = pyoxigraph.Store()
        store.load(self.saved(page, "Linked data (Turtle)"), format=pyoxigraph.RdfFormat.TURTLE)
        asked = store.query(
            "PREFIX kgo: <https://w3id.org/paperkg/ontology#> SELECT ?p WHERE { ?p kgo:introduces "
            "<https://w3id.org/paperkg/concept/method/mothnet> }"
        )
        assert [str(row[0]) for row in asked] == ["<https://w3id.org/paperkg/paper/p02>"]

    def test_corrections_are_the_links_file(self, opened, small, tmp_path):
        page = opened(small, LANTERN)
        details(page).get_by_role("button", name="Correct…").click()
        page.get_by_label("Better name").fill('Lantern, "the" Net')
        page.get_by_role("button", name="Rename").click()
        page.get_by_role("combobox", name="The same concept").fill("moth")
        page.keyboard.press("Enter")
        page.evaluate("paperkg.store.set({ node: 'task/speech-search' })")
        details(page).get_by_role("heading", name="speech search").wait_for()
        details(page).get_by_role("button", name="Correct…").click()
        page.get_by_role("button", name="No concept: drop it").click()
        page.get_by_role("button", name="Corrections").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save links.csv").click()
        links = tmp_path / "links.csv"
        download.value.save_as(links)
        assert curation.read(links) == (
            curation.Correction("rename", "method/lanternnet", 'Lantern, "the" Net'),
            curation.Correction("merge", "method/lanternnet", "method/mothnet"),
            curation.Correction("drop", "task/speech-search", ""),
        )


class TestProvenance:
    def test_footer_tells_what_from_and_by_what(self, opened, small):
        page = opened(small)
        foot = page.locator("#provenance")
        assert foot.inner_text().startswith("Built from papers.txt")
        assert foot.get_by_role("link").all_inner_texts() == ["graph.ttl", "graph.nt"]
        assert json.loads(page.evaluate("JSON.stringify(paperkg.first.provenance)"))[0] == [
            "Built from",
            "papers.txt",
        ]
