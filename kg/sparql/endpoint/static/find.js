// Search in the head of every page: names from /search, as links.
"use strict";
(() => {
  const form = document.getElementById("find");
  const text = document.getElementById("find-text");
  const list = document.getElementById("found");
  let asked = 0;

  async function find() {
    const query = text.value.trim();
    const mine = ++asked;
    if (!query) return show([]);
    const response = await fetch("/search?limit=8&q=" + encodeURIComponent(query));
    const hits = response.ok ? await response.json() : [];
    if (mine === asked) show(hits);
  }

  function show(hits) {
    list.replaceChildren(...hits.map((hit) => {
      const link = document.createElement("a");
      link.href = hit.href;
      link.textContent = hit.label + " ";
      const kind = document.createElement("small");
      kind.textContent = hit.type.toLowerCase() + (hit.papers ? ", " + hit.papers + " papers" : "");
      link.append(kind);
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    list.hidden = hits.length === 0;
  }

  text.addEventListener("input", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.click();
  });
  form.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { show([]); text.focus(); }
    if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || text).focus(); }
  });
})();
