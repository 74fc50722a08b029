// The list of everybody one can be, shortened to those whose name or unit is typed.

import { byId, parts } from "/static/shared/dom.js";

export function startPeople() {
  const filter = byId("filter", HTMLInputElement);
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim();
    for (const person of parts(document, ".person")) person.hidden = !person.textContent?.includes(wanted);
    for (const group of parts(document, ".group")) group.hidden = !group.querySelector(".person:not([hidden])");
  });
}
