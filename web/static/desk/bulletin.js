// A draft: what is typed is saved two seconds after the last key; what a colleague saved is shown where nobody types.

import { LOOKED } from "/static/desk/live.js";
import { byId, parts, put } from "/static/shared/dom.js";

const QUIET_MS = 2000;

const form = byId("blocks", HTMLFormElement);
const saving = byId("saving");
const revision = byId("revision", HTMLInputElement);

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/** Fields that were changed since they were saved. @type {Set<Field>} */
const changed = new Set();
/** @type {number | undefined} */
let waiting;
let busy = false;

/** @returns {Field[]} */
function fields() {
  return [
    ...parts(form, "textarea[data-block]", HTMLTextAreaElement),
    ...parts(form, "input[data-block]", HTMLInputElement),
  ];
}

/** @param {"saving" | "saved" | "failed"} what */
function say(what) {
  put(saving, saving.dataset[what] ?? "");
}

async function save() {
  clearTimeout(waiting);
  if (busy || changed.size === 0) return;
  busy = true;
  const sent = [...changed];
  changed.clear();
  say("saving");
  const body = new URLSearchParams({ form_token: String(new FormData(form).get("form_token")) });
  for (const field of sent) body.set(field.name, field.value);
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    if (answer.redirected) return location.reload();
    const said = await answer.json();
    if (!answer.ok) {
      put(saving, said.problem ?? "");
      return;
    }
    revision.value = String(said.revision);
    for (const field of sent) field.dataset.version = String(said.versions[field.name]);
    say("saved");
  } catch {
    for (const field of sent) changed.add(field);
    say("failed");
  } finally {
    busy = false;
    if (changed.size > 0) waiting = setTimeout(() => void save(), QUIET_MS);
  }
}

/** @param {Field} field */
function later(field) {
  changed.add(field);
  clearTimeout(waiting);
  waiting = setTimeout(() => void save(), QUIET_MS);
}

form.addEventListener("input", (event) => {
  const field = event.target;
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) later(field);
});
// What was typed before this script came.
fields().filter((field) => field.value !== field.defaultValue).forEach(later);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (changed.size === 0) say("saved");
  void save();
});

// What another form of the page does would lose what is not saved yet.
document.addEventListener("submit", (event) => {
  if (event.target === form || changed.size === 0 || !(event.target instanceof HTMLFormElement)) return;
  const other = event.target;
  const by = event.submitter;
  event.preventDefault();
  void save().then(() => changed.size === 0 && other.requestSubmit(by));
});

window.addEventListener("beforeunload", (event) => {
  if (changed.size > 0 || busy) event.preventDefault();
});

document.addEventListener(LOOKED, () => {
  for (const field of fields()) {
    const saved = document.getElementById(`saved-${field.name}`);
    if (!saved || Number(saved.dataset.version) <= Number(field.dataset.version)) continue;
    if (changed.has(field) || busy) {
      const name = parts(form, `label[for="${field.id}"]`)[0]?.textContent ?? "";
      put(saving, (saving.dataset.other ?? "").replace("{name}", name));
      continue;
    }
    field.dataset.version = saved.dataset.version;
    field.value = saved.dataset.text ?? "";
  }
});
