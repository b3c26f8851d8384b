// Search over labels, aliases and titles: one long folded text, scanned. 100,000 entries take a few milliseconds.

import { fold } from "./text.js";

/** @typedef {{node: number, name: string, alias: boolean}} Hit */

export class SearchIndex {
  /** @param {import("./corpus.js").Corpus} corpus */
  constructor(corpus) {
    this.corpus = corpus;
    /** @type {string[]} */
    const names = [];
    /** @type {number[]} */
    const nodes = [];
    for (let i = 0; i < corpus.size; i++) {
      names.push(corpus.label(i));
      nodes.push(i);
      if (!corpus.isPaper(i)) {
        for (const alias of corpus.concepts.aliases[i]) {
          names.push(alias);
          nodes.push(i);
        }
      }
    }
    this.names = names;
    this.nodes = Uint32Array.from(nodes);
    this.starts = new Uint32Array(names.length + 1);
    const folded = names.map((name) => fold(name).replaceAll("\n", " "));
    let at = 1;
    folded.forEach((name, i) => {
      this.starts[i] = at;
      at += name.length + 1;
    });
    this.starts[names.length] = at;
    this.hay = `\n${folded.join("\n")}\n`;
  }

  /**
   * Best entries for a query, one for each node: the whole name, then beginnings of names, of words, the rest;
   * among equals the better supported. One or two letters find beginnings of names alone.
   * @param {string} query
   * @param {number} [limit]
   * @returns {Hit[]}
   */
  find(query, limit = 12) {
    const parts = fold(query).trim().split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const whole = parts.join(" ");
    const rarest = parts.reduce((a, b) => (b.length > a.length ? b : a));
    const sought = whole.length < 3 ? `\n${whole}` : rarest;
    /** @type {Map<number, {score: number, entry: number}>} */
    const best = new Map();
    let entry = 0;
    for (let at = this.hay.indexOf(sought); at >= 0; ) {
      entry = this.entryAt(at + sought.length - 1, entry);
      const name = this.hay.slice(this.starts[entry], this.starts[entry + 1] - 1);
      if (parts.every((part) => name.includes(part))) {
        const node = this.nodes[entry];
        const score = this.score(name, whole, parts, node) + (this.names[entry] === this.corpus.label(node) ? 0.5 : 0);
        const known = best.get(node);
        if (!known || score > known.score) best.set(node, { score, entry });
      }
      at = this.hay.indexOf(sought, this.starts[entry + 1] - 1);
    }
    return [...best]
      .sort(([a, x], [b, y]) => y.score - x.score || a - b)
      .slice(0, limit)
      .map(([node, hit]) => ({
        node,
        name: this.names[hit.entry],
        alias: this.names[hit.entry] !== this.corpus.label(node),
      }));
  }

  /** @param {string} name @param {string} whole @param {string[]} parts @param {number} node */
  score(name, whole, parts, node) {
    const weight = this.corpus.isPaper(node) ? 0 : Math.log2(1 + this.corpus.support[node]);
    if (name === whole) return 1000 + weight;
    if (name.startsWith(whole)) return 65 + weight * 4 - name.length / 100;
    const starts = parts.every((part) => name.startsWith(part) || name.includes(` ${part}`) || name.includes(`-${part}`));
    return (starts ? 50 : 0) + weight * 4 - name.length / 100;
  }

  /** The entry that holds a position; positions come in ascending order. @param {number} at @param {number} from */
  entryAt(at, from) {
    let low = from;
    let high = this.names.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
