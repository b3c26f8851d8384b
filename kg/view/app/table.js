// The graph as a table: the same filters, the same links.

import { h } from "./dom.js";
import { copy, csvRow } from "./files.js";
import { nodeLink } from "./links.js";
import { byYear } from "./chart.js";
import { fold } from "./text.js";

const PAGE = 100;

/** @typedef {{key: string, name: string, number?: boolean, value: (node: number) => string | number}} Column */

/** @param {import("./corpus.js").Corpus} corpus @param {import("./filters.js").Passed} passed @returns {Column[]} */
function conceptColumns(corpus, passed) {
  const roleCount = (/** @type {number} */ c, /** @type {number} */ role) => {
    let count = 0;
    for (const p of corpus.papersOf(c)) if (passed.paperPasses[p] && corpus.role(p, c) === role) count += 1;
    return count;
  };
  const years = (/** @type {number} */ c) => [...byYear(corpus, corpus.papersOf(c)).keys()];
  /** @type {Column[]} */
  const columns = [
    { key: "name", name: "Name", value: (c) => corpus.label(c) },
    { key: "type", name: "Type", value: (c) => corpus.type(c) },
    { key: "papers", name: "Papers", number: true, value: (c) => passed.support[c] },
    { key: "introduced", name: "Introduced", number: true, value: (c) => roleCount(c, 0) },
    { key: "evaluated", name: "Evaluated on", number: true, value: (c) => roleCount(c, 1) },
    { key: "compared", name: "Compared", number: true, value: (c) => roleCount(c, 2) },
    { key: "used", name: "Used", number: true, value: (c) => roleCount(c, 3) },
    { key: "community", name: "Community", value: (c) => corpus.communities[corpus.community(c)] ?? "" },
  ];
  if (corpus.years) {
    columns.splice(3, 0,
      { key: "first", name: "First", number: true, value: (c) => Math.min(...years(c), 9999) % 9999 || "" },
      { key: "last", name: "Last", number: true, value: (c) => Math.max(...years(c), 0) || "" });
  }
  return columns;
}

/** @param {import("./corpus.js").Corpus} corpus @returns {Column[]} */
function paperColumns(corpus) {
  const of = (/** @type {number} */ node) => node - corpus.conceptCount;
  /** @type {Map<number, number>} */
  const results = new Map();
  for (const r of corpus.results) results.set(r.paper, (results.get(r.paper) ?? 0) + 1);
  /** @type {Column[]} */
  const columns = [
    { key: "name", name: "Title", value: (n) => corpus.label(n) },
    { key: "concepts", name: "Concepts", number: true, value: (n) => corpus.heldEnds[of(n)] - corpus.heldStart(of(n)) },
    { key: "claims", name: "Claims", number: true, value: (n) => corpus.papers.claims[of(n)] },
    { key: "results", name: "Results", number: true, value: (n) => results.get(of(n)) ?? 0 },
  ];
  if (corpus.papers.venue.some(Boolean)) columns.splice(1, 0, { key: "venue", name: "Venue", value: (n) => corpus.papers.venue[of(n)] });
  if (corpus.years) columns.splice(1, 0, { key: "year", name: "Year", number: true, value: (n) => corpus.papers.year[of(n)] || "" });
  return columns;
}

/**
 * @param {HTMLElement} host
 * @param {import("./main.js").App} app
 * @returns {(state: import("./state.js").State, passed: import("./filters.js").Passed) => void}
 */
export function table(host, app) {
  const { corpus, store } = app;
  let wanted = "";
  let page = 0;
  let last = "";
  return function draw(state, passed) {
    const signature = JSON.stringify([state.rows, state.sort, wanted, passed.concepts.length, passed.papers.length]);
    if (signature !== last) page = 0;
    last = signature;
    const columns = state.rows === "papers" ? paperColumns(corpus) : conceptColumns(corpus, passed);
    const [sortKey, sortWay] = (state.sort || (state.rows === "papers" ? "concepts:down" : "papers:down")).split(":");
    const column = columns.find((c) => c.key === sortKey) ?? columns[0];
    const nodes = rows(state, passed, column, sortWay === "up");
    const pages = Math.max(1, Math.ceil(nodes.length / PAGE));
    page = Math.min(page, pages - 1);
    const typing = document.activeElement?.id === "table-filter";
    const field = h("input", { id: "table-filter", type: "search", placeholder: "Filter by name", "aria-label": "Filter rows by name", on: { input: (/** @type {any} */ e) => {
      wanted = e.target.value;
      draw(store.state, passed);
    } } });
    field.value = wanted;
    host.replaceChildren(
      h("div", { class: "sheet-head" },
        h("div", { class: "switch", role: "group", "aria-label": "Rows" }, ["concepts", "papers"].map((kind) =>
          h("button", { type: "button", "aria-pressed": String(state.rows === kind), on: { click: () => store.set({ rows: kind, sort: "" }) } }, kind === "papers" ? "Papers" : "Concepts"))),
        field,
        h("span", { class: "dim grow" }, `${nodes.length.toLocaleString("en")} rows`),
        h("button", { type: "button", class: "quiet", on: { click: () => copy(csv(columns, nodes), app.say) } }, "Copy as CSV")),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" }, h("table", {},
        h("caption", { class: "hidden-visually" }, state.rows === "papers" ? "Papers that pass the filters" : "Concepts that pass the filters"),
        h("thead", {}, h("tr", {}, columns.map((c) => {
          const sorted = c === column ? (sortWay === "up" ? "ascending" : "descending") : null;
          return h("th", { scope: "col", class: c.number ? "number" : null, "aria-sort": sorted },
            h("button", { type: "button", on: { click: () => store.set({ sort: `${c.key}:${next(c, column, sortWay)}` }, { quiet: true }) } },
              c.name, h("span", { class: "arrow", "aria-hidden": "true" }, sorted ? (sortWay === "up" ? " ↑" : " ↓") : "")));
        }))),
        h("tbody", {}, nodes.slice(page * PAGE, (page + 1) * PAGE).map((n) => h("tr", { "aria-current": store.state.node === corpus.id(n) ? "true" : null },
          columns.map((c, i) => (i === 0 ? h("th", { scope: "row" }, nodeLink(store, n)) : h("td", { class: c.number ? "number" : null }, c.number && c.value(n) === 0 ? h("span", { class: "zero" }, "0") : c.value(n))))))))),
      pages > 1 ? h("nav", { class: "pager", "aria-label": "Pages of the table" },
        turn("Previous", page - 1), h("span", {}, `${page + 1} of ${pages}`), turn("Next", page + 1)) : "");
    if (typing) {
      field.focus();
      field.setSelectionRange(wanted.length, wanted.length);
    }

    /** @param {string} name @param {number} to */
    function turn(name, to) {
      return h("button", { type: "button", class: "quiet", disabled: to < 0 || to >= pages, on: { click: () => {
        page = to;
        draw(store.state, passed);
        host.querySelector(".scroll")?.scrollTo(0, 0);
      } } }, name);
    }
  };

  /** @param {import("./state.js").State} state @param {import("./filters.js").Passed} passed @param {Column} column @param {boolean} up */
  function rows(state, passed, column, up) {
    const all = state.rows === "papers" ? passed.papers.map((p) => p + corpus.conceptCount) : passed.concepts;
    const part = fold(wanted.trim());
    const kept = part ? all.filter((n) => fold(corpus.label(n)).includes(part)) : [...all];
    const keyed = kept.map((n) => ({ n, value: column.value(n) }));
    const sign = up ? 1 : -1;
    const words = new Intl.Collator("en", { numeric: true });
    keyed.sort((a, b) => sign * (column.number ? Number(a.value) - Number(b.value) : words.compare(String(a.value), String(b.value)))); // ties stay as they were: the better supported first
    return keyed.map(({ n }) => n);
  }
}

/** @param {Column} column @param {Column} current @param {string} way */
function next(column, current, way) {
  if (column !== current) return column.number ? "down" : "up";
  return way === "up" ? "down" : "up";
}

/** @param {Column[]} columns @param {number[]} nodes */
function csv(columns, nodes) {
  return csvRow(columns.map((c) => c.name)) + nodes.map((n) => csvRow(columns.map((c) => c.value(n)))).join("");
}
