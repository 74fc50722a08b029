// Uploads that were begun and are not on their way here: after a reload, or from another browser.

import { drawBar } from "./row.js";
import { sizeText, word } from "./words.js";

export function showUnfinished(unfinished, { choose, discard }) {
  const section = document.getElementById("unfinished");
  const list = document.getElementById("unfinished-list");
  section.hidden = unfinished.length === 0;
  const shown = JSON.stringify(unfinished);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(...unfinished.map((one) => row(one, choose, discard)));
}

function row(one, choose, discard) {
  const element = document.getElementById("unfinished-row").content.firstElementChild.cloneNode(true);
  const name = one.name || word("no_name");
  const percent = one.length ? Math.floor((one.received / one.length) * 100) : 0;
  element.querySelector(".file__name").textContent = name;
  element.querySelector(".file__facts").textContent = word("unfinished_facts", { total: sizeText(one.length), percent });
  drawBar(element.querySelector(".bar"), one.received, one.length, name);
  const input = element.querySelector("input");
  input.setAttribute("aria-label", word("action_of", { action: word("choose_again"), name }));
  input.addEventListener("change", () => { if (input.files.length) choose(one, [...input.files]); });
  const button = element.querySelector("button");
  button.setAttribute("aria-label", word("action_of", { action: word("discard"), name }));
  button.addEventListener("click", () => { button.disabled = true; discard(one); });
  return element;
}
