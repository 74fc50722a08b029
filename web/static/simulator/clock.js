// The rehearsal clock: moved by buttons, shown by the news.

import { byId, part, parts } from "/static/shared/dom.js";
import { say } from "/static/shared/toast.js";
import { word } from "/static/shared/words.js";

export function startClock() {
  const form = document.getElementById("clock-form");
  if (!(form instanceof HTMLFormElement)) return;
  byId("clock-box", HTMLDetailsElement).open = matchMedia("(min-width: 900px)").matches;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const buttons = parts(form, "button", HTMLButtonElement);
    for (const button of buttons) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      /** @type {{clock: string, now: string, message: string}} */
      const result = await answer.json();
      if (answer.ok) {
        byId("clock-label").textContent = result.clock;
        part(form, "[name=to]", HTMLInputElement).value = result.now;
      } else {
        say(result.message);
      }
    } catch {
      say(word("offline"));
    }
    for (const button of buttons) button.disabled = false;
    event.submitter?.focus();
  });
}
