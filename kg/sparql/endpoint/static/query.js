// The SPARQL editor, with the named queries as ready questions.
"use strict";
(() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const endpoint = new URL("/sparql", location.href).href;
  const prologue = Object.entries(settings.prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}>`).join("\n");
  const start = `${prologue}\n\nSELECT ?name ?papers WHERE {\n  ?concept a kgo:Method ;\n    skos:prefLabel ?name ;\n`
    + "    kgo:paperCount ?papers .\n}\nORDER BY DESC(?papers) ?name\nLIMIT 20\n";
  Yasgui.Yasqe.defaults.value = start;
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [], renderItem: () => {} },
    copyEndpointOnNewTab: true,
    persistenceId: "paperkg",
    yasr: { prefixes: settings.prefixes },
    yasqe: { value: start, collapsePrefixesOnLoad: true },
  });

  const question = document.getElementById("question");
  const form = document.getElementById("parameters");
  const said = document.getElementById("said");
  for (const query of settings.queries) question.add(new Option(query.title, query.name));

  question.addEventListener("change", () => {
    const query = settings.queries.find((one) => one.name === question.value);
    form.hidden = !query;
    said.textContent = query ? query.description : "";
    if (!query) return;
    const fields = query.parameters.map((parameter) => {
      const label = document.createElement("label");
      label.textContent = parameter.description + (parameter.optional ? " (may stay empty)" : "");
      const input = document.createElement("input");
      input.name = parameter.name;
      input.required = !parameter.optional;
      input.autocomplete = "off";
      if (parameter.types.length) suggest(input, label, parameter.types);
      label.append(input);
      return label;
    });
    const button = document.createElement("button");
    button.textContent = "Ask";
    form.replaceChildren(...fields, button);
    const first = form.querySelector("input");
    if (first) first.focus();
  });

  function suggest(input, label, types) {
    const list = document.createElement("datalist");
    list.id = "names-" + input.name;
    input.setAttribute("list", list.id);
    label.append(list);
    input.addEventListener("input", async () => {
      if (!input.value.trim()) return;
      const address = "/search?limit=20&type=" + types.join(",") + "&q=" + encodeURIComponent(input.value);
      const response = await fetch(address);
      if (response.ok) list.replaceChildren(...(await response.json()).map((hit) => new Option("", hit.label)));
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = question.value;
    const response = await fetch("/queries/" + name + "?" + new URLSearchParams(new FormData(form)));
    if (!response.ok) {
      said.textContent = await response.text();
      return;
    }
    const bound = await response.json();
    said.textContent = bound.notes.join("; ");
    const tab = yasgui.addTab(true, { name, yasqe: { value: bound.text } });
    tab.getYasqe().query();
  });
})();
