// Views, tools, focus bar, help.

import { combobox } from "./combobox.js";
import { byId, counted, h, icon, mark } from "./dom.js";
import { copy, save } from "./files.js";
import { edgeCsv, graphml, photograph, picture, turtle } from "./exports.js";
import { go } from "./links.js";
import { VIEWS } from "./state.js";
import { switchShade } from "./theme.js";

const NAMES = /** @type {Record<string, string>} */ ({ graph: "Graph", table: "Table", matrix: "Matrix", results: "Results" });

/** @param {import("./main.js").App} app @param {import("./state.js").State} state */
export function drawViews(app, state) {
  byId("views").replaceChildren(...VIEWS.map((view) =>
    go(app.store, { view }, { "aria-current": state.view === view ? "page" : null }, NAMES[view])));
}

/** @param {import("./main.js").App} app */
export function drawTools(app) {
  const menu = h("div", { class: "menu", id: "save-menu", hidden: true },
    [["Picture (PNG)", png], ["Drawing (SVG)", svgFile], ["Graph (GraphML)", graphmlFile], ["Edges (CSV)", csvFile], ["Linked data (Turtle)", turtleFile]].map(([name, act]) =>
      h("button", { type: "button", on: { click: () => {
        toggle(false);
        /** @type {() => void} */ (act)();
      } } }, name)));
  const opener = h("button", { type: "button", class: "icon", "aria-label": "Save what is shown", "aria-expanded": "false", "aria-controls": "save-menu", title: "Save what is shown", on: { click: () => toggle(menu.hidden) } }, icon("save"));
  /** @param {boolean} open */
  function toggle(open) {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("button").focus();
  }
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Node) || (!menu.contains(event.target) && !opener.contains(event.target))) toggle(false);
  });
  menu.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    toggle(false);
    opener.focus();
  });
  const tool = (/** @type {any} */ name, /** @type {string} */ label, /** @type {() => void} */ act, /** @type {any} */ more = null) =>
    h("button", { type: "button", class: "icon", "aria-label": label, title: label, on: { click: act } }, icon(name), more);
  byId("tools").replaceChildren(
    tool("link", "Copy a link to this view", () => copy(location.href, app.say)),
    h("div", { class: "menu-host" }, opener, menu),
    tool("pencil", "Corrections", () => app.corrections.open(), app.corrections.count),
    tool("moon", "Light or dark", () => {
      switchShade();
      app.restyle();
    }),
    tool("help", "Keys and help", () => help()));
  byId("zoom").replaceChildren(
    tool("plus", "Zoom in", () => app.drawing.zoom(1.4)),
    tool("minus", "Zoom out", () => app.drawing.zoom(1 / 1.4)),
    tool("fit", "Show all", () => app.drawing.fit()));

  function png() {
    photograph(app.drawing.canvas).then((blob) => blob && save("graph.png", blob));
  }
  function svgFile() {
    const { nodes, edges } = app.drawn();
    save("graph.svg", picture(nodes, edges, app.first.looks, app.first.title), "image/svg+xml");
  }
  function graphmlFile() {
    const { nodes, edges } = app.drawn();
    save("graph.graphml", graphml(nodes, edges), "application/xml");
  }
  function csvFile() {
    const { nodes, edges } = app.drawn();
    save("edges.csv", edgeCsv(nodes, edges), "text/csv;charset=utf-8");
  }
  function turtleFile() {
    save("view.ttl", turtle(app.corpus, app.drawn().nodes, app.first.base), "text/turtle;charset=utf-8");
  }
}

/** What stands out and how to leave it. @param {import("./main.js").App} app @param {import("./state.js").State} state @param {string} note */
export function drawFocus(app, state, note) {
  const { corpus, store } = app;
  const bar = byId("focusbar");
  bar.hidden = !state.focus && !state.path;
  if (bar.hidden) return;
  const leave = h("button", { type: "button", class: "icon small", "aria-label": "Leave (Esc)", title: "Leave (Esc)", on: { click: () => app.leave() } }, icon("close"));
  if (state.path) {
    const [a, b] = state.path.split("|").map((id) => corpus.number(id));
    bar.replaceChildren(h("span", { class: "focus-name" }, "From ", mark(corpus.type(a)), h("b", { dir: "auto" }, corpus.label(a)), " to ", mark(corpus.type(b)), h("b", { dir: "auto" }, corpus.label(b))), h("span", { class: "dim" }, note), leave);
    return;
  }
  const node = corpus.number(state.focus);
  bar.replaceChildren(
    h("span", { class: "focus-name" }, mark(corpus.type(node)), h("b", { dir: "auto" }, corpus.label(node))),
    h("div", { class: "switch", role: "group", "aria-label": "Steps from it" }, [1, 2, 3].map((hops) =>
      h("button", { type: "button", "aria-pressed": String(state.hops === hops), on: { click: () => store.set({ hops }) } }, counted(hops, "step")))),
    h("span", { class: "dim" }, note), leave);
}

/** What can be done with a node. @param {import("./main.js").App} app @param {number} node */
export function drawActions(app, node) {
  const { corpus, store } = app;
  const id = corpus.id(node);
  const more = h("div", { class: "action-more", hidden: true });
  const button = (/** @type {string} */ name, /** @type {() => void} */ act, /** @type {any} */ props = {}) =>
    h("button", { type: "button", class: "quiet", ...props, on: { click: act } }, name);
  const reveal = (/** @type {any} */ content) => {
    more.hidden = false;
    more.replaceChildren(content);
    more.querySelector("input")?.focus();
  };
  const focused = store.state.focus === id;
  return h("div", { class: "actions" },
    button(focused ? "Leave focus" : "Focus", () => (focused ? app.leave() : app.focus(id)), { "aria-pressed": String(focused) }),
    button("Expand", () => app.open(id)),
    button("Path to…", () => reveal(combobox(corpus, () => app.index, {
      label: "Other end of the path", hint: "Path to…", allowed: (n) => n !== node,
      pick: (n) => store.set({ path: `${id}|${corpus.id(n)}`, focus: "", node: "", pair: "", view: "graph" }),
    }).element), { class: "quiet path-to" }),
    corpus.isPaper(node) ? null : button("Correct…", () => reveal(app.corrections.form(node))),
    more);
}

let dialog = /** @type {HTMLDialogElement | null} */ (null);

export function help() {
  if (!dialog) {
    const keys = [
      ["/", "search"], ["← ↑ → ↓", "next node in that direction"], ["Enter", "details of the node"],
      ["f", "focus on it; 1, 2, 3 for the steps"], ["e", "expand it"], ["p", "path from it to another"], ["Esc", "leave focus, close"],
      ["+ −", "zoom"], ["0", "show all"], ["g t m r", "graph, table, matrix, results"], ["?", "this help"],
    ];
    const close = h("button", { type: "button", class: "icon", "aria-label": "Close", on: { click: () => dialog?.close() } }, icon("close"));
    dialog = /** @type {HTMLDialogElement} */ (h("dialog", { class: "dialog", "aria-label": "Keys and help" },
      h("div", { class: "dialog-head" }, h("h2", {}, "Keys"), close),
      h("dl", { class: "keys" }, keys.map(([key, does]) => [h("dt", {}, key.split(" ").map((k) => h("kbd", {}, k))), h("dd", {}, does)])),
      h("p", { class: "dim" }, "Click a node or its name for its papers and sentences, a line for what joins its ends; double-click to expand. With a finger: tap for details, hold to focus, pinch to zoom. “Path to…” in the details shows how two things connect. The table holds the same as the graph.")));
    document.body.append(dialog);
  }
  dialog.showModal();
}
