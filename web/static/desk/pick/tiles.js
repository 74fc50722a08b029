// The tiles of one screen: what each shows, and which of them one is at.

import { part, parts, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";

/** @typedef {{mark: string, stars: number}} State */

/** @param {HTMLElement} shots */
export const all = (shots) => parts(shots, ".shot");

/** @param {HTMLElement} shot */
export const numberOf = (shot) => Number(shot.dataset.n);

/**
 * @param {HTMLElement} shot
 * @returns {State}
 */
export const stateOf = (shot) => ({ mark: shot.dataset.mark ?? "", stars: Number(shot.dataset.stars) });

/**
 * @param {HTMLElement} shot
 * @param {State} state
 */
export function draw(shot, { mark, stars }) {
  shot.dataset.mark = mark;
  shot.dataset.stars = String(stars);
  put(part(shot, ".shot__letter"), mark ? word(mark) : "");
  put(part(shot, ".shot__stars"), "★".repeat(stars));
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
