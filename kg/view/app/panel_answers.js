// What is asked of a concept most: what is evaluated on what, and who claims to beat it.

import { counted, h } from "./dom.js";
import { longList, nodeLink, pairLink } from "./links.js";
import { fieldText, passage, quote } from "./passages.js";
import { confidence } from "./text.js";

const READ = 60;
const BEATEN = 200;

/** Words that put one above the other, as in `ontology/queries/claims-beating.rq`. */
const ABOVE = /\b(out(perform|match)|surpass|exceed|overtak|beat|win|superior|better|best|improv|gain|advan|reduc|boost|state[- ]of[- ]the[- ]art|sota|more|less|fewer|high|low|fast|small|large|short|strong|great|rather than)/i;

/**
 * Methods evaluated on a dataset; datasets on which a method, or work on a task, is evaluated. A paper that
 * evaluates on the dataset counts, for methods that it introduces, uses or compares with.
 * @param {import("./main.js").App} app @param {number} concept
 */
export function evaluated({ corpus, store }, concept) {
  const on = corpus.roles.indexOf("evaluates_on");
  const taking = new Set(["introduces", "uses", "compares_with"].map((role) => corpus.roles.indexOf(role)));
  const own = corpus.type(concept);
  const wanted = corpus.types.indexOf(own === "Dataset" ? "Method" : "Dataset");
  /** @type {Map<number, {papers: number, introduced: number}>} */
  const found = new Map();
  for (const p of corpus.papersOf(concept)) {
    const role = corpus.role(p, concept);
    if ((own === "Dataset" && role !== on) || (own === "Method" && !taking.has(role))) continue;
    for (let i = corpus.heldStart(p); i < corpus.heldEnds[p]; i++) {
      const other = corpus.heldConcept[i];
      const as = corpus.heldRole[i];
      if (corpus.concepts.type[other] !== wanted || other === concept) continue;
      if (own === "Dataset" ? !taking.has(as) : as !== on) continue;
      const so = found.get(other) ?? { papers: 0, introduced: 0 };
      found.set(other, { papers: so.papers + 1, introduced: so.introduced + Number(as === 0) });
    }
  }
  if (!found.size) return null;
  const rows = [...found].sort(([a, x], [b, y]) => y.papers - x.papers || y.introduced - x.introduced || a - b);
  const title = { Dataset: "Methods evaluated on it", Method: "Evaluated on", Task: "Datasets in its papers" }[own] ?? "";
  return h("section", {}, h("h3", {}, title, " ", h("span", { class: "count" }, rows.length.toLocaleString("en"))),
    longList(rows, 6, ([other, { papers, introduced }]) => h("div", { class: "spread" }, nodeLink(store, other),
      pairLink(store, concept, other, { class: "why" }, counted(papers, "paper"), introduced ? `, ${introduced} ${introduced === 1 ? "introduces" : "introduce"} it` : null,
        h("span", { class: "hidden-visually" }, ` with ${corpus.label(other)}`)))));
}

/** @typedef {{paper: number, text: import("./corpus.js").Text, claim: import("./corpus.js").Claim}} Found */

/**
 * Claims about a concept, from the newest papers; those of papers that claim to beat it in a section before.
 * Sections fill themselves: texts are unpacked while the rest can be read.
 * @param {import("./main.js").App} app @param {number} concept
 * @returns {{beaten: HTMLElement, claims: HTMLElement}}
 */
export function claimsAbout(app, concept) {
  const { corpus } = app;
  const papers = corpus.newestFirst(corpus.papersOf(concept)).filter((p) => corpus.papers.claims[p]);
  const beaten = h("section", { hidden: true, class: "beaten" });
  const claims = h("section", { hidden: true, class: "claims" });
  const rivals = papers.filter((p) => corpus.roles[corpus.role(p, concept)] === "compares_with").slice(0, BEATEN);
  app.filling = Promise.all([fillBeaten(app, beaten, concept, rivals), fillClaims(app, claims, concept, papers)]);
  return { beaten, claims };
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} concept @param {number[]} papers @returns {Promise<Found[]>} */
async function read(corpus, concept, papers) {
  const found = [];
  for (const paper of papers) {
    const text = await corpus.text(paper);
    for (const claim of text.claims) if (claim.about.includes(concept)) found.push({ paper, text, claim });
  }
  return found;
}

/** @param {import("./main.js").App} app @param {HTMLElement} section @param {number} concept @param {number[]} rivals */
async function fillBeaten({ corpus, store }, section, concept, rivals) {
  const performance = corpus.kinds.indexOf("performance");
  const found = (await read(corpus, concept, rivals)).filter(({ paper, text, claim }) =>
    claim.kind === performance && ABOVE.test(fieldText(corpus, text, paper, claim.field).slice(claim.start, claim.end)));
  if (!found.length) return;
  section.hidden = false;
  section.append(h("h3", {}, "Claims to beat it ", h("span", { class: "count" }, found.length)),
    longList(found, 3, ({ paper, text, claim }) => quote(store, paper,
      passage(store, text, fieldText(corpus, text, paper, claim.field), claim.field, claim.start, claim.end), confidence(claim.confidence))));
}

/** @param {import("./main.js").App} app @param {HTMLElement} section @param {number} concept @param {number[]} papers */
async function fillClaims({ corpus, store }, section, concept, papers) {
  /** @type {Found[]} */
  const found = [];
  let done = 0;
  async function more() {
    found.push(...await read(corpus, concept, papers.slice(done, done + READ)));
    done = Math.min(papers.length, done + READ);
    section.hidden = !found.length && done === papers.length;
    section.replaceChildren(
      h("h3", {}, "Claims about it ", h("span", { class: "count" }, found.length)),
      longList(found, 6, ({ paper, text, claim }) => quote(store, paper,
        passage(store, text, fieldText(corpus, text, paper, claim.field), claim.field, claim.start, claim.end, { claims: true }))),
      done < papers.length ? h("p", { class: "dim" }, `From the newest ${done} of ${counted(papers.length, "paper")} that claim something. `,
        h("button", { type: "button", class: "textual", on: { click: more } }, `Read ${Math.min(READ, papers.length - done)} more`)) : "");
  }
  await more();
}
