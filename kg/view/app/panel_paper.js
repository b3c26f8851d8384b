// Details of a paper: its text with what was found in it.

import { copy } from "./files.js";
import { bibtex } from "./bibtex.js";
import { h, mark } from "./dom.js";
import { longList, nodeLink } from "./links.js";
import { passage } from "./passages.js";
import { capital, safeUrl, words } from "./text.js";

/**
 * @param {import("./main.js").App} app
 * @param {number} node
 * @returns {Promise<Node[]>}
 */
export async function paperPanel(app, node) {
  const { corpus, store } = app;
  const paper = node - corpus.conceptCount;
  const text = await corpus.text(paper);
  const { title, year, venue } = corpus.papers;
  const held = corpus.conceptsOf(paper);
  const entry = bibtex(corpus, paper, text);
  return [
    h("p", { class: "kicker" }, mark("Paper"), "Paper"),
    h("h2", { class: "paper-title", dir: "auto" }, passage(store, text, title[paper], 0, 0, title[paper].length)),
    text.authors.length ? h("p", { class: "authors" }, text.authors.join(", ")) : null,
    h("p", { class: "lead" }, [[venue[paper], year[paper] || ""].filter(Boolean).join(", "), ...outside(corpus, paper)].filter(Boolean).map((part, i) => [i ? " · " : "", part])),
    app.actions(node),
    text.abstract ? h("div", { class: "abstract" }, h("p", { dir: "auto" }, passage(store, text, text.abstract, 1, 0, text.abstract.length, { claims: true }))) : h("p", { class: "dim" }, "No abstract in the source."),
    ...corpus.roles.map((role, r) => {
      const of = held.filter((c) => corpus.role(paper, c) === r);
      return of.length ? h("section", {}, h("h3", {}, capital(words(role))), longList(of, 12, (c) => nodeLink(store, c))) : null;
    }),
    results(app, paper),
    h("section", {}, h("h3", {}, "Cite"),
      h("pre", { class: "bibtex", tabindex: "0", "aria-label": "BibTeX" }, entry),
      h("button", { type: "button", class: "quiet", on: { click: () => copy(entry, app.say) } }, "Copy BibTeX")),
  ].filter((part) => part !== null);
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} paper */
function outside(corpus, paper) {
  const { doi, arxiv, url } = corpus.papers;
  const to = (/** @type {string} */ href, /** @type {string} */ name) =>
    h("a", { href, rel: "noopener noreferrer", target: "_blank" }, name);
  const plain = safeUrl(url[paper]);
  return [
    doi[paper] && to(`https://doi.org/${encodeURI(doi[paper]).replaceAll("#", "%23").replaceAll("?", "%3F")}`, `doi:${doi[paper]}`),
    arxiv[paper] && to(`https://arxiv.org/abs/${encodeURI(arxiv[paper])}`, `arXiv:${arxiv[paper]}`),
    plain && to(plain, "web page"),
  ].filter(Boolean);
}

/** @param {import("./main.js").App} app @param {number} paper */
function results({ corpus, store }, paper) {
  const rows = corpus.results.filter((r) => r.paper === paper);
  if (!rows.length) return null;
  return h("section", {}, h("h3", {}, "Results"), longList(rows, 8, (r) => [
    h("span", { class: "value" }, r.value), " ", h("span", { class: "dim" }, r.metric), " ",
    [r.method, r.dataset, r.task].filter((c) => c >= 0).map((c) => [nodeLink(store, c), " "]),
  ]));
}
