"""The page without a mouse: keys, fingers, screen readers, small screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.link import curation

pytestmark = pytest.mark.browser

LANTERN = "#node=method/lanternnet"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PLACES = (
    "#min=1",
    "#type=Method,Dataset,Task,Paper",
    LANTERN,
    "#node=dataset/streetset",
    "#node=paper/p02",
    "#pair=method/lanternnet|method/mothnet",
    LANTERN + "&focus=method/lanternnet&hops=2",
    "#path=method/lanternnet|method/owl-attention",
    "#view=table",
    "#view=table&rows=papers&node=paper/p01",
    "#view=matrix",
    "#view=matrix&min=9",
    "#view=results",
    "#view=results&years=2019-2019",
    "#years=2018-2020&community=0",
)
"""An address for each state that has one."""

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def go(page, place: str) -> None:
    """Go to an address and wait until the page shows it, with what fills itself later."""
    page.evaluate(
        """async place => {
        if (location.hash !== place) {
          const gone = new Promise(done => addEventListener("hashchange", done, { once: true }));
          location.hash = place;
          await gone;
        }
        await paperkg.settled;
        await paperkg.filling;
        await Promise.all(document.getAnimations().map(a => a.finished));
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        }""",
        place,
    )


def details(page):
    return page.locator("#details")


def address(page) -> str:
    return page.evaluate("location.hash")


def focused(page) -> str:
    """Return the name of what has the focus."""
    return page.evaluate(
        "(e => e === document.body ? '' : e.getAttribute('aria-label') || e.labels?.[0]?.textContent"
        " || e.textContent)(document.activeElement).trim()"
    )


def tab_to(page, name: str, *, key: str = "Tab") -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(200):
        if focused(page).startswith(name):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab never comes to {name!r}")


class TestKeyboard:
    def test_graph_from_node_to_node(self, opened, small):
        page = opened(small)
        seen = set()
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight"):
            page.keyboard.press(key)
            seen.add(address(page))
        assert len(seen) > 2
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "details"

    def test_search_focus_steps_expand_path(self, opened, small):
        page = opened(small)
        page.keyboard.press("/")
        page.keyboard.type("lantern")
        page.keyboard.press("Enter")
        details(page).get_by_role("heading", level=2, name="LanternNet").wait_for()
        page.keyboard.press("f")
        page.keyboard.press("2")
        assert "focus=method/lanternnet&hops=2" in address(page)
        page.keyboard.press("Escape")
        assert "focus" not in address(page)
        page.keyboard.press("e")
        assert "open=method/lanternnet" in address(page)
        details(page).get_by_role("heading", level=2, name="LanternNet").wait_for()
        page.keyboard.press("p")
        page.keyboard.type("owl")
        page.keyboard.press("Enter")
        page.locator(".path").wait_for()
        page.keyboard.press("Escape")
        assert "path" not in address(page)

    def test_filters(self, opened, small):
        page = opened(small)
        tab_to(page, "Datasets")
        page.keyboard.press("Space")
        assert "type=Method,Task" in address(page)
        assert focused(page).startswith("Datasets")
        tab_to(page, "only Tasks")
        page.keyboard.press("Enter")
        assert "type=Task" in address(page)
        tab_to(page, "Papers that a concept needs")
        page.keyboard.press("ArrowRight")
        assert "min=2" in address(page)
        tab_to(page, "First year")
        page.keyboard.press("Control+a")
        page.keyboard.type("2020")
        page.keyboard.press("Enter")
        assert "years=2020-2022" in address(page)
        tab_to(page, "Reset", key="Shift+Tab")
        page.keyboard.press("Enter")
        assert address(page) == ""

    def test_views_and_tables(self, opened, small):
        page = opened(small)
        page.keyboard.press("t")
        assert page.locator("#table-view").is_visible()
        tab_to(page, "Skip to the table")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "table-view"
        tab_to(page, "Name")
        page.keyboard.press("Enter")
        assert "sort=name:up" in address(page)
        tab_to(page, "CatNight")
        page.keyboard.press("Enter")
        details(page).get_by_role("heading", level=2, name="CatNight").wait_for()
        page.keyboard.press("m")
        tab_to(page, "1 paper with MothNet")
        page.keyboard.press("Enter")
        details(page).get_by_text("Two concepts").wait_for()
        page.keyboard.press("r")
        assert page.locator("#results-view").is_visible()
        page.keyboard.press("g")
        assert page.locator("#graph-view").is_visible()

    def test_saving_correcting_help(self, opened, small, tmp_path):
        page = opened(small, LANTERN)
        details(page).get_by_role("heading", level=2, name="LanternNet").wait_for()
        tab_to(page, "Correct…")
        page.keyboard.press("Enter")
        assert focused(page) == "Better name"
        page.keyboard.press("Control+a")
        page.keyboard.type("Lantern network")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        tab_to(page, "The same concept")
        page.keyboard.type("moth")
        page.keyboard.press("Enter")
        tab_to(page, "Corrections")
        page.keyboard.press("Enter")
        with page.expect_download() as download:
            tab_to(page, "Save links.csv")
            page.keyboard.press("Enter")
        links = tmp_path / "links.csv"
        download.value.save_as(links)
        assert [c.action for c in curation.read(links)] == ["rename", "merge"]
        page.keyboard.press("Escape")
        tab_to(page, "Save what is shown", key="Shift+Tab")
        page.keyboard.press("Enter")
        assert focused(page) == "Picture (PNG)"
        page.keyboard.press("Tab")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == "graph.svg"
        page.keyboard.press("?")
        assert page.get_by_role("dialog", name="Keys and help").is_visible()
        page.keyboard.press("Escape")
        assert page.get_by_role("dialog", name="Keys and help").is_hidden()

    @pytest.mark.parametrize("width", [1440, 390])
    def test_rings_are_whole(self, opened, small, width):
        """What has the focus is ringed: nothing around it cuts the ring, and no line break splits it."""
        page = opened(small, viewport={"width": width, "height": 844})
        cut = {}
        for place in PLACES:
            go(page, place)
            found = page.evaluate(CUT)
            if found:
                cut[place] = found
        assert cut == {}


CUT = """() => {
  const cut = [];
  for (const e of document.querySelectorAll("a[href], button, input, select, [tabindex='0']")) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest("dialog:not([open])")) continue;
    e.focus({ focusVisible: true });
    const style = getComputedStyle(e);
    const told = e.getAttribute("aria-label") ?? e.textContent;
    const name = `${e.tagName}.${e.className} ${told.slice(0, 30)}`;
    const ringed = style.outlineStyle !== "none" || style.boxShadow !== "none" || e.matches(".combo input");
    if (!ringed) cut.push(`no ring: ${name}`);
    if (style.outlineStyle === "none") continue;
    if (style.display === "inline" && e.getClientRects().length > 1) cut.push(`in pieces: ${name}`);
    const room = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
    const box = e.getBoundingClientRect();
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      const clip = getComputedStyle(p);
      if (clip.overflowX === "visible" && clip.overflowY === "visible") continue;
      const edge = p.getBoundingClientRect();
      const [left, top] = [box.left - room - edge.left, box.top - room - edge.top];
      const [right, bottom] = [edge.right - box.right - room, edge.bottom - box.bottom - room];
      const fits = { x: Math.min(left, right) > -0.5, y: Math.min(top, bottom) > -0.5 };
      if (!fits.x && p.scrollWidth <= p.clientWidth) cut.push(`at a side: ${name}`);
      if (!fits.y && p.scrollHeight <= p.clientHeight) cut.push(`above or below: ${name}`);
      break;
    }
  }
  document.activeElement.blur();
  return [...new Set(cut)].slice(0, 20);
}"""


class TestTouch:
    def spot(self, page, node: str) -> tuple[float, float]:
        box = page.locator("#canvas canvas").bounding_box()
        at = page.evaluate("id => paperkg.drawing.spot(id)", node)
        return box["x"] + at["x"], box["y"] + at["y"]

    def test_tap_beside_a_node_means_it(self, opened, small):
        page = opened(small, **PHONE)
        x, y = self.spot(page, "dataset/catnight")
        radius = page.evaluate(
            "paperkg.drawing.info.get('dataset/catnight').radius * paperkg.drawing.network.getScale()"
        )
        page.touchscreen.tap(x + radius + 8, y)
        page.wait_for_function("() => location.hash !== ''")
        assert address(page) == "#node=dataset/catnight"
        details(page).get_by_role("heading", level=2, name="CatNight").wait_for()
        assert address(page) == "#node=dataset/catnight"

    def test_a_long_touch_focuses(self, opened, small):
        page = opened(small, **PHONE)
        x, y = self.spot(page, "method/mothnet")
        finger = page.context.new_cdp_session(page)
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_function("() => location.hash.includes('focus=method/mothnet')")
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        details(page).get_by_role("heading", level=2, name="MothNet").wait_for()

    def test_pinch_zooms(self, opened, small):
        page = opened(small, **PHONE)
        box = page.locator("#canvas canvas").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before = page.evaluate("paperkg.drawing.network.getScale()")
        finger = page.context.new_cdp_session(page)

        def touch(kind: str, apart: float) -> None:
            points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if apart else []})

        touch("touchStart", 20)
        for apart in range(25, 90, 5):
            touch("touchMove", apart)
        touch("touchEnd", 0)
        page.wait_for_function("before => paperkg.drawing.network.getScale() > before * 1.3", arg=before)

    def test_a_start_is_offered(self, opened, small):
        page = opened(small, **PHONE)
        details(page).get_by_role("heading", name="7 papers").wait_for()
        stage = page.locator("#stage").bounding_box()
        sheet = details(page).bounding_box()
        assert stage["y"] + stage["height"] <= sheet["y"] + 1

    def test_targets_are_40_pixels(self, opened, small):
        page = opened(small, **PHONE)
        few = {}

        def look(state: str) -> None:
            found = page.evaluate(SMALL)
            if found:
                few[state] = found

        for place in PLACES:
            go(page, place)
            look(place)
        page.get_by_role("button", name="Filters").click()
        look("filters")
        page.get_by_role("button", name="Filters").click()
        page.get_by_role("combobox", name="Search concepts and papers").fill("net")
        look("search")
        page.keyboard.press("Escape")
        go(page, LANTERN)
        details(page).get_by_role("button", name="Correct…").click()
        look("correct")
        page.get_by_role("button", name="Save what is shown").click()
        look("save")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Corrections").click()
        look("corrections")
        assert few == {}


SMALL = """() => {
  const few = new Set();
  for (const e of document.querySelectorAll("a[href], button, input, select, [role=option]")) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest("dialog:not([open])")) continue;
    // Links within a sentence are as high as its line (WCAG 2.5.8 excepts them).
    if (getComputedStyle(e).display === "inline") continue;
    const { width, height } = (e.closest(".entry label") ?? e).getBoundingClientRect();
    const told = e.getAttribute("aria-label") ?? e.textContent;
    if (width < 40 || height < 40) few.add(`${width} x ${height} ${e.className} ${told.slice(0, 30)}`);
  }
  return [...few];
}"""


class TestScreenReaders:
    def test_what_is_chosen_is_said(self, opened, small):
        page = opened(small, LANTERN)
        page.wait_for_function(
            "() => document.getElementById('live').textContent.includes('LanternNet, Method')"
        )

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [1440, 390])
    def test_axe_finds_nothing(self, opened, small, scheme, width):
        if not AXE.exists():
            pytest.skip("axe-core is not there: npm install --no-save axe-core")
        page = opened(
            small,
            color_scheme=scheme,
            bypass_csp=True,
            viewport={"width": width, "height": 844},
            reduced_motion="reduce",
        )
        page.evaluate(AXE.read_text(encoding="utf-8"))
        told = {}

        def look(state: str) -> None:
            told[state] = page.evaluate(
                "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))"
            )

        for place in PLACES:
            go(page, place)
            look(place)
        go(page, LANTERN)
        for action in ("Path to…", "Correct…"):
            details(page).get_by_role("button", name=action).click()
            look(action)
        page.get_by_role("button", name="No concept: drop it").click()
        page.locator(".note").first.wait_for()
        look("a note")
        page.get_by_role("button", name="Corrections").click()
        look("corrections")
        page.keyboard.press("Escape")
        page.get_by_role("combobox", name="Search concepts and papers").fill("net")
        look("search")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Save what is shown").click()
        look("save")
        page.keyboard.press("Escape")
        if width < 1180:
            page.get_by_role("button", name="Filters").click()
            look("filters")
            page.keyboard.press("Escape")
        page.get_by_role("button", name="Keys and help").click()
        look("help")
        assert {state: found for state, found in told.items() if found} == {}


class TestSight:
    def test_dark_and_light(self, opened, small):
        page = opened(small, color_scheme="dark")
        ground = "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(ground)
        page.get_by_role("button", name="Light or dark").click()
        assert page.evaluate(ground) != dark

    def test_no_motion_for_those_who_ask(self, opened, small):
        page = opened(small, reduced_motion="reduce")
        page.keyboard.press("/")
        page.keyboard.type("moth")
        page.keyboard.press("Enter")
        assert page.evaluate("paperkg.drawing.motion(false)") is False

    @pytest.mark.parametrize("width", [320, 390, 768, 1024])
    def test_fits_small_screens(self, opened, small, width):
        page = opened(small, viewport={"width": width, "height": 844}, has_touch=True)
        for place in PLACES:
            go(page, place)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            assert page.get_by_role("combobox", name="Search concepts and papers").is_visible()
        page.get_by_role("button", name="Filters").click()
        page.get_by_role("checkbox", name=re.compile("^Methods")).wait_for()
