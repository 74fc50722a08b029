// What is due and how long there is left, on the campaign's own clock (in a rehearsal it may run fast, or be moved).

import { byId, copyOf, isNew, part, parts, put } from "/static/shared/dom.js";
import { durationText, word } from "/static/shared/words.js";

/** @typedef {import("./news.js").Due} Due */

const SOON = 30 * 60; // seconds: the time left is then shown in red
const TICK_MS = 1000;
/** @type {Set<string | undefined>} */
const OVER = new Set(/** @type {import("./news.js").Standing[]} */ (["on_time", "late", "exempt"]));

const clock = { at: 0, since: 0, speed: 1 };
const list = byId("due-list");

export const now = () => clock.at + (performance.now() - clock.since) * clock.speed;

/**
 * @param {import("./news.js").PageState} state
 * @param {string} unit  the chosen one, or ""
 */
export function showDue(state, unit) {
  Object.assign(clock, { at: Date.parse(state.now), since: performance.now(), speed: state.speed });
  const rows = state.due.filter((one) => one.unit === unit || state.units.length < 2 || !unit);
  const many = state.units.length > 1 && !unit;
  byId("due-wait").hidden = true;
  if (isNew(list, [rows, many])) list.replaceChildren(...rows.map((one) => row(one, many)));
  tick();
}

/**
 * @param {Due} one
 * @param {boolean} many  of several units: each says whose it is
 */
function row(one, many) {
  const element = copyOf("due-row");
  element.dataset.standing = one.standing;
  element.dataset.due = one.due_at;
  part(element, ".due__name").textContent = many ? `${one.unit_name} ${one.name}` : one.name;
  part(element, ".due__standing").textContent = one.standing_text;
  part(element, ".due__when").textContent = one.due_text;
  part(element, ".due__missing").textContent = one.missing_text;
  return element;
}

function tick() {
  for (const element of parts(list, ":scope > li")) {
    const left = (Date.parse(element.dataset.due ?? "") - now()) / 1000;
    const open = !OVER.has(element.dataset.standing);
    put(part(element, ".due__left"), left > 0 ? word("left", { left: durationText(left) }) : "");
    element.classList.toggle("due__one_soon", open && left < SOON);
    element.classList.toggle("due__one_over", open && left <= 0);
  }
}

setInterval(tick, TICK_MS);
