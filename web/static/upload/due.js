// What is due and how long there is left, on the campaign's own clock (in a rehearsal it may run fast, or be moved).

import { durationText, word } from "./words.js";

const SOON = 30 * 60; // seconds: the time left is then shown in red
const TICK_MS = 1000;

const clock = { at: 0, since: 0, speed: 1 };
const list = document.getElementById("due-list");

export const now = () => clock.at + (performance.now() - clock.since) * clock.speed;

export function showDue(state, unit) {
  Object.assign(clock, { at: Date.parse(state.now), since: performance.now(), speed: state.speed });
  const rows = state.due.filter((one) => one.unit === unit || state.units.length < 2 || !unit);
  const many = state.units.length > 1 && !unit;
  const wanted = JSON.stringify([rows, many]);
  document.getElementById("due-wait").hidden = true;
  if (wanted !== list.dataset.shown) {
    list.dataset.shown = wanted;
    list.replaceChildren(...rows.map((one) => row(one, many)));
  }
  tick();
}

function row(one, many) {
  const element = document.getElementById("due-row").content.firstElementChild.cloneNode(true);
  const put = (part, words) => { element.querySelector(`.due__${part}`).textContent = words; };
  element.dataset.standing = one.standing;
  element.dataset.due = one.due_at;
  put("name", many ? `${one.unit_name} ${one.name}` : one.name);
  put("standing", one.standing_text);
  put("when", one.due_text);
  put("missing", one.missing_text);
  return element;
}

function tick() {
  for (const element of list.children) {
    const left = (Date.parse(element.dataset.due) - now()) / 1000;
    const open = !["on_time", "late", "exempt"].includes(element.dataset.standing);
    const said = left > 0 ? word("left", { left: durationText(left) }) : "";
    const shown = element.querySelector(".due__left");
    if (shown.textContent !== said) shown.textContent = said;
    element.classList.toggle("due__one_soon", open && left < SOON);
    element.classList.toggle("due__one_over", open && left <= 0);
  }
}

setInterval(tick, TICK_MS);
