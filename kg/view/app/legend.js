// The legend is the filter: each entry shows its look and how many there are, and takes part or not.

import { h, mark } from "./dom.js";
import { capital, words } from "./text.js";

const COMMUNITIES = 12;

/**
 * @param {HTMLElement} host
 * @param {import("./main.js").App} app
 * @returns {(filter: import("./filters.js").Filter, passed: import("./filters.js").Passed) => void} Draws it anew.
 */
export function legend(host, app) {
  const { corpus, store } = app;
  let allCommunities = false;
  /** @param {Partial<import("./filters.js").Filter>} change @param {boolean} [quiet] */
  const change = (change, quiet = false) => store.set({ filter: { ...store.state.filter, ...change } }, { quiet });

  /**
   * @param {string} title @param {{key: any, name: string, count: number, shape?: any}[]} entries
   * @param {(key: any) => boolean} on @param {(key: any) => void} flip
   * @param {((key: any) => void) | null} only Leaves one alone. @param {any} [after]
   */
  const group = (title, entries, on, flip, only, after = null) => h("fieldset", { class: "facet" },
    h("legend", {}, title),
    entries.map(({ key, name, count, shape }) => {
      const box = h("input", { type: "checkbox", "data-focus": `${title}:${name}`, on: { change: () => flip(key) } });
      box.checked = on(key);
      return h("div", { class: count ? "entry" : "entry empty" },
        h("label", {}, box, shape ?? null, h("span", { class: "entry-name", dir: "auto" }, name)),
        only && h("button", { type: "button", class: "only", "data-focus": `${title}:only:${name}`, on: { click: () => only(key) } },
          "only", h("span", { class: "hidden-visually" }, ` ${name}`)),
        h("span", { class: "entry-count" }, count.toLocaleString("en")));
    }), after);

  /** A set where null means all. @param {Set<any> | null} set @param {any[]} all @param {any} key */
  const flipped = (set, all, key) => {
    const next = new Set(set ?? all);
    if (!next.delete(key)) next.add(key);
    return next.size === all.length ? null : next;
  };

  return (filter, { counts }) => {
    const held = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.focus;
    const types = [...corpus.types, "Paper"];
    const roles = corpus.roles.map((_, i) => i);
    const kinds = corpus.kinds.map((_, i) => i);
    const communities = corpus.communities.map((_, i) => i);
    const shown = allCommunities ? communities : communities.slice(0, COMMUNITIES);
    host.replaceChildren(...[
      h("div", { class: "filters-head" }, h("h2", {}, "Filters"),
        h("button", { type: "button", class: "textual", on: { click: () => app.clearFilters() } }, "Reset")),
      group("Show", types.map((t, i) => ({ key: t, name: t === "Paper" ? "Papers" : `${t}s`, count: i < corpus.types.length ? counts.types[i] : counts.papers, shape: mark(t) })),
        (t) => filter.types.has(t), (t) => {
          const next = new Set(filter.types);
          if (!next.delete(t)) next.add(t);
          change({ types: next });
        }, (t) => change({ types: new Set([t]) })),
      minimum(),
      years(),
      group("Role in the paper", roles.map((r) => ({ key: r, name: capital(words(corpus.roles[r])), count: counts.roles[r] })),
        (r) => !filter.roles || filter.roles.has(r), (r) => change({ roles: flipped(filter.roles, roles, r) }), (r) => change({ roles: new Set([r]) })),
      group("Papers that claim", kinds.map((k) => ({ key: k, name: capital(corpus.kinds[k]), count: counts.kinds[k] })),
        (k) => !filter.kinds || filter.kinds.has(k), (k) => change({ kinds: flipped(filter.kinds, kinds, k) }), (k) => change({ kinds: new Set([k]) })),
      communities.length > 1 ? group("Community", shown.map((c) => ({ key: c, name: corpus.communities[c], count: counts.communities[c] })),
        (c) => !filter.communities || filter.communities.has(c),
        (c) => change({ communities: flipped(filter.communities, communities, c) }), (c) => change({ communities: new Set([c]) }),
        communities.length > COMMUNITIES && h("button", { type: "button", class: "textual", on: { click: () => {
          allCommunities = !allCommunities;
          app.refresh();
        } } }, allCommunities ? "Fewer" : `All ${communities.length}`)) : null,
    ].filter(Boolean));
    if (held) /** @type {any} */ (host.querySelector(`[data-focus="${CSS.escape(held)}"]`))?.focus();

    function minimum() {
      const top = Math.min(20, corpus.most);
      if (top < 2) return null;
      const out = h("output", {}, filter.minimum);
      const slider = h("input", { type: "range", min: 1, max: top, step: 1, "data-focus": "minimum", "aria-label": "Papers that a concept needs", on: {
        input: (/** @type {any} */ e) => (out.textContent = e.target.value),
        change: (/** @type {any} */ e) => change({ minimum: Number(e.target.value) }, true),
      } });
      slider.value = String(Math.min(top, filter.minimum));
      return h("fieldset", { class: "facet" }, h("legend", {}, "In at least"), h("div", { class: "slider" }, slider, h("span", {}, out, " papers")));
    }

    function years() {
      if (!corpus.years || corpus.years.first === corpus.years.last) return null;
      const { first, last } = corpus.years;
      const [from, to] = filter.years ?? [first, last];
      const most = Math.max(1, ...counts.years.values());
      const bars = [];
      for (let y = first; y <= last; y++) {
        const bar = h("span", { class: y >= from && y <= to ? "bar in" : "bar" });
        bar.style.height = `${Math.round(((counts.years.get(y) ?? 0) / most) * 100)}%`;
        bars.push(bar);
      }
      const field = (/** @type {string} */ name, /** @type {number} */ value) => {
        const input = h("input", { type: "number", min: first, max: last, "aria-label": name, "data-focus": name, on: { change: settle } });
        input.value = String(value);
        return input;
      };
      const low = field("First year", from);
      const high = field("Last year", to);
      function settle() {
        const a = Math.max(first, Math.min(last, Number(low.value) || first));
        const b = Math.max(first, Math.min(last, Number(high.value) || last));
        const all = a <= first && b >= last;
        // Who asks for some years asks for papers known to be of them: those without one are a choice of its own.
        change({ years: all ? null : [Math.min(a, b), Math.max(a, b)], undated: all });
      }
      const without = h("input", { type: "checkbox", "data-focus": "undated", on: { change: () => change({ undated: without.checked }) } });
      without.checked = filter.undated;
      return h("fieldset", { class: "facet" }, h("legend", {}, "Years"),
        h("div", { class: "bars", "aria-hidden": "true" }, bars),
        h("div", { class: "years" }, low, h("span", { "aria-hidden": "true" }, "–"), high),
        corpus.undated ? h("div", { class: counts.undated ? "entry" : "entry empty" }, h("label", {}, without, h("span", { class: "entry-name" }, "Without a year")),
          h("span", { class: "entry-count" }, counts.undated.toLocaleString("en"))) : null);
    }
  };
}
