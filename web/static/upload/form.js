// The statistics form: kept at the server as it is typed, so that another device goes on; what is wrong is said at its
// field once it has been touched. The Excel is made by the server and comes back as one of the files.

import { say, word } from "./words.js";

const PAUSE_MS = 600; // typing has paused: keep and check
const byId = (id) => document.getElementById(id);

export function startForm({ base, onSent }) {
  const section = byId("form");
  const body = byId("form-body");
  const opener = byId("form-open");
  const fields = new Map(); // name → {input, said, touched}
  let unit = "";
  let saving = Promise.resolve(true);
  let timer = 0;

  opener.addEventListener("click", async () => {
    if (body.hidden && !(await load())) return;
    open(body.hidden);
  });
  body.addEventListener("input", ({ target }) => {
    fields.get(target.name).touched = true;
    grow(target);
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  });
  body.addEventListener("change", keep);
  body.addEventListener("submit", (event) => { event.preventDefault(); handIn(); });

  const open = (wanted) => { body.hidden = !wanted; opener.setAttribute("aria-expanded", String(wanted)); opener.hidden = wanted; };
  const address = () => `${base}/statistics/${unit}`;

  async function ask(method, content) {
    try {
      const answer = await fetch(address(), {
        method,
        headers: content ? { "Content-Type": "application/json" } : {},
        body: content && JSON.stringify(content),
      });
      const told = await answer.json();
      if (answer.ok) return told;
      say(told.message ?? word("no_server"));
    } catch {
      state(word("form_not_saved"));
    }
    return null;
  }

  async function load() {
    const told = await ask("GET");
    if (!told) return false;
    fields.clear();
    byId("form-fields").replaceChildren(...told.fields.map(draw));
    for (const [name, { input }] of fields) { input.value = told.values[name] ?? ""; grow(input); }
    show(told);
    return true;
  }

  function draw(field) {
    const element = byId("form-field").content.firstElementChild.cloneNode(true);
    const [label, input, hint, said] = element.children;
    const id = `form-${field.name}`;
    label.textContent = field.title;
    label.htmlFor = id;
    Object.assign(input, { id, name: field.name, inputMode: field.number ? "decimal" : "text" });
    hint.textContent = field.hint;
    Object.assign(hint, { id: `${id}-hint` });
    Object.assign(said, { id: `${id}-said` });
    input.setAttribute("aria-describedby", `${hint.id} ${said.id}`);
    fields.set(field.name, { input, said, touched: false });
    return element;
  }

  // One request after the other: an older answer must not undo a newer one.
  function keep() {
    clearTimeout(timer);
    saving = saving.then(async () => {
      const values = Object.fromEntries([...fields].map(([name, { input }]) => [name, input.value]));
      const told = await ask("PUT", { values });
      if (told) show(told);
      return Boolean(told);
    });
    return saving;
  }

  function show(told, { all = false } = {}) {
    for (const [name, { input, said, touched }] of fields) {
      const found = told.findings.filter((one) => one.field === name && (all || touched || input.value));
      said.textContent = found.map((one) => one.text).join("\n");
      said.dataset.level = found[0]?.level ?? "";
      input.setAttribute("aria-invalid", String(found.some((one) => one.level === "error")));
    }
    const coverage = fields.get("coverage")?.input;
    if (coverage) coverage.placeholder = told.coverage ? word("form_computed", { share: told.coverage }) : "";
    state(told.saved ? word("form_saved", { time: told.saved }) : "");
    return told;
  }

  async function handIn() {
    if (!(await keep())) return;
    const told = await ask("GET");
    if (!told) return;
    show(told, { all: true });
    if (!told.ok) {
      state(word("form_wrong"));
      body.querySelector("[aria-invalid=true]")?.focus();
      return;
    }
    const button = byId("form-send");
    button.disabled = true;
    const sent = await ask("POST", {});
    button.disabled = false;
    if (!sent) return;
    open(false);
    say(word("form_sent"));
    onSent(sent.upload, told.title);
  }

  const state = (words) => { byId("form-state").textContent = words; };

  return {
    // `owed`: the milestone's name where this unit owes the form, else null.
    offer(wanted, owed) {
      section.hidden = !owed;
      if (owed) byId("form-title").textContent = owed;
      if (wanted !== unit) { unit = wanted; open(false); }
    },
  };
}

function grow(input) {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`;
}
