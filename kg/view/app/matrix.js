// Methods against datasets that pass the filters: which were in one paper, how often.

import { h } from "./dom.js";
import { copy, csvRow } from "./files.js";
import { nodeLink, pairLink } from "./links.js";

const ROWS = 30;
const COLUMNS = 14;

/**
 * @param {HTMLElement} host
 * @param {import("./main.js").App} app
 * @returns {(passed: import("./filters.js").Passed) => void}
 */
export function matrix(host, app) {
  const { corpus, store } = app;
  return (passed) => {
    const { rows, columns, count } = cross(corpus, passed);
    if (!rows.length || !columns.length) {
      host.replaceChildren(h("div", { class: "blank" }, h("h2", {}, "No method meets a dataset here"),
        h("p", {}, "The matrix counts papers that hold both. Widen the filters, show methods and datasets, or lower the number of papers that a concept needs.")));
      return;
    }
    const most = Math.max(...rows.flatMap((r) => columns.map((c) => count(r, c))));
    const csv = () => csvRow(["Method", ...columns.map((c) => corpus.label(c))]) +
      rows.map((r) => csvRow([corpus.label(r), ...columns.map((c) => count(r, c))])).join("");
    host.replaceChildren(
      h("div", { class: "sheet-head" }, h("h2", {}, "Methods by datasets"),
        h("span", { class: "dim grow" }, "papers that hold both"),
        h("button", { type: "button", class: "quiet", on: { click: () => copy(csv(), app.say) } }, "Copy as CSV")),
      h("div", { class: "scroll of-matrix", tabindex: "0", role: "region", "aria-label": "Matrix" }, h("table", { class: "matrix" },
        h("caption", { class: "hidden-visually" }, "Papers that hold both, methods in rows and datasets in columns"),
        h("thead", {}, h("tr", {}, h("td", {}), columns.map((c) => h("th", { scope: "col" }, nodeLink(store, c))))),
        h("tbody", {}, rows.map((r) => h("tr", {}, h("th", { scope: "row" }, nodeLink(store, r)),
          columns.map((c) => {
            const n = count(r, c);
            const level = n ? Math.min(4, Math.max(1, Math.ceil((n / most) * 4))) : 0;
            return h("td", { class: `level-${level}` }, n ? pairLink(store, r, c, {}, n,
              h("span", { class: "hidden-visually" }, ` ${n === 1 ? "paper" : "papers"} with ${corpus.label(r)} and ${corpus.label(c)}`)) : null);
          })))))));
  };
}

/** @param {import("./corpus.js").Corpus} corpus @param {import("./filters.js").Passed} passed */
function cross(corpus, passed) {
  const method = corpus.types.indexOf("Method");
  const dataset = corpus.types.indexOf("Dataset");
  const kept = new Set(passed.concepts);
  /** @type {Map<string, number>} */
  const counts = new Map();
  /** @type {Map<number, number>} */
  const weight = new Map();
  for (const p of passed.papers) {
    const held = corpus.conceptsOf(p);
    const methods = held.filter((c) => corpus.concepts.type[c] === method && kept.has(c));
    const datasets = held.filter((c) => corpus.concepts.type[c] === dataset && kept.has(c));
    for (const m of methods) {
      for (const d of datasets) {
        counts.set(`${m}|${d}`, (counts.get(`${m}|${d}`) ?? 0) + 1);
        weight.set(m, (weight.get(m) ?? 0) + 1);
        weight.set(d, (weight.get(d) ?? 0) + 1);
      }
    }
  }
  const top = (/** @type {number} */ type, /** @type {number} */ most) => [...weight.keys()]
    .filter((c) => corpus.concepts.type[c] === type)
    .sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0) || a - b)
    .slice(0, most);
  const columns = top(dataset, COLUMNS);
  const count = (/** @type {number} */ r, /** @type {number} */ c) => counts.get(`${r}|${c}`) ?? 0;
  const inView = (/** @type {number} */ r) => columns.reduce((sum, c) => sum + count(r, c), 0);
  const rows = [...weight.keys()]
    .filter((c) => corpus.concepts.type[c] === method && inView(c) > 0)
    .sort((a, b) => inView(b) - inView(a) || a - b)
    .slice(0, ROWS);
  return { rows, columns, count };
}
