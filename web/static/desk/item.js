// One item: figures set its stars, and what one types into the ministry's system is copied from here.

import { meant } from "/static/desk/shortcuts.js";
import { copied } from "/static/shared/copying.js";
import { parts, put } from "/static/shared/dom.js";

const stars = document.getElementById("stars");
const said = document.getElementById("copied");

document.addEventListener("keydown", (event) => {
  const figure = /^(?:Digit|Numpad)([0-5])$/.exec(event.code)?.[1];
  if (figure === undefined || !(stars instanceof HTMLSelectElement) || !meant(event)) return;
  event.preventDefault();
  stars.value = figure;
  stars.form?.requestSubmit();
});

for (const button of parts(document, "button[data-copy]", HTMLButtonElement)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copied(button.dataset.copy ?? "");
    if (said) put(said, (done ? said.dataset.done : said.dataset.failed) ?? "");
  });
}
