// 显示 beside a masked telephone puts the number there; without this script the person's own page shows it.
// What was shown stays when a part of the page is exchanged for a newer one, until the page is left.

import { LOOKED } from "/static/desk/live.js";
import { parts } from "/static/shared/dom.js";

/** @type {Map<string, string>} */
const known = new Map();

/** @param {string} phone */
function called(phone) {
  const link = document.createElement("a");
  link.href = `tel:${phone}`;
  link.textContent = phone;
  return link;
}

function show() {
  for (const one of parts(document, "[data-person]")) {
    const phone = known.get(one.dataset.person ?? "");
    if (phone === undefined || one.querySelector("a")) continue;
    one.replaceChildren(...phone.split(/[^\d+ -]+/).filter(Boolean).map(called));
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button.phone__show") : null;
  const place = button?.closest("[data-person]");
  if (!(button instanceof HTMLButtonElement) || !(place instanceof HTMLElement) || !button.form) return;
  event.preventDefault();
  const token = new FormData(button.form).get("form_token");
  const answer = await fetch(button.formAction, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ form_token: String(token) }),
  });
  if (!answer.ok || answer.redirected) return location.reload();
  known.set(place.dataset.person ?? "", (await answer.json()).phone);
  show();
  parts(document, `[data-person="${place.dataset.person}"] a`)[0]?.focus();
});

document.addEventListener(LOOKED, show);
