// The tiles of one screen: what each shows, and which of them one is at.

import { part, parts, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";

/** @typedef {{mark: string, stars: number, category: string, theme: string}} State */

/** @type {State} */
export const NOTHING = { mark: "", stars: 0, category: "", theme: "" };

/** @param {HTMLElement} shots */
export const all = (shots) => parts(shots, ".shot");

/** @param {HTMLElement} shot */
export const numberOf = (shot) => Number(shot.dataset.n);

/**
 * @param {HTMLElement} shot
 * @returns {State}
 */
export function stateOf({ dataset }) {
  const { mark = "", stars = "0", category = "", theme = "" } = dataset;
  return { mark, stars: Number(stars), category, theme };
}

/**
 * @param {HTMLElement} shot
 * @param {State} state
 */
export function draw(shot, { mark, stars, category, theme }) {
  Object.assign(shot.dataset, { mark, stars: String(stars), category, theme });
  put(part(shot, ".shot__letter"), mark ? word(mark) : "");
  put(part(shot, ".shot__stars"), "★".repeat(stars));
  const labels = [word(`category ${category}`), word(`theme ${theme}`)];
  put(part(shot, ".shot__labels"), labels.filter(Boolean).join(" · "));
}

/**
 * @param {HTMLElement} shot
 * @param {"returned" | "adopted" | ""} fate
 */
export function drawFate(shot, fate) {
  const letter = part(shot, ".shot__fate");
  letter.dataset.fate = fate;
  put(letter, fate ? word(fate) : "");
}

/**
 * How many are alike, folded into one tile; or which of them each is.
 * @param {HTMLElement} shots
 * @param {import("./queue.js").Queue} queue
 */
export function drawStacks(shots, queue) {
  for (const shot of all(shots)) {
    const number = numberOf(shot);
    const stack = queue.stack(number);
    const [folded, count] = [!queue.unfolded(number), stack.length];
    shot.classList.toggle("shot_stack", count > 1 && folded);
    const values = { place: stack.indexOf(number) + 1, count };
    if (count > 1) put(part(shot, ".shot__stack"), word(folded ? "stack" : "alike", values));
  }
}

/**
 * @param {HTMLElement} shots
 * @param {HTMLElement} current
 * @param {Set<number>} numbers what is chosen together; nothing: the one that one is at
 */
export function drawChosen(shots, current, numbers) {
  for (const shot of all(shots)) {
    const chosen = numbers.size ? numbers.has(numberOf(shot)) : shot === current;
    shot.setAttribute("aria-selected", String(chosen));
    shot.classList.toggle("shot_chosen", numbers.size > 0 && chosen);
  }
}

/**
 * Beside rows of texts stands the one that one is at.
 * @param {HTMLElement} shot
 */
export function read(shot) {
  const pane = document.getElementById("pane");
  if (pane) put(pane, shot.querySelector(".shot__text")?.textContent ?? "");
}

/**
 * The next tile of another unit.
 * @param {HTMLElement} shots
 * @param {HTMLElement} current
 * @param {number} direction
 */
export function otherUnit(shots, current, direction) {
  const shown = all(shots);
  const at = shown.indexOf(current);
  const others = direction > 0 ? shown.slice(at + 1) : shown.slice(0, at).reverse();
  return others.find((one) => one.dataset.unit !== current.dataset.unit);
}

/**
 * How many tiles stand beside each other.
 * @param {HTMLElement} shots
 */
export function columns(shots) {
  const [first, ...others] = all(shots);
  if (!first) return 1;
  const below = others.findIndex((shot) => shot.offsetTop > first.offsetTop);
  return below < 0 ? others.length + 1 : below + 1;
}
