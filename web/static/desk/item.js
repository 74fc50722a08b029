// One item: figures set its stars, and the items beside it are those of the queue that one came from.

import { beside } from "/static/desk/kept_queue.js";
import { meant } from "/static/desk/shortcuts.js";
import { byId, part, put } from "/static/shared/dom.js";

const steps = byId("steps");
const known = steps.dataset.queue ? beside(steps.dataset.queue, Number(steps.dataset.number)) : null;
for (const [index, name] of ["before", "after"].entries()) {
  const link = byId(name, HTMLAnchorElement);
  const number = known?.[index];
  if (number === undefined) continue;
  link.hidden = !number;
  link.href = (steps.dataset.item ?? "").replace("/i/0", `/i/${number}`);
  put(part(link, "span"), String(number));
}

const stars = document.getElementById("stars");

document.addEventListener("keydown", (event) => {
  const figure = /^(?:Digit|Numpad)([0-5])$/.exec(event.code)?.[1];
  if (figure === undefined || !(stars instanceof HTMLSelectElement) || !meant(event)) return;
  event.preventDefault();
  stars.value = figure;
  stars.form?.requestSubmit();
});
