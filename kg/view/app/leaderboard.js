// Results as the papers state them, best first within a dataset and metric.

import { h } from "./dom.js";
import { copy, csvRow } from "./files.js";
import { nodeLink } from "./links.js";
import { fold } from "./text.js";

/** @param {string} text @returns {number} The first number in it; NaN where none is. */
export function valueOf(text) {
  const match = /[-+−]?\d[\d,]*(?:\.\d+)?/.exec(text);
  return match ? Number(match[0].replaceAll(",", "").replace("−", "-")) : NaN;
}

/** Metrics of which less is better. @param {string} metric */
export function lessIsBetter(metric) {
  return /error|loss|perplexity|\bppl\b|\bfid\b|\bwer\b|\bcer\b|\bper\b|\brmse\b|\bmse\b|\bmae\b|latency|runtime|\btime\b|regret|distance|memory|cost/i.test(metric);
}

/**
 * @param {HTMLElement} host
 * @param {import("./main.js").App} app
 * @returns {(state: import("./state.js").State, passed: import("./filters.js").Passed) => void}
 */
export function leaderboard(host, app) {
  const { corpus, store } = app;
  return (state, passed) => {
    const rows = corpus.results.filter((r) => passed.paperPasses[r.paper]);
    if (!rows.length) {
      host.replaceChildren(h("div", { class: "blank" }, h("h2", {}, "No results here"),
        h("p", {}, "A result is a number that an abstract reports for a method. None was found in the papers that pass the filters.")));
      return;
    }
    const boards = grouped(corpus, rows);
    const chosen = boards.find((b) => b.key === state.metric);
    const select = h("select", { "aria-label": "Dataset and metric", on: { change: (/** @type {any} */ e) => store.set({ metric: e.target.value }) } },
      h("option", { value: "" }, `All ${rows.length.toLocaleString("en")} results`),
      boards.map((b) => h("option", { value: b.key }, `${b.name} (${b.rows.length})`)));
    select.value = chosen?.key ?? "";
    const shown = chosen ? [chosen] : boards;
    const line = (/** @type {import("./corpus.js").Result} */ r) => [
      r.method >= 0 ? corpus.label(r.method) : "", r.dataset >= 0 ? corpus.label(r.dataset) : "",
      r.task >= 0 ? corpus.label(r.task) : "", r.metric, r.value, corpus.papers.title[r.paper], corpus.papers.year[r.paper] || "",
    ];
    const csv = () => csvRow(["Method", "Dataset", "Task", "Metric", "Value", "Paper", "Year"]) +
      shown.flatMap((b) => b.rows.map((r) => csvRow(line(r)))).join("");
    host.replaceChildren(
      h("div", { class: "sheet-head" }, h("h2", {}, "Results"), select,
        h("span", { class: "dim grow" }, "as the abstracts state them; settings may differ"),
        h("button", { type: "button", class: "quiet", on: { click: () => copy(csv(), app.say) } }, "Copy as CSV")),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of results" },
        h("table", { class: "boards" },
          h("caption", { class: "hidden-visually" }, "Results by dataset and metric"),
          h("thead", {}, h("tr", {}, ["Value", "Metric", "Method", "Dataset or task", "Paper"].map((name) => h("th", { scope: "col" }, name)))),
          shown.map((board) => h("tbody", {}, board.rows.map((r, i) => h("tr", { class: i === 0 && board.rows.length > 1 && board.ranked ? "first" : null },
            h("td", { class: "value" }, r.value),
            h("td", {}, r.metric),
            h("td", {}, r.method >= 0 ? nodeLink(store, r.method) : ""),
            h("td", {}, r.dataset >= 0 ? nodeLink(store, r.dataset) : r.task >= 0 ? nodeLink(store, r.task) : ""),
            h("td", { class: "long" }, nodeLink(store, corpus.conceptCount + r.paper)))))))));
  };
}

/** @param {import("./corpus.js").Corpus} corpus @param {import("./corpus.js").Result[]} rows */
function grouped(corpus, rows) {
  /** @type {Map<string, {key: string, name: string, rows: import("./corpus.js").Result[], ranked: boolean}>} */
  const boards = new Map();
  for (const r of rows) {
    const on = r.dataset >= 0 ? r.dataset : r.task;
    const key = `${on >= 0 ? corpus.id(on) : ""}:${fold(r.metric)}`;
    const name = [on >= 0 ? corpus.label(on) : "", r.metric].filter(Boolean).join(", ") || "no dataset or metric";
    const board = boards.get(key) ?? { key, name, rows: [], ranked: on >= 0 && r.metric !== "" };
    board.rows.push(r);
    boards.set(key, board);
  }
  const list = [...boards.values()];
  for (const board of list) {
    const sign = lessIsBetter(board.rows[0].metric) ? 1 : -1;
    board.rows.sort((a, b) => sign * (valueOf(a.value) - valueOf(b.value)) || a.paper - b.paper);
  }
  const papers = new Map(list.map((b) => [b, new Set(b.rows.map((r) => r.paper)).size]));
  const told = (/** @type {{rows: import("./corpus.js").Result[]}} */ b) => Number(b.rows[0].dataset >= 0) * 2 + Number(b.rows[0].task >= 0);
  // What can be compared comes first: several papers on one dataset by one metric.
  return list.sort((a, b) => Number(b.ranked) - Number(a.ranked) || (papers.get(b) ?? 0) - (papers.get(a) ?? 0) || told(b) - told(a) || b.rows.length - a.rows.length || a.name.localeCompare(b.name));
}
