// Details of a concept.

import { byYear, yearChart } from "./chart.js";
import { counted, h, mark } from "./dom.js";
import { go, longList, nodeLink, pairLink } from "./links.js";
import { claimsAbout, evaluated } from "./panel_answers.js";
import { capital, roleOfConcept, words } from "./text.js";
import { relatedTo } from "./ties.js";

/** Names that are told at once. */
const NAMES = 6;

/**
 * @param {import("./main.js").App} app
 * @param {number} concept
 * @returns {Node[]}
 */
export function conceptPanel(app, concept) {
  const { corpus, store } = app;
  const papers = corpus.newestFirst(corpus.papersOf(concept));
  const years = byYear(corpus, papers);
  const [first, last] = [Math.min(...years.keys()), Math.max(...years.keys())];
  const community = corpus.community(concept);
  const { beaten, claims } = claimsAbout(app, concept);
  const wikidata = corpus.concepts.wikidata[concept];
  return [
    h("p", { class: "kicker" }, mark(corpus.type(concept)), corpus.type(concept)),
    h("h2", { dir: "auto" }, corpus.label(concept)),
    h("p", { class: "lead" }, counted(papers.length, "paper"),
      years.size ? (first === last ? `, ${first}` : `, first ${first}, last ${last}`) : "",
      /^Q\d+$/.test(wikidata ?? "") ? [" · ", h("a", { href: `https://www.wikidata.org/wiki/${wikidata}`, rel: "noopener noreferrer", target: "_blank" }, "Wikidata")] : ""),
    community >= 0 ? h("p", { class: "among" }, "Among ", go(store, { filter: { ...store.state.filter, communities: new Set([community]) }, focus: "", path: "", view: "graph" }, { class: "textual", title: "Show this community alone" }, h("bdi", {}, corpus.communities[community]))) : null,
    app.actions(concept),
    spellings(corpus.concepts.aliases[concept]),
    years.size > 1 && corpus.years ? yearChart(years, corpus.years.first, corpus.years.last, `Papers on ${corpus.label(concept)} by year`) : null,
    evaluated(app, concept),
    beaten,
    results(app, concept),
    ...papersByRole(app, concept, papers),
    related(app, concept),
    claims,
  ].filter((part) => part !== null);
}

/** Other names; those that differ in case alone are told once. @param {string[]} aliases */
function spellings(aliases) {
  const names = [...new Map(aliases.map((a) => [a.toLowerCase(), a])).values()];
  if (!names.length) return null;
  const list = (/** @type {string[]} */ some) => some.map((alias, i) => [i ? ", " : "", h("bdi", { class: "alias" }, alias)]);
  const rest = names.length - NAMES;
  const line = h("p", { class: "aliases" }, h("span", { class: "dim" }, "Also written "), list(names.slice(0, rest > 1 ? NAMES : names.length)));
  if (rest > 1) {
    line.append(" ", h("button", { type: "button", class: "textual", on: { click: () => line.replaceChildren(h("span", { class: "dim" }, "Also written "), ...list(names).flat()) } }, `and ${rest} more`));
  }
  return line;
}

/** @param {import("./main.js").App} app @param {number} concept */
function results({ corpus, store }, concept) {
  const rows = corpus.results.filter((r) => r.method === concept || r.dataset === concept || r.task === concept);
  if (!rows.length) return null;
  return h("section", {}, h("h3", {}, "Results"), longList(rows, 5, (r) => [
    h("span", { class: "value" }, r.value), " ", h("span", { class: "dim" }, r.metric), " ",
    [r.method, r.dataset, r.task].filter((c) => c >= 0 && c !== concept).map((c) => [nodeLink(store, c), " "]),
    h("div", { class: "source" }, nodeLink(store, corpus.conceptCount + r.paper)),
  ]));
}

/** @param {import("./main.js").App} app @param {number} concept @param {number[]} papers */
function papersByRole({ corpus, store }, concept, papers) {
  return corpus.roles.map((role, r) => {
    const of = papers.filter((p) => corpus.role(p, concept) === r);
    if (!of.length) return null;
    return h("section", {}, h("h3", {}, capital(roleOfConcept(role)), " ", h("span", { class: "count" }, of.length)),
      longList(of, 5, (p) => h("div", { class: "spread" }, nodeLink(store, corpus.conceptCount + p), corpus.papers.year[p] ? h("span", { class: "year" }, corpus.papers.year[p]) : null)));
  });
}

/** @param {import("./main.js").App} app @param {number} concept */
function related({ corpus, store }, concept) {
  const others = relatedTo(corpus, concept);
  if (!others.length) return null;
  return h("section", {}, h("h3", {}, "Related ", h("span", { class: "count" }, others.length)),
    longList(others, 10, ({ concept: other, papers, relations }) => h("div", { class: "spread" },
      nodeLink(store, other),
      pairLink(store, concept, other, { class: "why" },
        relations.length ? relationWords(corpus, relations[0], concept) : counted(papers, "paper"),
        h("span", { class: "hidden-visually" }, ` of ${corpus.label(concept)} and ${corpus.label(other)}`)))));
}

/** @param {import("./corpus.js").Corpus} corpus @param {import("./corpus.js").Relation} relation @param {number} from */
export function relationWords(corpus, relation, from) {
  const kind = corpus.relationKinds[relation.kind];
  if (kind === "broader") return relation.subject === from ? "broader term" : "narrower term";
  return relation.subject === from ? words(kind) : { used_for: "uses", part_of: "has part", compared_with: "compared with", evaluated_with: "evaluates", trained_with: "trains", benchmark_for: "has benchmark" }[kind] ?? words(kind);
}
