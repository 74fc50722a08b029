// Buttons that copy what stands beside them: what one types into the ministry's system, or hands on to one person.

import { copied } from "/static/shared/copying.js";
import { parts, put } from "/static/shared/dom.js";

const said = document.getElementById("copied");

for (const button of parts(document, "button[data-copy]", HTMLButtonElement)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copied(button.dataset.copy ?? "");
    if (said) put(said, (done ? said.dataset.done : said.dataset.failed) ?? "");
  });
}
