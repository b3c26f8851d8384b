// What the side shows before anything is chosen: where to start.

import { counted, h } from "./dom.js";
import { nodeLink } from "./links.js";

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
  return [
    h("p", { class: "kicker" }, "Overview"),
    h("h2", {}, counted(corpus.paperCount, "paper")),
    h("p", { class: "lead" }, `${counted(corpus.conceptCount, "concept")}, ${counted(claims, "claim")}${corpus.years ? `, ${corpus.years.first}–${corpus.years.last}` : ""}. Choose a node for its papers and sentences, a line for what joins two concepts.`),
    ...(largest.length > 1 ? [h("section", {}, h("h3", {}, "Communities"), largest.map(([community, concepts]) =>
      h("div", { class: "community" },
        h("button", { type: "button", class: "textual", on: { click: () => app.onlyCommunity(community) } }, counted(concepts.length, "concept")),
        h("p", {}, concepts.slice(0, 5).map((c) => [nodeLink(store, c), " "])))))] : []),
    ...(largest.length <= 1 ? [h("section", {}, h("h3", {}, "Most papers"), h("ul", { class: "rows" }, passed.concepts.slice(0, 20).map((c) => h("li", {}, nodeLink(store, c)))))] : []),
  ];
}
