// Papers by year, as small bars.

import { svg } from "./dom.js";

/**
 * @param {Map<number, number>} counts Year to papers.
 * @param {number} first @param {number} last
 * @param {string} name What the chart shows, for those who hear it.
 */
export function yearChart(counts, first, last, name) {
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const most = Math.max(1, ...counts.values());
  const step = 336 / years.length;
  const bars = years.map((year, i) => {
    const papers = counts.get(year) ?? 0;
    const height = papers ? Math.max(2, (papers / most) * 40) : 0;
    return svg("rect", { x: (i * step).toFixed(2), y: (42 - height).toFixed(2), width: Math.max(1, step - Math.min(2, step / 4)).toFixed(2), height: height.toFixed(2) },
      svg("title", {}, `${year}: ${papers}`));
  });
  const told = years.filter((y) => counts.get(y)).map((y) => `${y}: ${counts.get(y)}`).join(", ");
  return svg("svg", { viewBox: "0 0 336 58", class: "chart", role: "img", "aria-label": `${name}. ${told}` },
    svg("line", { x1: 0, x2: 336, y1: 42.5, y2: 42.5 }), bars,
    svg("text", { x: 0, y: 56 }, first),
    last > first && svg("text", { x: 336, y: 56, "text-anchor": "end" }, last));
}

/** @param {import("./corpus.js").Corpus} corpus @param {number[]} papers */
export function byYear(corpus, papers) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const p of papers) {
    const year = corpus.papers.year[p];
    if (year) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  return counts;
}
