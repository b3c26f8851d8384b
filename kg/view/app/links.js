// Links inside the page: every node and pair has an address.

import { h, mark } from "./dom.js";

/**
 * A link that changes the state; its address works in a new tab too.
 * @param {import("./state.js").Store} store
 * @param {Partial<import("./state.js").State>} change
 * @param {Record<string, any>} props
 * @param {...any} children
 */
export function go(store, change, props, ...children) {
  return h("a", {
    ...props,
    href: store.format({ ...store.state, ...change }),
    on: {
      click: (/** @type {MouseEvent} */ event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        store.set(change);
      },
    },
  }, ...children);
}

/** @param {import("./state.js").Store} store @param {number} node @param {string} [text] */
export function nodeLink(store, node, text) {
  const { corpus } = store;
  const name = text ?? corpus.label(node);
  return go(store, { node: corpus.id(node), pair: "" }, { class: "node-link" }, mark(corpus.type(node)), h("span", { dir: "auto" }, name || corpus.id(node)));
}

/** Without the shape in front, for running text. @param {import("./state.js").Store} store @param {number} node @param {string} text */
export function mentionLink(store, node, text) {
  const { corpus } = store;
  return go(store, { node: corpus.id(node), pair: "" }, { class: `mention of-${corpus.type(node)}`, title: corpus.label(node) }, text);
}

/** @param {import("./state.js").Store} store @param {number} a @param {number} b @param {Record<string, any>} props @param {...any} children */
export function pairLink(store, a, b, props, ...children) {
  return go(store, { pair: pairId(store.corpus, a, b), node: "" }, props, ...children);
}

/** @param {import("./corpus.js").Corpus} corpus @param {number} a @param {number} b */
export function pairId(corpus, a, b) {
  return `${corpus.id(Math.min(a, b))}|${corpus.id(Math.max(a, b))}`;
}

/**
 * A list that shows its beginning, and the rest on demand.
 * @template T
 * @param {T[]} items @param {number} most @param {(item: T) => any} row
 */
export function longList(items, most, row) {
  const list = h("ul", { class: "rows" }, items.slice(0, most).map((item) => h("li", {}, row(item))));
  if (items.length <= most) return list;
  let shown = most;
  const more = h("button", { type: "button", class: "more", on: { click: grow } });
  const name = () => (more.textContent = `Show ${Math.min(50, items.length - shown)} more of ${items.length - shown}`);
  function grow() {
    const next = items.slice(shown, shown + 50);
    const first = list.children.length;
    list.append(...next.map((item) => h("li", {}, row(item))));
    shown += next.length;
    list.children[first]?.querySelector("a")?.focus();
    if (shown >= items.length) more.remove();
    else name();
  }
  name();
  return h("div", {}, list, more);
}
