// What the side shows before anything is chosen: where to start.

import { counted, h } from "./dom.js";
import { go, longList, nodeLink } from "./links.js";

/** Years that are new, counted back from the last. */
const RECENT = 3;

/** @param {import("./main.js").App} app @param {import("./filters.js").Passed} passed @returns {Node[]} */
export function homePanel(app, passed) {
  const { corpus, store } = app;
  const claims = corpus.papers.claims.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b, 0);
  /** @type {Map<number, number[]>} */
  const members = new Map();
  for (const c of passed.concepts) {
    const community = corpus.concepts.community[c];
    if (community < 0) continue;
    const list = members.get(community);
    if (list) list.push(c);
    else members.set(community, [c]);
  }
  const largest = [...members].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]).slice(0, 12);
  const asked = store.state.filter.years !== null;
  return [
    h("p", { class: "kicker" }, "Overview"),
    h("h2", {}, passed.papers.length < corpus.paperCount ? `${passed.papers.length.toLocaleString("en")} of ` : "", counted(corpus.paperCount, "paper")),
    h("p", { class: "lead" }, `${counted(corpus.conceptCount, "concept")}, ${counted(claims, "claim")}${corpus.years ? `, ${corpus.years.first}–${corpus.years.last}` : ""}. Choose a node for its papers and sentences, a line for what joins two concepts.`),
    ...(asked ? newcomers(app, passed) : []),
    ...(largest.length > 1 ? [h("section", {}, h("h3", {}, "Communities"), largest.map(([community, concepts]) =>
      h("div", { class: "community" },
        h("button", { type: "button", class: "textual", on: { click: () => app.onlyCommunity(community) } }, counted(concepts.length, "concept")),
        h("p", {}, concepts.slice(0, 5).map((c) => [nodeLink(store, c), " "])))))] : []),
    ...(asked ? [] : newcomers(app, passed)),
    ...(largest.length <= 1 ? [h("section", {}, h("h3", {}, "Most papers"), h("ul", { class: "rows" }, passed.concepts.slice(0, 20).map((c) => h("li", {}, nodeLink(store, c)))))] : []),
  ];
}

/**
 * Concepts first seen in the years that are looked at; in the last few, where all are.
 * @param {import("./main.js").App} app @param {import("./filters.js").Passed} passed @returns {Node[]}
 */
function newcomers({ corpus, store }, passed) {
  if (!corpus.years || corpus.years.first === corpus.years.last) return [];
  const { filter } = store.state;
  const [from, to] = filter.years ?? [corpus.years.last - RECENT + 1, corpus.years.last];
  const fresh = passed.concepts.filter((c) => corpus.firstYears[c] >= from && corpus.firstYears[c] <= to);
  const since = { filter: { ...filter, years: /** @type {[number, number]} */ ([from, to]), undated: false } };
  return [h("section", { class: "newcomers" },
    h("h3", {}, `First seen ${from === to ? from : to === corpus.years.last ? `since ${from}` : `${from}–${to}`} `, h("span", { class: "count" }, fresh.length.toLocaleString("en"))),
    fresh.length ? longList(fresh, 10, (c) => h("div", { class: "spread" }, nodeLink(store, c), h("span", { class: "year" }, `${corpus.firstYears[c]}, ${counted(passed.support[c], "paper")}`)))
      : h("p", { class: "dim" }, "No concept that passes the filters."),
    h("p", { class: "ways" },
      go(store, { ...since, view: "table", rows: "concepts", sort: "first:down" }, { class: "textual" }, "Concepts as a table"),
      go(store, { ...since, view: "table", rows: "papers", sort: "year:down" }, { class: "textual" }, "Papers of these years")))];
}
