// What is joined to what, and how strongly. `kg/view/overview.py` chooses the first view's ties the same way.

/** @typedef {{a: number, b: number, papers: number, related: boolean}} Tie */

/**
 * Ties among the concepts of `shown` that are among the strongest of either end, lower number first.
 * @param {import("./corpus.js").Corpus} corpus
 * @param {number[]} shown Concept numbers.
 * @param {number} each How many each concept keeps.
 * @param {Uint8Array} [paperPasses] Papers that count; all where left out.
 * @returns {Tie[]}
 */
export function strongestTies(corpus, shown, each, paperPasses) {
  const together = countTogether(corpus, shown, paperPasses);
  const among = new Set(shown);
  /** @type {Set<number>} */
  const related = new Set();
  for (const { subject, object } of corpus.relations) {
    if (subject === object || !among.has(subject) || !among.has(object)) continue;
    const key = pairKey(corpus, subject, object);
    related.add(key);
    if (!together.has(key)) together.set(key, 0);
  }
  /** @type {Map<number, {strength: number, a: number, b: number}[]>} */
  const byEnd = new Map(shown.map((c) => [c, []]));
  for (const [key, papers] of together) {
    const a = Math.floor(key / corpus.conceptCount);
    const b = key % corpus.conceptCount;
    const cosine = papers / Math.sqrt(corpus.support[a] * corpus.support[b]);
    const strength = (cosine * papers) / (papers + 1) + (related.has(key) ? 1 : 0);
    byEnd.get(a)?.push({ strength, a, b });
    byEnd.get(b)?.push({ strength, a, b });
  }
  /** @type {Map<number, Tie>} */
  const kept = new Map();
  for (const ends of byEnd.values()) {
    ends.sort((x, y) => y.strength - x.strength || x.a - y.a || x.b - y.b);
    for (const { a, b } of ends.slice(0, each)) {
      const key = pairKey(corpus, a, b);
      kept.set(key, { a, b, papers: together.get(key) ?? 0, related: related.has(key) });
    }
  }
  return [...kept.values()].sort((x, y) => x.a - y.a || x.b - y.b);
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} x @param {number} y */
function pairKey(corpus, x, y) {
  return Math.min(x, y) * corpus.conceptCount + Math.max(x, y);
}

/**
 * @param {import("./corpus.js").Corpus} corpus
 * @param {number[]} shown
 * @param {Uint8Array} [paperPasses]
 * @returns {Map<number, number>} Pair key to the number of papers that hold both.
 */
function countTogether(corpus, shown, paperPasses) {
  const among = new Uint8Array(corpus.conceptCount);
  for (const c of shown) among[c] = 1;
  /** @type {Map<number, number>} */
  const together = new Map();
  for (let p = 0; p < corpus.paperCount; p++) {
    if (paperPasses && !paperPasses[p]) continue;
    const held = [];
    for (let i = corpus.heldStart(p); i < corpus.heldEnds[p]; i++) {
      if (among[corpus.heldConcept[i]]) held.push(corpus.heldConcept[i]);
    }
    held.sort((a, b) => a - b);
    for (let i = 0; i < held.length; i++) {
      for (let j = i + 1; j < held.length; j++) {
        const key = held[i] * corpus.conceptCount + held[j];
        together.set(key, (together.get(key) ?? 0) + 1);
      }
    }
  }
  return together;
}

/**
 * Concepts that share papers or a relation with one, the strongest tie first.
 * @param {import("./corpus.js").Corpus} corpus
 * @param {number} concept
 * @returns {{concept: number, papers: number, strength: number, relations: import("./corpus.js").Relation[]}[]}
 */
export function relatedTo(corpus, concept) {
  /** @type {Map<number, number>} */
  const shared = new Map();
  for (const paper of corpus.papersOf(concept)) {
    for (const other of corpus.conceptsOf(paper)) shared.set(other, (shared.get(other) ?? 0) + 1);
  }
  shared.delete(concept);
  /** @type {Map<number, import("./corpus.js").Relation[]>} */
  const stated = new Map();
  for (const relation of corpus.relationsOf?.get(concept) ?? []) {
    const other = relation.subject === concept ? relation.object : relation.subject;
    if (other === concept) continue;
    stated.set(other, [...(stated.get(other) ?? []), relation]);
    if (!shared.has(other)) shared.set(other, 0);
  }
  return [...shared]
    .map(([other, papers]) => {
      const cosine = papers / Math.sqrt(corpus.support[concept] * corpus.support[other] || 1);
      const relations = stated.get(other) ?? [];
      return { concept: other, papers, strength: (cosine * papers) / (papers + 1) + (relations.length ? 1 : 0), relations };
    })
    .sort((x, y) => y.strength - x.strength || x.concept - y.concept);
}

/** How many nodes each step may add, for one, two and three steps. */
const BUDGETS = [[60], [30, 110], [20, 80, 200]];

/**
 * Nodes within so many steps of one, nearest and strongest first; papers only where asked for.
 * @param {import("./corpus.js").Corpus} corpus
 * @param {number} centre
 * @param {number} hops 1 to 3.
 * @param {(node: number) => boolean} allowed
 * @param {boolean} withPapers
 * @returns {{nodes: number[], via: Map<number, number>, reached: number}} `via` tells from which node each was
 * reached; `reached` counts those beyond the budgets too.
 */
export function around(corpus, centre, hops, allowed, withPapers) {
  const seen = new Set([centre]);
  const nodes = [centre];
  /** @type {Map<number, number>} */
  const via = new Map();
  let ring = [centre];
  for (const budget of BUDGETS[hops - 1]) {
    const next = [];
    const share = Math.ceil(budget / Math.max(1, ring.length));
    for (const node of ring) {
      let added = 0;
      for (const other of neighbours(corpus, node, withPapers)) {
        if (seen.has(other) || !allowed(other)) continue;
        seen.add(other);
        if (next.length >= budget || added >= share) continue;
        added += 1;
        nodes.push(other);
        via.set(other, node);
        next.push(other);
      }
    }
    ring = next;
  }
  return { nodes, via, reached: seen.size };
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} node @param {boolean} withPapers */
export function neighbours(corpus, node, withPapers) {
  if (corpus.isPaper(node)) return corpus.conceptsOf(node - corpus.conceptCount);
  const concepts = relatedTo(corpus, node).map((r) => r.concept);
  return withPapers ? [...corpus.papersOf(node).map((p) => p + corpus.conceptCount), ...concepts] : concepts;
}

/**
 * The shortest chain between two nodes: every second one is a paper that holds both its neighbours. Among
 * equally short ones, that through less common concepts.
 * @param {import("./corpus.js").Corpus} corpus
 * @param {number} from
 * @param {number} to
 * @returns {number[] | null}
 */
export function path(corpus, from, to) {
  const before = new Map([[from, -1]]);
  let ring = [from];
  while (ring.length && !before.has(to)) {
    const next = [];
    ring.sort((a, b) => degree(corpus, a) - degree(corpus, b) || a - b);
    for (const node of ring) {
      const others = corpus.isPaper(node)
        ? corpus.conceptsOf(node - corpus.conceptCount)
        : corpus.papersOf(node).map((p) => p + corpus.conceptCount);
      for (const other of others) {
        if (before.has(other)) continue;
        before.set(other, node);
        next.push(other);
      }
    }
    ring = next;
  }
  if (!before.has(to)) return null;
  const chain = [];
  for (let node = to; node >= 0; node = before.get(node) ?? -1) chain.push(node);
  return chain.reverse();
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} node */
function degree(corpus, node) {
  return corpus.isPaper(node) ? 0 : corpus.support[node];
}
