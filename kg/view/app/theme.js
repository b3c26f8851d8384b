// Light and dark: the colours of the canvas come from the style sheet, so both change together.

const KEY = "paperkg-theme";

/** @returns {"light" | "dark"} */
export function shade() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** @param {() => void} changed */
export function watchShade(changed) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** Restore the reader's choice, where the browser keeps one for files. */
export function restoreShade() {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  } catch {
    // Storage is closed to this file: the system's choice holds.
  }
}

export function switchShade() {
  const next = shade() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // As above.
  }
}

/** @param {string} name A custom property of the style sheet. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
