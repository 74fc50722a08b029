// The statistics form: kept at the server as it is typed, so that another device goes on; what is wrong is said at its
// field once it has been touched. The Excel is made by the server and comes back as one of the files.

import { byId, copyOf, part } from "/static/shared/dom.js";
import { say } from "/static/shared/toast.js";
import { word } from "/static/shared/words.js";

/**
 * As `web/upload_page/form.py` tells it.
 * @typedef {{name: string, title: string, hint: string, number: boolean}} Field
 * @typedef {object} Form
 * @property {string} title
 * @property {Field[]} fields
 * @property {Record<string, string>} values
 * @property {{field: string, level: string, text: string}[]} findings
 * @property {boolean} ok
 * @property {string} coverage
 * @property {string} saved
 * @typedef {{input: HTMLTextAreaElement, said: HTMLElement, touched: boolean}} Shown
 */

const PAUSE_MS = 600; // typing has paused: keep and check

export class StatisticsForm {
  /** @param {{base: string, onSent: () => void}} page */
  constructor({ base, onSent }) {
    this._base = base;
    this._onSent = onSent;
    this._body = byId("form-body");
    this._opener = byId("form-open");
    /** @type {Map<string, Shown>} */
    this._fields = new Map();
    this._unit = "";
    /** @type {Promise<boolean>} */
    this._saving = Promise.resolve(true);
    this._timer = 0;
    this._edits = 0;
    this._kept = 0;
    this._opener.addEventListener("click", () => this._opened());
    this._body.addEventListener("input", ({ target }) => this._typed(target));
    this._body.addEventListener("change", () => this._keep());
    // Somebody may be going to another device, or never come back to this page.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this._edits !== this._kept) this._keep();
    });
    this._body.addEventListener("submit", (event) => { event.preventDefault(); this._handIn(); });
  }

  /**
   * @param {string} unit
   * @param {string | undefined} owed  the milestone's name where this unit owes the form
   */
  offer(unit, owed) {
    byId("form").hidden = !owed;
    if (owed) byId("form-title").textContent = owed;
    const blank = /** @type {HTMLAnchorElement} */ (byId("form-blank"));
    blank.href = `${this._base}/statistics/${unit}/blank.xlsx`;
    if (unit === this._unit) return;
    this._unit = unit;
    this._open(false);
  }

  async _opened() {
    if (this._body.hidden && !(await this._load())) return;
    this._open(Boolean(this._body.hidden));
  }

  /** @param {boolean} wanted */
  _open(wanted) {
    this._body.hidden = !wanted;
    this._opener.setAttribute("aria-expanded", String(wanted));
    this._opener.hidden = wanted;
  }

  /** @param {EventTarget | null} target */
  _typed(target) {
    const field = target instanceof HTMLTextAreaElement && this._fields.get(target.name);
    if (!field) return;
    field.touched = true;
    grow(field.input);
    this._edits += 1;
    this._say(word("form_saving"));
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._keep(), PAUSE_MS);
  }

  async _load() {
    /** @type {Form | null} */
    const told = await this._ask("GET");
    if (!told) return false;
    this._fields.clear();
    byId("form-fields").replaceChildren(...told.fields.map((field) => this._draw(field)));
    for (const [name, { input }] of this._fields) {
      input.value = told.values[name] ?? "";
      grow(input);
    }
    this._kept = this._edits;
    this._show(told);
    return true;
  }

  /** @param {Field} field */
  _draw(field) {
    const element = copyOf("form-field");
    const label = part(element, ".field__label", HTMLLabelElement);
    const input = part(element, ".field__input", HTMLTextAreaElement);
    const [hint, said] = [part(element, ".form__hint"), part(element, ".form__said")];
    const id = `form-${field.name}`;
    label.textContent = field.title;
    label.htmlFor = id;
    Object.assign(input, { id, name: field.name, inputMode: field.number ? "decimal" : "text" });
    hint.textContent = field.hint;
    hint.id = `${id}-hint`;
    said.id = `${id}-said`;
    input.setAttribute("aria-describedby", `${hint.id} ${said.id}`);
    this._fields.set(field.name, { input, said, touched: false });
    return element;
  }

  // One request after the other: an older answer must not undo a newer one.
  _keep() {
    clearTimeout(this._timer);
    this._saving = this._saving.then(async () => {
      const values = Object.fromEntries([...this._fields].map(([name, { input }]) => [name, input.value]));
      const edits = this._edits;
      /** @type {Form | null} */
      const told = await this._ask("PUT", { values });
      if (told) {
        this._kept = edits;
        this._show(told);
      }
      return Boolean(told);
    });
    return this._saving;
  }

  /**
   * @param {Form} told
   * @param {{all?: boolean}} which  `all`: also what is wrong with fields that nobody has touched
   */
  _show(told, { all = false } = {}) {
    for (const [name, { input, said, touched }] of this._fields) {
      const found = told.findings.filter((one) => one.field === name && (all || touched || input.value));
      said.textContent = found.map((one) => one.text).join("\n");
      said.dataset.level = found[0]?.level ?? "";
      input.setAttribute("aria-invalid", String(found.some((one) => one.level === "error")));
    }
    const coverage = this._fields.get("coverage")?.input;
    if (coverage) coverage.placeholder = told.coverage ? word("form_computed", { share: told.coverage }) : "";
    // What was typed since is not kept yet, and nothing else is said until it is.
    if (this._edits === this._kept) this._say(told.saved ? word("form_saved", { time: told.saved }) : "");
  }

  async _handIn() {
    if (!(await this._keep())) return;
    /** @type {Form | null} */
    const told = await this._ask("GET");
    if (!told) return;
    this._show(told, { all: true });
    if (!told.ok) {
      this._say(word("form_wrong"));
      const inputs = [...this._fields.values()].map(({ input }) => input);
      inputs.find((input) => input.getAttribute("aria-invalid") === "true")?.focus();
      return;
    }
    const button = byId("form-send", HTMLButtonElement);
    button.disabled = true;
    /** @type {{upload: string} | null} */
    const sent = await this._ask("POST", {});
    button.disabled = false;
    if (!sent) return;
    this._open(false);
    say(word("form_sent"));
    this._onSent();
  }

  /**
   * What the server answers, or null; why has been said then.
   * @template T
   * @param {"GET" | "PUT" | "POST"} method
   * @param {object} [content]
   * @returns {Promise<T | null>}
   */
  async _ask(method, content) {
    try {
      const answer = await fetch(`${this._base}/statistics/${this._unit}`, {
        method,
        headers: content ? { "Content-Type": "application/json" } : {},
        keepalive: method === "PUT",
        body: content && JSON.stringify(content),
      });
      const told = await answer.json();
      if (answer.ok) return told;
      say(told.message ?? word("no_server"));
      this._say("");
    } catch {
      this._say(word("form_not_saved"));
    }
    return null;
  }

  /** @param {string} words */
  _say(words) {
    byId("form-state").textContent = words;
  }
}

/** @param {HTMLTextAreaElement} input */
function grow(input) {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`;
}
