// Details of a concept.

import { byYear, yearChart } from "./chart.js";
import { counted, h, mark } from "./dom.js";
import { longList, nodeLink, pairLink } from "./links.js";
import { passage, quote } from "./passages.js";
import { capital, roleOfConcept, words } from "./text.js";
import { relatedTo } from "./ties.js";

const READ = 60;

/**
 * @param {import("./main.js").App} app
 * @param {number} concept
 * @returns {Node[]}
 */
export function conceptPanel(app, concept) {
  const { corpus, store } = app;
  const papers = corpus.papersOf(concept).sort((a, b) => corpus.papers.year[b] - corpus.papers.year[a] || a - b);
  const aliases = corpus.concepts.aliases[concept];
  const years = byYear(corpus, papers);
  const [first, last] = [Math.min(...years.keys()), Math.max(...years.keys())];
  const community = corpus.community(concept);
  const wikidata = corpus.concepts.wikidata[concept];
  return [
    h("p", { class: "kicker" }, mark(corpus.type(concept)), corpus.type(concept)),
    h("h2", {}, corpus.label(concept)),
    h("p", { class: "lead" }, counted(papers.length, "paper"),
      years.size ? (first === last ? `, ${first}` : `, first ${first}, last ${last}`) : "",
      community >= 0 ? [" · ", h("button", { type: "button", class: "textual", on: { click: () => app.onlyCommunity(community) } }, corpus.communities[community])] : "",
      /^Q\d+$/.test(wikidata ?? "") ? [" · ", h("a", { href: `https://www.wikidata.org/wiki/${wikidata}`, rel: "noopener noreferrer", target: "_blank" }, "Wikidata")] : ""),
    app.actions(concept),
    aliases.length ? h("p", { class: "aliases" }, h("span", { class: "dim" }, "Also written "), aliases.map((/** @type {string} */ alias, /** @type {number} */ i) => [i ? ", " : "", h("span", { class: "alias" }, alias)])) : null,
    years.size > 1 && corpus.years ? yearChart(years, corpus.years.first, corpus.years.last, `Papers on ${corpus.label(concept)} by year`) : null,
    results(app, concept),
    ...papersByRole(app, concept, papers),
    related(app, concept),
    claims(app, concept, papers.slice(0, READ)),
  ].filter((part) => part !== null);
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

/** A section that fills itself: texts are unpacked while the rest can be read. @param {import("./main.js").App} app @param {number} concept @param {number[]} papers */
function claims(app, concept, papers) {
  const section = h("section", { hidden: true });
  fillClaims(app, section, concept, papers);
  return section;
}

/** @param {import("./main.js").App} app @param {HTMLElement} section @param {number} concept @param {number[]} papers */
async function fillClaims({ corpus, store }, section, concept, papers) {
  const found = [];
  for (const paper of papers) {
    if (!corpus.papers.claims[paper]) continue;
    const text = await corpus.text(paper);
    for (const claim of text.claims) {
      if (claim.about.includes(concept)) found.push({ paper, text, claim });
    }
  }
  if (!found.length) return;
  section.hidden = false;
  section.append(h("h3", {}, "Claims about it ", h("span", { class: "count" }, found.length)),
    longList(found, 6, ({ paper, text, claim }) => quote(store, paper,
      passage(store, text, claim.field === 0 ? corpus.papers.title[paper] : text.abstract, claim.field, claim.start, claim.end, { claims: true }))));
}
