// Sentences and abstracts with what was found in them, in place.

import { h } from "./dom.js";
import { mentionLink, nodeLink } from "./links.js";
import { confidence, sentences, straight, words } from "./text.js";

/** @typedef {import("./corpus.js").Text} Text */

/**
 * A stretch of a field with its mentions as links and its claims marked.
 * @param {import("./state.js").Store} store
 * @param {Text} text
 * @param {string} whole The field's text.
 * @param {number} field
 * @param {number} from
 * @param {number} to
 * @param {{claims?: boolean, only?: Set<number>}} [how] `only`: these concepts are linked, others not.
 * @returns {Node[]}
 */
export function passage(store, text, whole, field, from, to, { claims = false, only } = {}) {
  const mentions = text.mentions.filter((m) => m.field === field && m.concept >= 0 && m.end > from && m.start < to && (!only || only.has(m.concept)));
  const marked = claims ? text.claims.filter((c) => c.field === field && c.end > from && c.start < to) : [];
  const cuts = new Set([from, to]);
  for (const span of [...mentions, ...marked]) {
    cuts.add(Math.max(from, span.start));
    cuts.add(Math.min(to, span.end));
  }
  const points = [...cuts].sort((a, b) => a - b);
  /** @type {Node[]} */
  const out = [];
  let open = /** @type {HTMLElement | null} */ (null);
  let claimOpen = /** @type {any} */ (null);
  for (let i = 0; i + 1 < points.length; i++) {
    const [start, end] = [points[i], points[i + 1]];
    const piece = whole.slice(start, end);
    const mention = mentions.find((m) => m.start <= start && m.end >= end);
    const claim = marked.find((c) => c.start <= start && c.end >= end) ?? null;
    const node = mention ? mentionLink(store, mention.concept, piece) : document.createTextNode(straight(piece));
    if (claim !== claimOpen) {
      if (open && claimOpen) open.append(tag(store, claimOpen));
      open = claim ? h("mark", { class: `claim kind-${store.corpus.kinds[claim.kind]}` }) : null;
      if (open) out.push(open);
      claimOpen = claim;
    }
    if (open) open.append(node);
    else out.push(node);
  }
  if (open && claimOpen) open.append(tag(store, claimOpen));
  return out;
}

/** @param {import("./state.js").Store} store @param {{kind: number, confidence: number}} claim */
function tag(store, claim) {
  const sure = confidence(claim.confidence);
  return h("span", { class: "claim-kind" }, ` ${store.corpus.kinds[claim.kind]}${sure ? `, ${sure}` : ""}`);
}

/** @param {import("./corpus.js").Corpus} corpus @param {Text} text @param {number} paper @param {number} field */
export function fieldText(corpus, text, paper, field) {
  return field === 0 ? corpus.papers.title[paper] : text.abstract;
}

/**
 * A quoted sentence and the paper it stands in.
 * @param {import("./state.js").Store} store @param {number} paper @param {Node[]} words_ @param {string} [note]
 */
export function quote(store, paper, words_, note) {
  const { corpus } = store;
  const year = corpus.papers.year[paper];
  return h("figure", { class: "quote" },
    h("blockquote", { dir: "auto" }, words_),
    h("figcaption", {}, nodeLink(store, corpus.conceptCount + paper), h("div", { class: "quote-note" }, [year, note].filter(Boolean).join(", "))));
}

/**
 * Sentences of a paper that mention all of `concepts`; where none does, those that mention any.
 * @param {import("./corpus.js").Corpus} corpus @param {Text} text @param {number} paper @param {number[]} concepts
 * @returns {{field: number, start: number, end: number, all: boolean, confidence: number}[]}
 */
export function sentencesWith(corpus, text, paper, concepts) {
  const found = [];
  for (const field of [0, 1]) {
    const mentions = text.mentions.filter((m) => m.field === field && concepts.includes(m.concept));
    if (!mentions.length) continue;
    for (const [start, end] of sentences(fieldText(corpus, text, paper, field))) {
      const inside = mentions.filter((m) => m.start >= start && m.end <= end);
      const names = new Set(inside.map((m) => m.concept));
      if (names.size) {
        found.push({ field, start, end, all: concepts.every((c) => names.has(c)), confidence: Math.min(...inside.map((m) => m.confidence)) });
      }
    }
  }
  const full = found.filter((s) => s.all);
  return full.length ? full : found.slice(0, concepts.length);
}

/** @param {string} kind */
export function kindName(kind) {
  return words(kind);
}
