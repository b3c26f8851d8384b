// A paper as a BibTeX entry.

import { fold } from "./text.js";

/** @param {string} text Characters that BibTeX reads as its own are escaped. */
function safe(text) {
  return text.replace(/[\\{}%#&$_~^]/g, (c) => ({ "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" }[c] ?? `\\${c}`));
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} paper @param {import("./corpus.js").Text} text */
export function bibtex(corpus, paper, text) {
  const { id, title, year, venue, doi, arxiv, url } = corpus.papers;
  const family = fold(text.authors[0]?.split(",")[0].trim().split(/\s+/).pop() ?? "").replace(/[^a-z]/g, "");
  const word = fold(title[paper]).match(/[a-z]{4,}/)?.[0] ?? "";
  const key = `${family}${year[paper] || ""}${word}` || id[paper].replace(/[^\w-]/g, "");
  const fields = [
    ["title", `{${safe(title[paper])}}`],
    ["author", safe(text.authors.join(" and "))],
    ["year", year[paper] ? String(year[paper]) : ""],
    [arxiv[paper] && !venue[paper] ? "journal" : "booktitle", safe(venue[paper] || (arxiv[paper] ? `arXiv preprint arXiv:${arxiv[paper]}` : ""))],
    ["doi", doi[paper]],
    ["eprint", arxiv[paper]],
    ["archiveprefix", arxiv[paper] ? "arXiv" : ""],
    ["url", doi[paper] || arxiv[paper] ? "" : url[paper].replace(/[{}\\]/g, "")],
  ];
  const kind = venue[paper] ? "inproceedings" : arxiv[paper] ? "article" : "misc";
  const body = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},`);
  return `@${kind}{${key},\n${body.join("\n")}\n}`;
}
