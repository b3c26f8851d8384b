// Details of an edge: the sentences that say so.

import { counted, h } from "./dom.js";
import { longList, nodeLink } from "./links.js";
import { relationWords } from "./panel_concept.js";
import { fieldText, passage, quote, sentencesWith } from "./passages.js";
import { confidence, roleOfConcept } from "./text.js";

const READ = 40;

/**
 * @param {import("./main.js").App} app
 * @param {number} a @param {number} b
 * @returns {Promise<Node[]>}
 */
export async function pairPanel(app, a, b) {
  const { corpus } = app;
  return corpus.isPaper(a) || corpus.isPaper(b)
    ? roleOfPair(app, corpus.isPaper(a) ? a : b, corpus.isPaper(a) ? b : a)
    : twoConcepts(app, a, b);
}

/** @param {import("./main.js").App} app @param {number} node @param {number} concept */
async function roleOfPair({ corpus, store }, node, concept) {
  const paper = node - corpus.conceptCount;
  const text = await corpus.text(paper);
  const role = corpus.role(paper, concept);
  const only = new Set([concept]);
  return [
    h("p", { class: "kicker" }, "Role in a paper"),
    h("h2", { class: "ends" }, nodeLink(store, concept), h("span", { class: "joint" }, role >= 0 ? roleOfConcept(corpus.roles[role]) : "is not held by"), nodeLink(store, node)),
    ...sentencesWith(corpus, text, paper, [concept]).map((s) => quote(store, paper,
      passage(store, text, fieldText(corpus, text, paper, s.field), s.field, s.start, s.end, { only }), confidence(s.confidence))),
  ];
}

/** @param {import("./main.js").App} app @param {number} a @param {number} b @param {number} [read] Papers that are read, the newest. */
async function twoConcepts(app, a, b, read = READ) {
  const { corpus, store } = app;
  const relations = (corpus.relationsOf?.get(a) ?? []).filter((r) => r.subject === b || r.object === b);
  const papers = corpus.papersWithBoth(a, b);
  const only = new Set([a, b]);
  const { turn } = app;
  const stated = [];
  for (const relation of relations) {
    const quotes = [];
    for (const e of corpus.evidenceOf(relation).slice(0, read)) {
      const text = await corpus.text(e.paper);
      quotes.push(quote(store, e.paper, passage(store, text, fieldText(corpus, text, e.paper, e.field), e.field, e.start, e.end, { only }), confidence(e.confidence)));
    }
    stated.push(h("section", {}, h("h3", {}, h("bdi", {}, corpus.label(relation.subject)), ` — ${relationWords(corpus, relation, relation.subject)} — `, h("bdi", {}, corpus.label(relation.object)), " ",
      h("span", { class: "count" }, confidence(relation.confidence))),
    quotes.length ? longList(quotes, 5, (q) => q) : h("p", { class: "dim" }, "Follows from the names, not from a sentence.")));
  }
  /** @type {{paper: number, text: import("./corpus.js").Text, found: ReturnType<typeof sentencesWith>, together: boolean}[]} */
  const shared = [];
  for (const paper of papers.slice(0, read)) {
    const text = await corpus.text(paper);
    const found = sentencesWith(corpus, text, paper, [a, b]);
    const together = found.some((s) => s.all);
    shared.push({ paper, text, found, together });
  }
  shared.sort((x, y) => Number(y.together) - Number(x.together));
  return [
    h("p", { class: "kicker" }, "Two concepts"),
    h("h2", { class: "ends" }, nodeLink(store, a), h("span", { class: "joint" }, papers.length ? `together in ${counted(papers.length, "paper")}` : "never in the same paper"), nodeLink(store, b)),
    ...stated,
    papers.length ? h("section", {}, h("h3", {}, "Papers with both ", h("span", { class: "count" }, papers.length)),
      longList(shared, 8, ({ paper, text, found, together }) => quote(store, paper,
        found.flatMap((s, i) => [...(i ? [document.createTextNode(" … ")] : []), ...passage(store, text, fieldText(corpus, text, paper, s.field), s.field, s.start, s.end, { only })]),
        together ? confidence(Math.min(...found.map((s) => s.confidence))) : "in different sentences")),
    papers.length > read ? h("p", { class: "dim" }, `From the newest ${read} of them. `, h("button", { type: "button", class: "textual", on: { click: async () => {
      const parts = await twoConcepts(app, a, b, read + 3 * READ);
      app.refill(turn, parts);
    } } }, `Read ${Math.min(3 * READ, papers.length - read)} more`)) : null) : null,
  ].filter((part) => part !== null);
}
