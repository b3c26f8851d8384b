// What is looked at, kept in the address: `#node=method/bert&hops=2&type=Method&view=table`.

import { everything } from "./filters.js";

/**
 * @typedef {{view: string, node: string, pair: string, focus: string, hops: number, path: string,
 *   opened: string[], rows: string, sort: string, metric: string, filter: import("./filters.js").Filter}} State
 */

export const VIEWS = ["graph", "table", "matrix", "results"];

export class Store {
  /** @param {import("./corpus.js").Corpus} corpus */
  constructor(corpus) {
    this.corpus = corpus;
    /** @type {((now: State, before: State) => void)[]} */
    this.listeners = [];
    this.state = this.parse(location.hash);
    addEventListener("popstate", () => this.become(this.parse(location.hash)));
    addEventListener("hashchange", () => {
      if (location.hash !== this.written) this.become(this.parse(location.hash));
    });
    this.written = location.hash;
  }

  /** @param {(now: State, before: State) => void} listener */
  watch(listener) {
    this.listeners.push(listener);
  }

  /**
   * Change the state and the address. `quiet` changes replace the entry in the history instead of adding one.
   * @param {Partial<State>} change
   * @param {{quiet?: boolean}} [how]
   */
  set(change, { quiet = false } = {}) {
    const next = { ...this.state, ...change };
    const hash = this.format(next);
    this.written = hash;
    if (hash !== (location.hash || "#")) {
      if (quiet) history.replaceState(null, "", hash);
      else history.pushState(null, "", hash);
    }
    this.become(next);
  }

  /** @param {State} next */
  become(next) {
    const before = this.state;
    this.state = next;
    for (const listener of this.listeners) listener(next, before);
  }

  /** @param {string} hash @returns {State} Unknown names and values are passed over. */
  parse(hash) {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const text = (/** @type {string} */ name) => given.get(name) ?? "";
    const known = (/** @type {string} */ id) => (this.corpus.number(id) >= 0 ? id : "");
    const pair = (/** @type {string} */ value) => {
      const ends = value.split("|");
      return ends.length === 2 && ends.every((id) => known(id)) && ends[0] !== ends[1] ? value : "";
    };
    return {
      view: VIEWS.includes(text("view")) ? text("view") : "graph",
      node: known(text("node")),
      pair: pair(text("pair")),
      focus: known(text("focus")),
      hops: clamp(Number(text("hops")) || 1, 1, 3),
      path: pair(text("path")),
      opened: text("open").split("|").filter((id) => known(id)),
      rows: text("rows") === "papers" ? "papers" : "concepts",
      sort: text("sort"),
      metric: text("metric"),
      filter: this.parseFilter(given),
    };
  }

  /** @param {URLSearchParams} given */
  parseFilter(given) {
    const { corpus } = this;
    const filter = everything(corpus);
    const among = (/** @type {string} */ name, /** @type {string[]} */ values) => {
      if (!given.has(name)) return null;
      return new Set((given.get(name) ?? "").split(",").map((v) => values.indexOf(v)).filter((i) => i >= 0));
    };
    if (given.has("type")) {
      const types = (given.get("type") ?? "").split(",").filter((t) => [...corpus.types, "Paper"].includes(t));
      filter.types = new Set(types);
    }
    filter.roles = among("role", corpus.roles);
    filter.kinds = among("claim", corpus.kinds);
    filter.communities = among("community", corpus.communities.map((_, i) => String(i)));
    const years = /^(\d{1,4})-(\d{1,4})$/.exec(given.get("years") ?? "");
    if (years && corpus.years) filter.years = [Number(years[1]), Number(years[2])];
    if (corpus.years) filter.undated = given.has("undated") ? given.get("undated") === "1" : !filter.years;
    const minimum = Number.parseInt(given.get("min") ?? "", 10);
    if (minimum >= 1) filter.minimum = Math.min(minimum, 1e6);
    return filter;
  }

  /** @param {State} state */
  format(state) {
    const { corpus } = this;
    const out = new URLSearchParams();
    const put = (/** @type {string} */ name, /** @type {string | number} */ value, /** @type {string | number} */ usual) => {
      if (value !== usual) out.set(name, String(value));
    };
    put("view", state.view, "graph");
    put("node", state.node, "");
    put("pair", state.pair, "");
    put("focus", state.focus, "");
    if (state.focus) put("hops", state.hops, 1);
    put("path", state.path, "");
    put("open", state.opened.join("|"), "");
    put("rows", state.rows, "concepts");
    put("sort", state.sort, "");
    put("metric", state.metric, "");
    const { filter } = state;
    const usual = everything(corpus);
    put("type", [...corpus.types, "Paper"].filter((t) => filter.types.has(t)).join(","), corpus.types.join(","));
    if (filter.roles) out.set("role", corpus.roles.filter((_, i) => filter.roles?.has(i)).join(","));
    if (filter.kinds) out.set("claim", corpus.kinds.filter((_, i) => filter.kinds?.has(i)).join(","));
    if (filter.communities) out.set("community", [...filter.communities].sort((a, b) => a - b).join(","));
    if (filter.years) out.set("years", filter.years.join("-"));
    put("undated", Number(filter.undated), Number(!filter.years));
    put("min", filter.minimum, usual.minimum);
    return `#${out.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%7C", "|")}`;
  }
}

/** @param {number} value @param {number} low @param {number} high */
function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
