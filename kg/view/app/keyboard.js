// Keys for the whole page. Fields and dialogs keep theirs.

import { byId } from "./dom.js";
import { help } from "./toolbar.js";

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});
const VIEW = /** @type {Record<string, string>} */ ({ g: "graph", t: "table", m: "matrix", r: "results" });

/** @param {import("./main.js").App} app */
export function listen(app) {
  const { store } = app;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const at = /** @type {HTMLElement} */ (event.target);
    if (document.querySelector("dialog[open]")) return;
    if (at.matches("input, select, textarea") && event.key !== "Escape") return;
    if (act(event.key, at)) event.preventDefault();
  });

  /** @param {string} key @param {HTMLElement} at @returns {boolean} Whether the key meant something. */
  function act(key, at) {
    const { state } = store;
    const inGraph = byId("canvas").contains(at) || at === document.body;
    if (key === "/") app.searchBox.input.focus();
    else if (key === "?") help();
    else if (key === "Escape") app.leave();
    else if (VIEW[key]) store.set({ view: VIEW[key] });
    else if (key === "f" && state.node) state.focus === state.node ? app.leave() : app.focus(state.node);
    else if (key === "e" && state.node) app.open(state.node);
    else if (key === "p" && state.node) /** @type {HTMLElement | null} */ (byId("details").querySelector(".path-to"))?.click();
    else if (/^[123]$/.test(key) && state.focus) store.set({ hops: Number(key) });
    else if (state.view !== "graph" || !inGraph) return false;
    else if (ARROWS[key]) app.step(...ARROWS[key]);
    else if (key === "Enter" && state.node) byId("details").focus();
    else if (key === "+" || key === "=") app.drawing.zoom(1.4);
    else if (key === "-") app.drawing.zoom(1 / 1.4);
    else if (key === "0") app.drawing.fit();
    else return false;
    return true;
  }
}
