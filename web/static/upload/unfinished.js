// Uploads that were begun and are not on their way here: after a reload, or from another browser.

import { byId, copyOf, isNew, part } from "/static/shared/dom.js";
import { sizeText, word } from "/static/shared/words.js";
import { drawBar } from "./row.js";

/**
 * @typedef {import("./news.js").Unfinished} Unfinished
 * @typedef {object} Acts
 * @property {(one: Unfinished, files: File[]) => void} choose
 * @property {(one: Unfinished) => void} discard
 */

/**
 * @param {Unfinished[]} unfinished
 * @param {Acts} acts
 */
export function showUnfinished(unfinished, acts) {
  byId("unfinished").hidden = unfinished.length === 0;
  const list = byId("unfinished-list");
  if (isNew(list, unfinished)) list.replaceChildren(...unfinished.map((one) => row(one, acts)));
}

/**
 * @param {Unfinished} one
 * @param {Acts} acts
 */
function row(one, { choose, discard }) {
  const element = copyOf("unfinished-row");
  const name = one.name || word("no_name");
  const percent = one.length ? Math.floor((one.received / one.length) * 100) : 0;
  part(element, ".file__name").textContent = name;
  part(element, ".file__facts").textContent = word("unfinished_facts", { total: sizeText(one.length), percent });
  drawBar(part(element, ".bar"), one.received, one.length, name);
  const input = part(element, "input", HTMLInputElement);
  input.setAttribute("aria-label", word("action_of", { action: word("choose_again"), name }));
  input.addEventListener("change", () => { if (input.files?.length) choose(one, [...input.files]); });
  const button = part(element, "button", HTMLButtonElement);
  button.setAttribute("aria-label", word("action_of", { action: word("discard"), name }));
  button.addEventListener("click", () => { button.disabled = true; discard(one); });
  return element;
}
