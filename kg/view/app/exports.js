// What is drawn, as files for other programs.

import { csvRow } from "./files.js";
import { straight } from "./text.js";
import { shade, token } from "./theme.js";

/**
 * @typedef {{id: string, label: string, type: string, x: number, y: number, radius: number, faint: boolean}} Drawn
 * @typedef {{from: string, to: string, papers: number, related: boolean}} Joined
 */

/** @param {string} text Control characters that XML 1.0 does not know are left out. */
function xml(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** @param {Drawn[]} nodes @param {Joined[]} edges */
export function graphml(nodes, edges) {
  const key = (/** @type {string} */ id, /** @type {string} */ where, /** @type {string} */ type) =>
    `<key id="${id}" for="${where}" attr.name="${id}" attr.type="${type}"/>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${
    key("label", "node", "string")}${key("type", "node", "string")}${key("x", "node", "double")}${key("y", "node", "double")}${
    key("papers", "edge", "int")}${key("related", "edge", "boolean")}<graph edgedefault="undirected">\n${
    nodes.map((n) => `<node id="${xml(n.id)}"><data key="label">${xml(n.label)}</data><data key="type">${n.type}</data><data key="x">${n.x}</data><data key="y">${n.y}</data></node>\n`).join("")}${
    edges.map((e) => `<edge source="${xml(e.from)}" target="${xml(e.to)}"><data key="papers">${e.papers}</data><data key="related">${e.related}</data></edge>\n`).join("")}</graph>\n</graphml>\n`;
}

/** @param {Drawn[]} nodes @param {Joined[]} edges */
export function edgeCsv(nodes, edges) {
  const label = new Map(nodes.map((n) => [n.id, n]));
  return csvRow(["from", "from_type", "from_label", "to", "to_type", "to_label", "papers", "related"]) +
    edges.map((e) => {
      const [a, b] = [label.get(e.from), label.get(e.to)];
      return csvRow([e.from, a?.type ?? "", a?.label ?? "", e.to, b?.type ?? "", b?.label ?? "", e.papers, String(e.related)]);
    }).join("");
}

const ROLE_PROPERTY = ["introduces", "evaluatesOn", "comparesWith", "uses", "studies", "mentionsConcept"];
const RELATION_PROPERTY = /** @type {Record<string, string>} */ ({
  used_for: "kgo:usedFor", part_of: "kgo:partOf", compared_with: "kgo:comparedWith", evaluated_with: "kgo:evaluatedWith",
  trained_with: "kgo:trainedWith", benchmark_for: "kgo:benchmarkFor", broader: "skos:broader",
});

/** @param {string} text A Turtle string. */
function literal(text) {
  // eslint-disable-next-line no-control-regex
  return `"${text.replace(/[\\"\n\r\t\u0000-\u001f]/g, (c) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" }[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`))}"`;
}

/** @param {string} text */
function iri(text) {
  // eslint-disable-next-line no-control-regex
  return `<${text.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => encodeURIComponent(c))}>`;
}

/**
 * The drawn part in the terms of the project's ontology.
 * @param {import("./corpus.js").Corpus} corpus @param {Drawn[]} nodes @param {string} base
 */
export function turtle(corpus, nodes, base) {
  const shown = new Set(nodes.map((n) => corpus.number(n.id)));
  const name = (/** @type {number} */ n) => iri(`${base}${corpus.isPaper(n) ? "" : "concept/"}${corpus.id(n)}`);
  const lines = [
    "@prefix kgo: <https://w3id.org/paperkg/ontology#> .",
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    "@prefix dcterms: <http://purl.org/dc/terms/> .",
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
    "",
  ];
  for (const n of [...shown].sort((a, b) => a - b)) {
    if (corpus.isPaper(n)) {
      const p = n - corpus.conceptCount;
      const year = corpus.papers.year[p];
      lines.push(`${name(n)} a kgo:Paper ; dcterms:title ${literal(corpus.label(n))}${year ? ` ; dcterms:issued "${String(year).padStart(4, "0")}"^^xsd:gYear` : ""} .`);
      for (const c of corpus.conceptsOf(p)) {
        if (shown.has(c)) lines.push(`${name(n)} kgo:${ROLE_PROPERTY[corpus.role(p, c)]} ${name(c)} ; kgo:concerns ${name(c)} .`);
      }
    } else {
      const aliases = corpus.concepts.aliases[n].map((/** @type {string} */ a) => ` ; skos:altLabel ${literal(a)}`).join("");
      lines.push(`${name(n)} a kgo:${corpus.type(n)}, skos:Concept ; skos:prefLabel ${literal(corpus.label(n))}${aliases} ; kgo:paperCount ${corpus.support[n]} .`);
    }
  }
  for (const r of corpus.relations) {
    if (shown.has(r.subject) && shown.has(r.object)) lines.push(`${name(r.subject)} ${RELATION_PROPERTY[corpus.relationKinds[r.kind]]} ${name(r.object)} .`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * The view as SVG, with the labels that fit.
 * @param {Drawn[]} nodes Most important first. @param {Joined[]} edges @param {Record<string, any>} looks @param {string} title
 */
export function picture(nodes, edges, looks, title) {
  const at = new Map(nodes.map((n) => [n.id, n]));
  const pad = 80;
  const left = Math.min(...nodes.map((n) => n.x)) - pad;
  const top = Math.min(...nodes.map((n) => n.y)) - pad;
  const width = Math.max(...nodes.map((n) => n.x)) + pad - left;
  const height = Math.max(...nodes.map((n) => n.y)) + pad - top;
  const fill = (/** @type {string} */ type) => looks[type][shade()];
  const shape = (/** @type {Drawn} */ n) => {
    const { x, y, radius: r } = n;
    const common = `fill="${fill(n.type)}"${n.faint ? ' opacity="0.16"' : ""}`;
    if (n.type === "Dataset") return `<rect x="${x - r}" y="${y - r}" width="${2 * r}" height="${2 * r}" ${common}/>`;
    if (n.type === "Task") return `<path d="M${x} ${y - r}L${x + r} ${y + r * 0.8}H${x - r}Z" ${common}/>`;
    if (n.type === "Paper") return `<path d="M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z" ${common}/>`;
    return `<circle cx="${x}" cy="${y}" r="${r}" ${common}/>`;
  };
  /** @type {{l: number, r: number, t: number, b: number}[]} */
  const taken = [];
  const labels = nodes.filter((n) => !n.faint).map((n) => {
    const w = n.label.length * 6.6;
    const box = { l: n.x - w / 2, r: n.x + w / 2, t: n.y + n.radius + 2, b: n.y + n.radius + 17 };
    if (taken.some((o) => o.l < box.r && o.r > box.l && o.t < box.b && o.b > box.t)) return "";
    taken.push(box);
    return `<text x="${n.x}" y="${box.b - 4}">${xml(straight(n.label))}</text>`;
  }).join("");
  const lines = edges.map((e) => {
    const [a, b] = [at.get(e.from), at.get(e.to)];
    return a && b ? `<path d="M${a.x} ${a.y}L${b.x} ${b.y}" stroke-width="${(1 + Math.sqrt(Math.min(16, e.papers)) / 2).toFixed(1)}"${a.faint || b.faint ? ' opacity="0.2"' : ""}/>` : "";
  }).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${Math.round(width)}" height="${Math.round(height)}"><title>${xml(straight(title))}</title><rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${token("--ground")}"/><g stroke="${token("--tie")}" fill="none">${lines}</g>${nodes.map(shape).join("")}<g font-family="sans-serif" font-size="12" text-anchor="middle" fill="${token("--ink")}" stroke="${token("--ground")}" stroke-width="3" paint-order="stroke">${labels}</g></svg>\n`;
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob | null>} The canvas on the page's ground. */
export function photograph(canvas) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const pen = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
  pen.fillStyle = token("--ground");
  pen.fillRect(0, 0, copy.width, copy.height);
  pen.drawImage(canvas, 0, 0);
  return new Promise((done) => copy.toBlob(done, "image/png"));
}
