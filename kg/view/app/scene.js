// From state to what is drawn: which nodes, which ties, which of them stand back.

import { around, neighbours, path, strongestTies } from "./ties.js";

/**
 * @typedef {{from: number, to: number, papers: number, related: boolean, strong: boolean}} Line
 * @typedef {{nodes: number[], lines: Line[], front: number[] | null, via: Map<number, number>, total: number, note: string}} Scene
 * `front` are the nodes that stand out, nearest first, null: all; `via` tells from which node each of them was
 * reached; `total` is how many pass the filters.
 */

const OPENED = 24;

/**
 * @param {import("./corpus.js").Corpus} corpus
 * @param {import("./state.js").State} state
 * @param {import("./filters.js").Passed} passed
 * @param {{limit: number, ties: number}} setting
 * @returns {Scene}
 */
export function scene(corpus, state, passed, setting) {
  const withPapers = state.filter.types.has("Paper");
  const total = passed.concepts.length + (withPapers ? passed.papers.length : 0);
  const base = chosen(corpus, passed, withPapers, setting.limit);
  const allowed = allowing(corpus, passed, state);
  let extra = /** @type {number[]} */ ([]);
  let front = /** @type {Set<number> | null} */ (null);
  let note = "";
  let via = /** @type {Map<number, number>} */ (new Map());
  if (state.path) {
    const [from, to] = state.path.split("|").map((id) => corpus.number(id));
    const chain = path(corpus, from, to);
    extra = chain ?? [from, to];
    front = new Set(extra);
    note = chain ? "" : "No chain of papers joins the two";
  } else if (state.focus) {
    const centre = corpus.number(state.focus);
    const found = around(corpus, centre, state.hops, allowed, withPapers);
    via = found.via;
    extra = found.nodes;
    front = new Set(extra);
    note = found.reached > extra.length
      ? `the strongest ${extra.length - 1} of ${(found.reached - 1).toLocaleString("en")} neighbours`
      : "";
  }
  for (const id of state.opened) {
    const node = corpus.number(id);
    extra = [...extra, node, ...neighbours(corpus, node, true).filter((n) => corpus.isPaper(n) || allowed(n)).slice(0, OPENED)];
  }
  const selected = [state.node, ...state.pair.split("|")].map((id) => corpus.number(id)).filter((n) => n >= 0);
  const must = [...new Set([...extra, ...selected])].slice(0, setting.limit);
  const nodes = [...new Set([...must, ...base])].slice(0, setting.limit);
  const lines = joined(corpus, nodes, passed, setting.ties, state, front, via);
  return { nodes, lines, front: front ? [...front] : null, via, total, note };
}

/** @param {import("./corpus.js").Corpus} corpus @param {import("./filters.js").Passed} passed @param {boolean} withPapers @param {number} limit */
function chosen(corpus, passed, withPapers, limit) {
  if (!withPapers) return passed.concepts.slice(0, limit);
  const concepts = passed.concepts.slice(0, Math.floor(limit * 0.6));
  const shown = new Set(concepts);
  const weight = (/** @type {number} */ p) => corpus.conceptsOf(p).filter((c) => shown.has(c)).length;
  const papers = passed.papers
    .map((p) => ({ p, weight: weight(p) }))
    .sort((a, b) => b.weight - a.weight || a.p - b.p)
    .slice(0, limit - concepts.length);
  return [...concepts, ...papers.map(({ p }) => p + corpus.conceptCount)];
}

/** @param {import("./corpus.js").Corpus} corpus @param {import("./filters.js").Passed} passed @param {import("./state.js").State} state @returns {(node: number) => boolean} */
function allowing(corpus, passed, state) {
  return (node) => corpus.isPaper(node)
    ? passed.paperPasses[node - corpus.conceptCount] === 1
    : passed.support[node] > 0 && state.filter.types.has(corpus.type(node)) &&
      (!state.filter.communities || state.filter.communities.has(corpus.community(node)));
}

/**
 * @param {import("./corpus.js").Corpus} corpus
 * @param {number[]} nodes
 * @param {import("./filters.js").Passed} passed
 * @param {number} each
 * @param {import("./state.js").State} state
 * @param {Set<number> | null} front
 * @param {Map<number, number>} via
 * @returns {Line[]}
 */
function joined(corpus, nodes, passed, each, state, front, via) {
  const concepts = nodes.filter((n) => !corpus.isPaper(n)).sort((a, b) => a - b);
  const everyPaper = passed.papers.length === corpus.paperCount;
  const ties = strongestTies(corpus, concepts, each, everyPaper ? undefined : passed.paperPasses);
  /** @type {Map<string, Line>} */
  const lines = new Map();
  const put = (/** @type {Line} */ line) => lines.set(`${line.from}|${line.to}`, line);
  for (const { a, b, papers, related } of ties) put({ from: a, to: b, papers, related, strong: false });
  const shown = new Set(nodes);
  for (const node of nodes) {
    if (!corpus.isPaper(node)) continue;
    for (const c of corpus.conceptsOf(node - corpus.conceptCount)) {
      if (shown.has(c)) put({ from: node, to: c, papers: 1, related: false, strong: Boolean(state.path && front?.has(node) && front.has(c)) });
    }
  }
  for (const [node, from] of via) {
    const [a, b] = node < from ? [node, from] : [from, node];
    if (!shown.has(a) || !shown.has(b)) continue;
    const papers = corpus.isPaper(b) ? 1 : corpus.papersWithBoth(a, b).length;
    const line = lines.get(`${a}|${b}`) ?? lines.get(`${b}|${a}`);
    if (line) line.strong = true;
    else put({ from: a, to: b, papers, related: papers === 0, strong: true });
  }
  const chosen = corpus.number(state.node);
  for (const line of lines.values()) if (!front && (line.from === chosen || line.to === chosen)) line.strong = true;
  return [...lines.values()];
}
