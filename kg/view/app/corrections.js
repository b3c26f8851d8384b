// What readers find wrong, collected as the file that `kg build --links` reads.

import { combobox } from "./combobox.js";
import { counted, h, icon } from "./dom.js";
import { exactRow, save } from "./files.js";

/** @typedef {{action: "merge" | "rename" | "drop" | "split", concept: string, target: string}} Correction */

export class Corrections {
  /** @param {import("./main.js").App} app @param {string} key Kept in the browser under this name. */
  constructor(app, key) {
    this.app = app;
    this.key = `paperkg-links-${key}`;
    /** @type {Correction[]} */
    this.list = [];
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      if (Array.isArray(kept)) this.list = kept.filter((c) => app.corpus.number(String(c?.concept)) >= 0);
    } catch {
      // Storage is closed to this file or holds something else: begin anew.
    }
    this.count = h("span", { class: "badge", hidden: true });
    this.dialog = /** @type {HTMLDialogElement} */ (h("dialog", { class: "dialog", "aria-label": "Corrections" }));
    document.body.append(this.dialog);
    this.changed();
  }

  changed() {
    this.count.textContent = String(this.list.length);
    this.count.hidden = this.list.length === 0;
    this.count.parentElement?.setAttribute("aria-label", this.list.length ? `Corrections: ${this.list.length}` : "Corrections");
    try {
      localStorage.setItem(this.key, JSON.stringify(this.list));
    } catch {
      // As above: they last as long as the page.
    }
  }

  /** @param {Correction} correction A later one of the same kind for the same concept replaces the earlier. */
  add({ action, concept, target }) {
    const correction = { action, concept, target: target.replace(/\s+/g, " ").trim() };
    const same = (/** @type {Correction} */ c) => c.action === correction.action && c.concept === correction.concept && (c.action !== "split" || c.target === correction.target);
    this.list = [...this.list.filter((c) => !same(c)), correction];
    this.changed();
    this.app.say(`Noted. ${counted(this.list.length, "correction")} to save.`);
  }

  /** The file's text. */
  text() {
    return exactRow(["action", "concept", "target"]) +
      this.list.map(({ action, concept, target }) => exactRow([action, concept, target])).join("");
  }

  open() {
    const { corpus } = this.app;
    const name = (/** @type {string} */ id) => {
      const node = corpus.number(id);
      return node >= 0 ? corpus.label(node) : id;
    };
    const told = (/** @type {Correction} */ c) => ({
      merge: `“${name(c.concept)}” is the same as “${name(c.target)}”`,
      rename: `“${name(c.concept)}” should be called “${c.target}”`,
      drop: `“${name(c.concept)}” is no concept`,
      split: `“${c.target}” is not “${name(c.concept)}”`,
    })[c.action];
    this.dialog.replaceChildren(
      h("div", { class: "dialog-head" }, h("h2", {}, "Corrections"),
        h("button", { type: "button", class: "icon", "aria-label": "Close", on: { click: () => this.dialog.close() } }, icon("close"))),
      this.list.length
        ? h("ul", { class: "rows" }, this.list.map((c) => h("li", { class: "spread" }, h("span", {}, told(c)),
          h("button", { type: "button", class: "textual", "aria-label": `Take back: ${told(c)}`, on: { click: () => {
            this.list = this.list.filter((other) => other !== c);
            this.changed();
            this.open();
          } } }, "Take back"))))
        : h("p", {}, "None yet. Open a concept and choose “Correct” to merge, rename, split or drop it."),
      h("p", { class: "dim" }, "Save the file and build again with it: ", h("code", {}, "kg build INPUT --links links.csv")),
      h("div", { class: "dialog-foot" }, h("button", { type: "button", class: "primary", disabled: !this.list.length, on: { click: () => save("links.csv", this.text(), "text/csv;charset=utf-8") } }, "Save links.csv")));
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** The form in a concept's details. @param {number} concept */
  form(concept) {
    const { corpus } = this.app;
    const id = corpus.id(concept);
    const name = h("input", { type: "text", "aria-label": "Better name" });
    name.value = corpus.label(concept);
    const target = combobox(corpus, () => this.app.index, {
      label: "The same concept", hint: "Same as…, of any type", allowed: (n) => !corpus.isPaper(n) && n !== concept,
      pick: (n) => this.add({ action: "merge", concept: id, target: corpus.id(n) }),
    });
    const aliases = corpus.concepts.aliases[concept];
    const alias = h("select", { "aria-label": "Name that is something else" }, aliases.map((/** @type {string} */ a) => h("option", { value: a }, a)));
    return h("div", { class: "correct" },
      h("div", { class: "correct-row" }, name, h("button", { type: "button", class: "quiet", on: { click: () => {
        if (name.value.trim() && name.value.trim() !== corpus.label(concept)) this.add({ action: "rename", concept: id, target: name.value.trim() });
      } } }, "Rename")),
      h("div", { class: "correct-row" }, target.element),
      aliases.length ? h("div", { class: "correct-row" }, alias, h("button", { type: "button", class: "quiet", on: { click: () => this.add({ action: "split", concept: id, target: alias.value }) } }, "Split off")) : null,
      h("div", { class: "correct-row" }, h("button", { type: "button", class: "quiet", on: { click: () => this.add({ action: "drop", concept: id, target: "" }) } }, "No concept: drop it")));
  }
}
