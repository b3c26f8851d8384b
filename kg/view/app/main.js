// Puts the page together: reads the data, keeps the state, draws what it says.

import { combobox } from "./combobox.js";
import { Corrections } from "./corrections.js";
import { readCorpus } from "./corpus.js";
import { byId, counted, h, icon } from "./dom.js";
import { Drawing } from "./drawing.js";
import { everything, pass } from "./filters.js";
import { listen } from "./keyboard.js";
import { leaderboard } from "./leaderboard.js";
import { legend } from "./legend.js";
import { pairId } from "./links.js";
import { matrix } from "./matrix.js";
import { conceptPanel } from "./panel_concept.js";
import { homePanel } from "./panel_home.js";
import { pairPanel } from "./panel_pair.js";
import { pathPanel } from "./panel_path.js";
import { paperPanel } from "./panel_paper.js";
import { chain, Places, rings } from "./place.js";
import { scene } from "./scene.js";
import { SearchIndex } from "./search.js";
import { Store } from "./state.js";
import { table } from "./table.js";
import { straight } from "./text.js";
import { restoreShade, watchShade } from "./theme.js";
import { relatedTo } from "./ties.js";
import { drawActions, drawFocus, drawTools, drawViews } from "./toolbar.js";

/** @typedef {import("./state.js").State} State */

/** The page's parts and what they ask of each other. */
export class App {
  /** @param {any} first @param {import("./corpus.js").Corpus} corpus @param {Drawing} drawing */
  constructor(first, corpus, drawing) {
    this.first = first;
    this.corpus = corpus;
    this.drawing = drawing;
    this.store = new Store(corpus);
    this.places = new Places(new Map(first.nodes.map((/** @type {any} */ n) => [corpus.number(n.id), { x: n.x, y: n.y }])));
    /** @type {SearchIndex | null} */
    this.made = null;
    /** @type {import("./filters.js").Passed} */
    this.passed = pass(corpus, this.store.state.filter);
    /** @type {import("./scene.js").Scene} */
    this.scene = { nodes: [], lines: [], front: null, via: new Map(), total: 0, note: "" };
    this.corrections = new Corrections(this, `${first.title}-${corpus.size}`);
    this.drawLegend = legend(byId("filters"), this);
    this.drawTable = table(byId("table-view"), this);
    this.drawMatrix = matrix(byId("matrix-view"), this);
    this.drawResults = leaderboard(byId("results-view"), this);
    this.turn = 0;
    /** @type {Promise<any>} What fills itself in the details is there. */
    this.filling = Promise.resolve();
    this.searchBox = combobox(corpus, () => this.index, {
      label: "Search concepts and papers", hint: "Search concepts and papers", key: "/",
      pick: (node) => this.visit(node),
    });
  }

  /** Made when first needed: it takes a moment with 100,000 names. */
  get index() {
    this.made ??= new SearchIndex(this.corpus);
    return this.made;
  }

  start() {
    byId("search").replaceChildren(this.searchBox.element);
    const button = byId("filters-button");
    button.append(icon("filter"));
    button.addEventListener("click", () => this.drawer(!byId("frame").classList.contains("with-filters")));
    byId("skip").addEventListener("click", () => {
      this.store.set({ view: "table" });
      byId("table-view").focus();
    });
    drawTools(this);
    this.provenance();
    listen(this);
    watchShade(() => this.restyle());
    this.store.watch((now, before) => this.update(now, before));
    this.update(this.store.state, null);
    (globalThis.requestIdleCallback ?? setTimeout)(() => this.index);
  }

  /** @param {State} now @param {State | null} before */
  update(now, before) {
    if (before && now.filter !== before.filter) this.passed = pass(this.corpus, now.filter);
    drawViews(this, now);
    byId("frame").classList.toggle("of-sheet", now.view !== "graph");
    for (const view of ["graph", "table", "matrix", "results"]) byId(`${view}-view`).hidden = now.view !== view;
    if (!before || now.filter !== before.filter) this.drawLegend(now.filter, this.passed);
    this.drawGraph(now, before);
    if (now.view === "table") this.drawTable(now, this.passed);
    if (now.view === "matrix") this.drawMatrix(this.passed);
    if (now.view === "results") this.drawResults(now, this.passed);
    if (!before || now.node !== before.node || now.pair !== before.pair || now.focus !== before.focus || now.path !== before.path || (!now.node && !now.pair && now.filter !== before.filter)) this.settled = this.drawDetails(now);
  }

  refresh() {
    this.drawLegend(this.store.state.filter, this.passed);
  }

  restyle() {
    this.drawing.restyle();
    this.drawGraph(this.store.state, this.store.state);
  }

  /** @param {State} state @param {State | null} before */
  drawGraph(state, before) {
    const { corpus, places } = this;
    this.scene = scene(corpus, state, this.passed, this.first);
    const { nodes, lines, front } = this.scene;
    places.settle(nodes, (n) => near(corpus, n));
    const chosen = new Set([state.node, ...state.pair.split("|"), state.focus, ...state.path.split("|")].map((id) => corpus.number(id)));
    const inFront = new Set(front);
    const faint = (/** @type {number} */ n) => front !== null && !inFront.has(n) && !chosen.has(n);
    const arranged = front && (state.path ? chain(front, places.at) : rings(front, this.scene.via, places.at));
    this.nodes = nodes.map((n) => ({
      id: corpus.id(n), label: corpus.label(n), type: corpus.type(n), radius: radius(corpus, n),
      ...(arranged?.get(n) ?? places.at.get(n) ?? { x: 0, y: 0 }), faint: faint(n), strong: chosen.has(n) || (state.path !== "" && inFront.has(n)),
    }));
    const importance = (/** @type {any} */ n) => n.radius + (front && !n.faint ? 100 : 0) + (n.strong ? 1000 : 0);
    this.nodes.sort((a, b) => importance(b) - importance(a));
    this.drawing.show(this.nodes, lines.map((line) => ({
      id: pairId(corpus, line.from, line.to), from: corpus.id(line.from), to: corpus.id(line.to),
      width: Math.round(100 + Math.sqrt(Math.min(16, line.papers)) * 50) / 100, strong: line.strong || (chosen.has(line.from) && chosen.has(line.to) && state.pair !== ""),
      faint: faint(line.from) || faint(line.to), dashes: false,
    })), front ? [] : islandsOf(corpus, nodes));
    drawFocus(this, state, this.scene.note);
    const bar = byId("focusbar");
    this.drawing.covered = bar.hidden ? 0 : bar.offsetTop + bar.offsetHeight;
    this.status();
    const moved = !before || before.focus !== state.focus || before.hops !== state.hops || before.path !== state.path || before.filter !== state.filter;
    if (moved && state.view === "graph") this.drawing.fit(front?.map((n) => corpus.id(n)), !before || front !== null);
    if (!before && state.node && !front && narrow()) this.drawing.fly(corpus.id(corpus.number(state.node)), true);
    else if (before && before.view !== state.view && state.view === "graph") this.drawing.fit(undefined, true);
  }

  status() {
    const { nodes, total } = this.scene;
    const all = this.corpus.size;
    const text = `Showing ${nodes.length.toLocaleString("en")} of ${all.toLocaleString("en")}`;
    const kept = total > nodes.length ? `, ${total.toLocaleString("en")} pass the filters` : "";
    const { undated } = this.passed.counts;
    const left = undated && !this.store.state.filter.undated ? `, ${counted(undated, "paper")} without a year left out` : "";
    byId("status").textContent = text + kept + left;
  }

  /** @param {State} state */
  async drawDetails(state) {
    const turn = ++this.turn;
    const host = byId("details");
    const nodes = [state.node, ...state.pair.split("|")].map((id) => this.corpus.number(id)).filter((n) => n >= 0);
    const parts = await (nodes.length === 2 ? pairPanel(this, nodes[0], nodes[1])
      : nodes.length === 1 ? (this.corpus.isPaper(nodes[0]) ? paperPanel(this, nodes[0]) : conceptPanel(this, nodes[0]))
        : state.path && this.scene.front ? pathPanel(this, this.scene.front)
          : homePanel(this, this.passed));
    if (turn !== this.turn) return;
    const close = nodes.length || state.path ? h("button", { type: "button", class: "icon details-close", "aria-label": "Close details", on: { click: () => this.store.set({ node: "", pair: "", path: "" }) } }, icon("close")) : null;
    host.replaceChildren(...[close, h("div", { class: "details-body" }, parts)].filter((p) => p !== null));
    host.scrollTop = 0;
    byId("frame").classList.toggle("with-details", nodes.length > 0 || state.path !== "");
    if (nodes.length === 1) this.tell(`${this.corpus.label(nodes[0])}, ${this.corpus.type(nodes[0])}, ${this.corpus.isPaper(nodes[0]) ? "" : counted(this.corpus.support[nodes[0]], "paper")}`);
  }

  /** Put other parts into the details, unless these show something else by now. @param {number} turn @param {Node[]} parts */
  refill(turn, parts) {
    if (turn === this.turn) byId("details").querySelector(".details-body")?.replaceChildren(...parts);
  }

  /** Say something to those who look and those who listen. @param {string} text */
  say = (text) => {
    this.tell(text);
    const note = h("div", { class: "note" }, text);
    byId("provenance").parentElement?.append(note);
    setTimeout(() => note.remove(), 2600);
  };

  /** @param {string} text */
  tell(text) {
    byId("live").textContent = straight(text);
  }

  /** @param {number} node */
  actions(node) {
    return drawActions(this, node);
  }

  /** Go to a node, wherever it is. @param {number} node */
  visit(node) {
    const id = this.corpus.id(node);
    this.store.set({ node: id, pair: "" });
    if (this.store.state.view === "graph") {
      this.drawing.fly(id);
      /** @type {HTMLElement | null} */ (byId("canvas").querySelector("[tabindex]"))?.focus({ preventScroll: true });
    }
  }

  /** @param {string} id */
  focus(id) {
    this.store.set({ focus: id, node: id, pair: "", path: "", view: "graph" });
  }

  /** @param {string} id Its papers and strongest neighbours join the view. */
  open(id) {
    const { opened } = this.store.state;
    this.store.set({ opened: opened.includes(id) ? opened.filter((o) => o !== id) : [...opened, id], node: id, pair: "", view: "graph" });
  }

  /** One step back: drawer, focus or path, selection. */
  leave() {
    const { state } = this.store;
    if (byId("frame").classList.contains("with-filters")) this.drawer(false);
    else if (state.focus || state.path) this.store.set({ focus: "", path: "", hops: 1 });
    else if (state.node || state.pair) this.store.set({ node: "", pair: "" });
    else if (state.opened.length) this.store.set({ opened: [] });
  }

  /** @param {boolean} open */
  drawer(open) {
    byId("frame").classList.toggle("with-filters", open);
    byId("filters-button").setAttribute("aria-expanded", String(open));
  }

  /** @param {number} dx @param {number} dy */
  step(dx, dy) {
    const id = this.drawing.next(this.store.state.node, dx, dy);
    if (!id || id === this.store.state.node) return;
    this.store.set({ node: id, pair: "" }, { quiet: true });
    this.drawing.reveal(id);
  }

  /** @param {number} community */
  onlyCommunity(community) {
    const { filter } = this.store.state;
    const only = filter.communities?.size === 1 && filter.communities.has(community);
    this.store.set({ filter: { ...filter, communities: only ? null : new Set([community]) }, focus: "", path: "", view: "graph" });
  }

  /** Where a reader drags a node, there it stays; in a focus only as long as that. @param {string} id @param {{x: number, y: number}} at */
  keep(id, at) {
    if (!this.scene.front) this.places.at.set(this.corpus.number(id), at);
  }

  clearFilters() {
    this.store.set({ filter: everything(this.corpus) });
  }

  /** What is drawn now, where it is now. */
  drawn() {
    const at = this.drawing.places((this.nodes ?? []).map((n) => n.id));
    const nodes = (this.nodes ?? []).map((n) => ({ ...n, x: Math.round(at.get(n.id)?.x ?? n.x), y: Math.round(at.get(n.id)?.y ?? n.y) }));
    const edges = this.scene.lines.map(({ from, to, papers, related }) => ({ from: this.corpus.id(from), to: this.corpus.id(to), papers, related }));
    return { nodes, edges };
  }

  provenance() {
    const beside = /^[\w.-]+\.\w+$/;
    byId("provenance").replaceChildren(...this.first.provenance.flatMap((/** @type {[string, string]} */ [label, text], /** @type {number} */ i) => {
      const files = text.split(/[\s,]+/).filter(Boolean);
      const value = /^(rdf|data)$/i.test(label) && files.every((f) => beside.test(f))
        ? files.flatMap((f, k) => [k ? " " : "", h("a", { href: f }, f)]) : [text];
      return [i ? " · " : "", h("span", {}, h("span", { class: "dim" }, `${label} `), ...value)];
    }));
  }
}

function narrow() {
  return matchMedia("(max-width: 760px)").matches;
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} node */
function radius(corpus, node) {
  if (corpus.isPaper(node)) return 10;
  return Math.round((8 + 28 * Math.sqrt(corpus.support[node] / corpus.most)) * 10) / 10;
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} node @returns {number[]} */
function near(corpus, node) {
  if (corpus.isPaper(node)) return corpus.conceptsOf(node - corpus.conceptCount);
  return relatedTo(corpus, node).map((r) => r.concept);
}

/** @param {import("./corpus.js").Corpus} corpus @param {number[]} nodes */
function islandsOf(corpus, nodes) {
  /** @type {Map<number, string[]>} */
  const ids = new Map();
  for (const n of nodes) {
    const community = corpus.community(n);
    if (community < 0) continue;
    const list = ids.get(community);
    if (list) list.push(corpus.id(n));
    else ids.set(community, [corpus.id(n)]);
  }
  return [...ids].filter(([, list]) => list.length > 2).map(([c, list]) => ({ label: corpus.communities[c], ids: list }));
}

async function open() {
  restoreShade();
  const first = JSON.parse(byId("kg-first").textContent ?? "{}");
  /** @type {App | null} */
  let app = null;
  const drawing = new Drawing(byId("canvas"), first, {
    node: (id) => app?.store.set({ node: id, pair: "" }),
    tie: (from, to) => app?.store.set({ pair: pairId(app.corpus, app.corpus.number(from), app.corpus.number(to)), node: "" }),
    ground: () => app?.store.state.node || app?.store.state.pair ? app.store.set({ node: "", pair: "" }) : undefined,
    open: (id) => app?.open(id),
    hold: (id) => app?.focus(id),
    moved: (id, at) => app?.keep(id, at),
  });
  const type = new Map(Object.entries(first.looks).map(([name, look]) => [/** @type {any} */ (look).shape, name]));
  drawing.show(first.nodes.map((/** @type {any} */ n) => ({
    id: n.id, label: n.label, type: type.get(n.shape), radius: n.size, x: n.x, y: n.y, faint: false, strong: false,
  })), first.edges.map((/** @type {any} */ e) => ({ id: `${e.from}|${e.to}`, from: e.from, to: e.to, width: e.width, strong: false, faint: false, dashes: false })), []);
  drawing.fit(undefined, true);
  performance.mark("drawn");
  const corpus = await readCorpus();
  performance.mark("read");
  app = new App(first, corpus, drawing);
  app.start();
  // For tests, benchmarks and the curious: the page's parts by name.
  Object.assign(globalThis, { paperkg: app });
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
}

open();
