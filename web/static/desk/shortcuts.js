// Single keys, for whoever wants them: the bar's switch turns them off in this browser, everywhere at the desk.
// On a page, what has data-key is pressed by that key (KeyboardEvent.code); a field is gone to instead.

import { parts } from "/static/shared/dom.js";

const KEPT = "shortcuts";
const OFF = "off";

export const on = () => localStorage.getItem(KEPT) !== OFF;

/**
 * Whether the key is meant for the page: nothing is being written, and no browser's own key is pressed.
 * @param {KeyboardEvent} event
 */
export function meant(event) {
  const free = event.target === document.body || event.target === document.getElementById("page");
  return free && on() && !event.isComposing && !event.ctrlKey && !event.altKey && !event.metaKey;
}

const button = document.getElementById("shortcuts");

function show() {
  if (!button) return;
  button.textContent = (on() ? button.dataset.on : button.dataset.off) ?? "";
  button.setAttribute("aria-pressed", String(on()));
  document.body.classList.toggle("no_keys", !on());
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (on()) localStorage.setItem(KEPT, OFF);
    else localStorage.removeItem(KEPT);
    show();
  });
  show();
}

document.addEventListener("keydown", (event) => {
  if (!meant(event)) return;
  const [found] = parts(document, `[data-key~="${CSS.escape(event.code)}"]`);
  if (!found) return;
  event.preventDefault();
  if (found.matches("button, a")) found.click();
  else found.focus();
});
