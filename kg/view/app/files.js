// Saving and copying, without asking anyone.

import { h } from "./dom.js";

/** @param {string} name @param {Blob | string} content @param {string} [type] */
export function save(name, content, type = "text/plain;charset=utf-8") {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {string} text @param {(told: string) => void} say */
export async function copy(text, say) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h("textarea", { class: "hidden-visually", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) {
      say("The browser does not allow copying here");
      return;
    }
  }
  say("Copied");
}

/**
 * One row of CSV (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe in front.
 * @param {(string | number)[]} cells
 */
export function csvRow(cells) {
  return `${cells.map((cell) => {
    const text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
    return quoted(text);
  }).join(",")}\r\n`;
}

/** A row that a program reads back: no apostrophes. @param {string[]} cells */
export function exactRow(cells) {
  return `${cells.map(quoted).join(",")}\n`;
}

/** @param {string} text */
function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
