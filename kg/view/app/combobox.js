// A field with type-ahead, after the ARIA combobox pattern (APG, list autocomplete).

import { h, icon, mark } from "./dom.js";

let serial = 0;

/**
 * @param {import("./corpus.js").Corpus} corpus
 * @param {() => import("./search.js").SearchIndex} index
 * @param {{label: string, hint: string, pick: (node: number) => void, allowed?: (node: number) => boolean,
 *   key?: string}} setting
 * @returns {{element: HTMLElement, input: HTMLInputElement}}
 */
export function combobox(corpus, index, { label, hint, pick, allowed = () => true, key = "" }) {
  const id = `combo-${++serial}`;
  /** @type {number[]} */
  let nodes = [];
  let active = -1;
  const list = h("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, class: "options", hidden: true });
  const input = /** @type {HTMLInputElement} */ (h("input", {
    type: "text", role: "combobox", "aria-label": label, "aria-expanded": "false", "aria-controls": `${id}-list`,
    "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder: hint, enterkeyhint: "search",
    on: { input: search, keydown: press, focus: search, blur: () => setTimeout(close, 150) },
  }));

  function search() {
    const hits = index().find(input.value, 40).filter((hit) => allowed(hit.node)).slice(0, 12);
    nodes = hits.map((hit) => hit.node);
    list.replaceChildren(...hits.map((hit, i) => h("li", {
      id: `${id}-${i}`, role: "option", "aria-selected": "false",
      on: { mousedown: (/** @type {Event} */ e) => e.preventDefault(), click: () => choose(i) },
    },
    mark(corpus.type(hit.node)),
    h("span", { class: "option-name" }, h("bdi", {}, corpus.label(hit.node)), hit.alias && h("span", { class: "option-alias" }, " also ", h("bdi", {}, hit.name))),
    h("span", { class: "option-count" }, corpus.isPaper(hit.node)
      ? corpus.papers.year[hit.node - corpus.conceptCount] || ""
      : corpus.support[hit.node].toLocaleString("en")))));
    if (!hits.length && input.value.trim()) {
      list.replaceChildren(h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "nothing" }, "Nothing by that name"));
    }
    const open = input.value.trim() !== "" && document.activeElement === input;
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    point(hits.length ? 0 : -1);
  }

  /** @param {number} to */
  function point(to) {
    active = to;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === to)));
    if (to >= 0) {
      input.setAttribute("aria-activedescendant", `${id}-${to}`);
      list.children[to]?.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.key === "ArrowDown" && nodes.length) point((active + 1) % nodes.length);
    else if (event.key === "ArrowUp" && nodes.length) point((active - 1 + nodes.length) % nodes.length);
    else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} at */
  function choose(at) {
    const node = nodes[at];
    input.value = "";
    close();
    input.blur();
    if (node !== undefined) pick(node);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  const element = h("div", { class: "combo" }, icon("search"), input, key && h("kbd", { "aria-hidden": "true" }, key), list);
  return { element, input };
}
