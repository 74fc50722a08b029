// The caption of one photo: typed at any time, kept when there is a number, and what became of it.

import { part, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";

/**
 * @typedef {import("./row.js").Phase} Phase
 * @typedef {import("./row.js").Row} Row
 * @typedef {"later" | "saving" | "sent" | "saved" | "failed"} CaptionState
 * @typedef {object} Caption  one that is on its way
 * @property {string} words
 * @property {CaptionState} state
 * @property {string} [id]  of the message, so that trying again is not saying it twice
 * @property {string} [before]  the submission's caption until then
 */

/** @type {Set<Phase>} */
const NONE = new Set(/** @type {Phase[]} */ (
  ["looking", "asking", "stopped", "number_withdrawn", "number_lost", "number_refused"]));

export class CaptionField {
  /**
   * @param {Row} row
   * @param {(row: Row) => void} save
   */
  constructor(row, save) {
    this._row = row;
    this._save = save;
    this._form = part(row.element, ".file__caption");
    this._text = part(this._form, ".file__caption-text", HTMLTextAreaElement);
    this._form.addEventListener("submit", (event) => { event.preventDefault(); this._keep(); });
    this._text.addEventListener("change", () => this._keep());
    this._text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this._keep();
    });
  }

  /**
   * @param {Phase} phase
   * @param {string} name
   */
  draw(phase, name) {
    const { entry } = this._row;
    const photo = entry.submission ? entry.submission.kind === "photo" : entry.facts?.family === "image";
    this._form.hidden = !photo || NONE.has(phase) || (entry.item || "daily") !== "daily";
    if (this._form.hidden) return;
    put(part(this._form, ".file__caption-label"), word("caption_label", { name }));
    const known = entry.submission?.caption ?? "";
    if (known && !entry.caption && document.activeElement !== this._text) this._text.value = known;
    const state = entry.caption?.state ?? (known ? "saved" : "");
    put(part(this._form, ".file__caption-state"), state ? word(`caption_${state}`) : "");
  }

  _keep() {
    const { entry } = this._row;
    const words = this._text.value.trim().replace(/\s+/g, " ");
    if (!words || words === (entry.submission?.caption ?? "")) return;
    const { caption } = entry;
    if (caption?.words === words && caption.state !== "failed") return;
    entry.caption = { words, state: "later", id: caption?.words === words ? caption.id : undefined };
    this._save(this._row);
    this._row.draw();
  }
}
