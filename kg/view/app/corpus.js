// The corpus as columns; `kg/view/payload.py` is the other side.

/** @typedef {{field: number, start: number, end: number, concept: number, confidence: number}} Mention */
/** @typedef {{field: number, start: number, end: number, kind: number, confidence: number, about: number[], quantities: string[]}} Claim */
/** @typedef {{abstract: string, authors: string[], mentions: Mention[], claims: Claim[]}} Text */
/** @typedef {{paper: number, field: number, start: number, end: number, confidence: number}} Evidence */
/** @typedef {{subject: number, kind: number, object: number, confidence: number, from: number, to: number}} Relation */
/** @typedef {{paper: number, value: string, metric: string, method: number, dataset: number, task: number, claim: number, confidence: number}} Result */

/**
 * @param {string} packed Base64 of zlib-compressed JSON.
 * @returns {Promise<any>}
 */
async function unpack(packed) {
  const stream = new Blob([bytesOf(packed.trim())]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(base64) {
  if ("fromBase64" in Uint8Array) return /** @type {any} */ (Uint8Array).fromBase64(base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The whole page, of which the texts are the last part, is there. */
function parsed() {
  return new Promise((done) => {
    if (document.readyState !== "loading") done(null);
    else addEventListener("DOMContentLoaded", () => done(null), { once: true });
  });
}

/** Read the corpus out of the page. @returns {Promise<Corpus>} */
export async function readCorpus() {
  const element = /** @type {HTMLElement} */ (document.getElementById("kg-core"));
  const raw = await unpack(element.textContent ?? "");
  element.remove();
  return new Corpus(raw);
}

/** Concepts and papers share one range of node numbers: concepts first, then papers. */
export class Corpus {
  /** @param {any} raw */
  constructor(raw) {
    this.types = /** @type {string[]} */ (raw.types);
    this.roles = /** @type {string[]} */ (raw.roles);
    this.kinds = /** @type {string[]} */ (raw.kinds);
    this.relationKinds = /** @type {string[]} */ (raw.relationKinds);
    this.concepts = raw.concepts;
    this.papers = raw.papers;
    this.communities = /** @type {string[]} */ (raw.communities);
    this.minimum = /** @type {number} */ (raw.minimum);
    this.conceptCount = this.concepts.id.length;
    this.paperCount = this.papers.id.length;
    this.size = this.conceptCount + this.paperCount;
    this.heldEnds = Uint32Array.from(raw.held.ends);
    this.heldConcept = Uint32Array.from(raw.held.concept);
    this.heldRole = Uint8Array.from(raw.held.role);
    this.results = /** @type {Result[]} */ (raw.results.map((/** @type {any[]} */ r) => ({
      paper: r[0], value: r[1], metric: r[2], method: r[3], dataset: r[4], task: r[5], claim: r[6], confidence: r[7],
    })));
    this.relations = readRelations(raw.relations);
    this.evidence = Int32Array.from(raw.relations.evidence);
    /** Papers' share of `support`: how many hold each concept. */
    this.support = new Uint32Array(this.conceptCount);
    for (const c of this.heldConcept) this.support[c] += 1;
    this.most = this.support.reduce((a, b) => Math.max(a, b), 1);
    this.invert();
    /** @type {Uint16Array | null} */
    this.first = null;
    this.chunks = document.getElementsByClassName("kg-text");
    this.chunk = /** @type {number} */ (raw.chunk);
    /** @type {Map<number, Promise<any[]>>} */
    this.unpacked = new Map();
    const years = this.papers.year.filter((/** @type {number} */ y) => y > 0);
    this.years = years.length
      ? { first: years.reduce(min), last: years.reduce(max) }
      : null;
    this.undated = this.paperCount - years.length;
    /** @type {Map<string, number>} */
    this.numbers = new Map();
    this.concepts.id.forEach((/** @type {string} */ id, /** @type {number} */ i) => this.numbers.set(id, i));
    this.papers.id.forEach((/** @type {string} */ id, /** @type {number} */ i) =>
      this.numbers.set(`paper/${id}`, this.conceptCount + i));
  }

  /** Papers of each concept, as the papers' concepts turned around. */
  invert() {
    const ends = new Uint32Array(this.conceptCount);
    let sum = 0;
    for (let c = 0; c < this.conceptCount; c++) ends[c] = sum += this.support[c];
    const next = Uint32Array.from(ends, (end, c) => end - this.support[c]);
    this.inEnds = ends;
    this.inPaper = new Uint32Array(sum);
    this.inRole = new Uint8Array(sum);
    for (let p = 0; p < this.paperCount; p++) {
      for (let i = this.heldStart(p); i < this.heldEnds[p]; i++) {
        const at = next[this.heldConcept[i]]++;
        this.inPaper[at] = p;
        this.inRole[at] = this.heldRole[i];
      }
    }
    /** @type {Map<number, Relation[]>} */
    this.relationsOf = new Map();
    for (const relation of this.relations) {
      for (const end of new Set([relation.subject, relation.object])) {
        const list = this.relationsOf.get(end);
        if (list) list.push(relation);
        else this.relationsOf.set(end, [relation]);
      }
    }
  }

  /** @param {number} paper */
  heldStart(paper) {
    return paper === 0 ? 0 : this.heldEnds[paper - 1];
  }

  /** @param {number} paper @returns {number[]} Its concepts, by role. */
  conceptsOf(paper) {
    return Array.from(this.heldConcept.subarray(this.heldStart(paper), this.heldEnds[paper]));
  }

  /** @param {number} concept @returns {number[]} */
  papersOf(concept) {
    const end = /** @type {Uint32Array} */ (this.inEnds)[concept];
    return Array.from(/** @type {Uint32Array} */ (this.inPaper).subarray(end - this.support[concept], end));
  }

  /** @param {number} paper @param {number} concept @returns {number} Role number, -1 for none. */
  role(paper, concept) {
    for (let i = this.heldStart(paper); i < this.heldEnds[paper]; i++) {
      if (this.heldConcept[i] === concept) return this.heldRole[i];
    }
    return -1;
  }

  /** For each concept the year of its first dated paper, 0 where it has none. */
  get firstYears() {
    if (!this.first) {
      this.first = new Uint16Array(this.conceptCount);
      for (let p = 0; p < this.paperCount; p++) {
        const year = this.papers.year[p];
        if (!year) continue;
        for (let i = this.heldStart(p); i < this.heldEnds[p]; i++) {
          const c = this.heldConcept[i];
          if (!this.first[c] || year < this.first[c]) this.first[c] = year;
        }
      }
    }
    return this.first;
  }

  /** @param {number} a @param {number} b Concepts. @returns {number[]} Papers that hold both, the newest first. */
  papersWithBoth(a, b) {
    const inB = new Set(this.papersOf(b));
    return this.newestFirst(this.papersOf(a).filter((p) => inB.has(p)));
  }

  /** @param {number[]} papers */
  newestFirst(papers) {
    return papers.sort((a, b) => this.papers.year[b] - this.papers.year[a] || a - b);
  }

  /** @param {number} node */
  isPaper(node) {
    return node >= this.conceptCount;
  }

  /** @param {number} node @returns {string} */
  id(node) {
    return this.isPaper(node) ? `paper/${this.papers.id[node - this.conceptCount]}` : this.concepts.id[node];
  }

  /** @param {string} id @returns {number} -1 where there is none. */
  number(id) {
    return this.numbers.get(id) ?? -1;
  }

  /** @param {number} node @returns {string} */
  label(node) {
    return this.isPaper(node) ? this.papers.title[node - this.conceptCount] : this.concepts.label[node];
  }

  /** @param {number} node @returns {string} */
  type(node) {
    return this.isPaper(node) ? "Paper" : this.types[this.concepts.type[node]];
  }

  /** @param {number} node @returns {number} */
  community(node) {
    return this.isPaper(node)
      ? this.papers.community[node - this.conceptCount]
      : this.concepts.community[node];
  }

  /** @param {Relation} relation @returns {Evidence[]} */
  evidenceOf(relation) {
    const found = [];
    for (let i = relation.from; i < relation.to; i += 5) {
      const [paper, field, start, end, confidence] = this.evidence.subarray(i, i + 5);
      found.push({ paper, field, start, end, confidence });
    }
    return found;
  }

  /** @param {number} paper @returns {Promise<Text>} */
  async text(paper) {
    const at = Math.floor(paper / this.chunk);
    if (document.readyState === "loading") await parsed();
    let chunk = this.unpacked.get(at);
    if (!chunk) {
      chunk = unpack(this.chunks[at]?.textContent ?? "");
      if (this.unpacked.size > 24) this.unpacked.delete(this.unpacked.keys().next().value ?? 0);
      this.unpacked.set(at, chunk);
    }
    return readText((await chunk)[paper % this.chunk]);
  }
}

/** @param {number} a @param {number} b */
const min = (a, b) => Math.min(a, b);
/** @param {number} a @param {number} b */
const max = (a, b) => Math.max(a, b);

/** @param {any} raw @returns {Relation[]} */
function readRelations(raw) {
  const relations = [];
  for (let i = 0, from = 0; i < raw.ends.length; i++) {
    const [subject, kind, object, confidence] = raw.rows.slice(4 * i, 4 * i + 4);
    relations.push({ subject, kind, object, confidence, from, to: raw.ends[i] });
    from = raw.ends[i];
  }
  return relations;
}

/** @param {any} raw @returns {Text} */
function readText(raw) {
  const mentions = [];
  for (let i = 0; i < raw.mentions.length; i += 5) {
    const [field, start, end, concept, confidence] = raw.mentions.slice(i, i + 5);
    mentions.push({ field, start, end, concept, confidence });
  }
  const claims = raw.claims.map((/** @type {any[]} */ c) => ({
    field: c[0], start: c[1], end: c[2], kind: c[3], confidence: c[4], about: c[5], quantities: c[6],
  }));
  return { abstract: raw.abstract, authors: raw.authors, mentions, claims };
}
