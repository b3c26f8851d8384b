// Which concepts and papers pass the filters, and how many would for each value of each filter.

/**
 * A null set means: all. Years are inclusive; `undated` says whether papers without a year pass.
 * @typedef {{types: Set<string>, roles: Set<number> | null, kinds: Set<number> | null,
 *   communities: Set<number> | null, years: [number, number] | null, undated: boolean, minimum: number}} Filter
 */

/** @param {import("./corpus.js").Corpus} corpus @returns {Filter} */
export function everything(corpus) {
  return {
    types: new Set(corpus.types),
    roles: null,
    kinds: null,
    communities: null,
    years: null,
    undated: true,
    minimum: corpus.minimum,
  };
}

/**
 * @typedef {{support: Uint32Array, concepts: number[], papers: number[], paperPasses: Uint8Array,
 *   counts: {types: number[], papers: number, roles: number[], kinds: number[], communities: number[],
 *   years: Map<number, number>, undated: number}}} Passed
 */

/**
 * @param {import("./corpus.js").Corpus} corpus
 * @param {Filter} filter
 * @returns {Passed} `support` counts a concept's papers that pass; lists are in order of support, then number;
 * `counts.undated` are the papers without a year that the other filters let pass.
 */
export function pass(corpus, filter) {
  const { conceptCount, paperCount } = corpus;
  const roleCount = corpus.roles.length;
  const paperPasses = new Uint8Array(paperCount);
  const kinds = corpus.kinds.map(() => 0);
  /** @type {Map<number, number>} */
  const years = new Map();
  const mask = filter.kinds ? [...filter.kinds].reduce((bits, k) => bits | (1 << k), 0) : 0;
  const byRole = new Uint32Array(conceptCount * roleCount);
  const communityPapers = corpus.communities.map(() => 0);
  let otherPapers = 0;
  let undated = 0;
  for (let p = 0; p < paperCount; p++) {
    const year = corpus.papers.year[p];
    const inYears = year ? !filter.years || (year >= filter.years[0] && year <= filter.years[1]) : filter.undated;
    const ofKinds = !filter.kinds || (corpus.papers.kinds[p] & mask) !== 0;
    if (inYears) kinds.forEach((_, k) => { if (corpus.papers.kinds[p] & (1 << k)) kinds[k] += 1; });
    if (ofKinds && year) years.set(year, (years.get(year) ?? 0) + 1);
    if (ofKinds && !year && (!filter.communities || filter.communities.has(corpus.papers.community[p]))) undated += 1;
    if (!inYears || !ofKinds) continue;
    for (let i = corpus.heldStart(p); i < corpus.heldEnds[p]; i++) {
      byRole[corpus.heldConcept[i] * roleCount + corpus.heldRole[i]] += 1;
    }
    const community = corpus.papers.community[p];
    if (community >= 0) communityPapers[community] += 1;
    otherPapers += 1;
    if (filter.communities && !filter.communities.has(community)) continue;
    paperPasses[p] = 1;
  }
  const counted = countConcepts(corpus, filter, byRole);
  const papers = [];
  for (let p = 0; p < paperCount; p++) if (paperPasses[p]) papers.push(p);
  return {
    ...counted,
    papers,
    paperPasses,
    counts: { ...counted.counts, papers: filter.communities ? papers.length : otherPapers, kinds, years, undated },
  };
}

/** @param {import("./corpus.js").Corpus} corpus @param {Filter} filter @param {Uint32Array} byRole */
function countConcepts(corpus, filter, byRole) {
  const roleCount = corpus.roles.length;
  const support = new Uint32Array(corpus.conceptCount);
  const concepts = [];
  const types = corpus.types.map(() => 0);
  const roles = corpus.roles.map(() => 0);
  const communities = corpus.communities.map(() => 0);
  const typeOn = corpus.types.map((t) => filter.types.has(t));
  const roleOn = corpus.roles.map((_, r) => !filter.roles || filter.roles.has(r));
  for (let c = 0; c < corpus.conceptCount; c++) {
    let sum = 0;
    for (let r = 0; r < roleCount; r++) if (roleOn[r]) sum += byRole[c * roleCount + r];
    support[c] = sum;
    const type = corpus.concepts.type[c];
    const community = corpus.concepts.community[c];
    const inCommunity = !filter.communities || filter.communities.has(community);
    const enough = sum >= filter.minimum && sum > 0;
    if (enough && inCommunity) types[type] += 1;
    if (enough && typeOn[type] && community >= 0) communities[community] += 1;
    if (typeOn[type] && inCommunity) {
      for (let r = 0; r < roleCount; r++) {
        const alone = byRole[c * roleCount + r];
        if (alone >= filter.minimum && alone > 0) roles[r] += 1;
      }
    }
    if (enough && inCommunity && typeOn[type]) concepts.push(c);
  }
  concepts.sort((a, b) => support[b] - support[a] || a - b);
  return { support, concepts, counts: { types, roles, communities } };
}
