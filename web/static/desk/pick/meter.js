// How far one is, and from where one has chosen: asked for again after marks were saved, now and then.

import { later as unreadLater } from "/static/desk/unread.js";
import { byId } from "/static/shared/dom.js";

const APART_MS = 3000;

const fair = byId("fair", HTMLDetailsElement);
/** @type {number | undefined} */
let timer;

if (matchMedia("(min-width: 1280px)").matches) fair.open = true;

export function later() {
  timer ??= setTimeout(() => void ask().catch(() => undefined), APART_MS);
  unreadLater();
}

async function ask() {
  timer = undefined;
  const answer = await fetch(fair.dataset.from ?? "");
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  fair.replaceChildren(...page.body.children);
}
