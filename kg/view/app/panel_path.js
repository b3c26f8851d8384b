// Details of a path: what each paper on it says of the two concepts beside it.

import { h } from "./dom.js";
import { nodeLink, pairLink } from "./links.js";
import { fieldText, passage, quote, sentencesWith } from "./passages.js";

/**
 * @param {import("./main.js").App} app
 * @param {number[]} chain Concepts and papers by turns.
 * @returns {Promise<Node[]>}
 */
export async function pathPanel({ corpus, store }, chain) {
  const parts = [h("p", { class: "kicker" }, "Path"), h("h2", { class: "ends" }, nodeLink(store, chain[0]), nodeLink(store, chain[chain.length - 1]))];
  const steps = [];
  for (const [i, node] of chain.entries()) {
    if (!corpus.isPaper(node)) {
      steps.push(h("li", { class: "path-concept" }, nodeLink(store, node)));
      continue;
    }
    const paper = node - corpus.conceptCount;
    const text = await corpus.text(paper);
    const beside = [chain[i - 1], chain[i + 1]].filter((n) => n !== undefined);
    const said = sentencesWith(corpus, text, paper, beside).flatMap((s, k) => [
      ...(k ? [document.createTextNode(" … ")] : []),
      ...passage(store, text, fieldText(corpus, text, paper, s.field), s.field, s.start, s.end, { only: new Set(beside) }),
    ]);
    const others = beside.length === 2 && !beside.some((n) => corpus.isPaper(n)) ? corpus.papersWithBoth(beside[0], beside[1]).length - 1 : 0;
    steps.push(h("li", { class: "path-paper" }, quote(store, paper, said),
      others > 0 ? pairLink(store, beside[0], beside[1], { class: "textual" }, `All ${others + 1} papers with both`) : null));
  }
  return [...parts, h("ol", { class: "path" }, steps)];
}
