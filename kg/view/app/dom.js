// Builds elements. Every string becomes text or an attribute value; nothing here reads markup.

import { straight } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `on` maps events to handlers; true gives an empty attribute, false and null none.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children Nodes, strings, numbers; null and false are left out, lists are flattened.
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * Make an SVG element.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children
 * @returns {any}
 */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Attributes that are read out or shown. */
const SPOKEN = new Set(["aria-label", "title", "placeholder"]);

/** @param {Element} element @param {Record<string, any>} props @param {any[]} children */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, SPOKEN.has(name) ? straight(String(value)) : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : straight(String(child)));
  }
  return element;
}

/**
 * Find an element of the template.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

const PATHS = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm5 12 4.5 4.5",
  filter: "M4 6h16M7 12h10M10 18h4",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2",
  save: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19h14",
  pencil: "M4 20l1-4L16 5l3 3L8 19l-4 1zM14 7l3 3",
  help: "M9.2 9.3a2.9 2.9 0 1 1 4.2 2.6c-.9.4-1.4 1-1.4 2.1m0 3v.2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  moon: "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
};

/**
 * An outline icon, hidden from screen readers: its button carries the name.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "glyph", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }));
}

/**
 * The shape of a node type as a small picture, in the colour that its class gives.
 * @param {string} type
 */
export function mark(type) {
  const shapes = {
    Method: svg("circle", { cx: 8, cy: 8, r: 6 }),
    Dataset: svg("rect", { x: 2.5, y: 2.5, width: 11, height: 11 }),
    Task: svg("path", { d: "M8 1.5 14.8 13.5H1.2z" }),
    Paper: svg("path", { d: "M8 1 14.5 8 8 15 1.5 8z" }),
  };
  const shape = shapes[/** @type {keyof typeof shapes} */ (type)];
  return svg("svg", { viewBox: "0 0 16 16", class: `mark of-${type}`, "aria-hidden": "true" }, shape);
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
