// One item large. The next pictures are fetched while one looks at this one.

import { byId, part, put } from "/static/shared/dom.js";
import { numberOf } from "./tiles.js";

const AHEAD = 3;

const loupe = byId("loupe");
const picture = byId("loupe-picture", HTMLImageElement);
const text = byId("loupe-text");
const line = byId("loupe-line");

export const isOpen = () => !loupe.hidden;

/**
 * @param {HTMLElement} shot
 * @param {HTMLElement[]} next
 * @param {string} query
 */
export function show(shot, next, query) {
  const pictured = shot.dataset.pictured !== undefined;
  loupe.hidden = false;
  loupe.classList.remove("loupe_whole");
  picture.hidden = !pictured;
  text.hidden = pictured;
  if (pictured) {
    const small = part(shot, "img", HTMLImageElement);
    picture.alt = small.alt;
    picture.src = address(shot, query);
  } else {
    put(text, shot.querySelector(".shot__text")?.textContent ?? "");
  }
  mark(shot);
  for (const one of next.slice(0, AHEAD)) {
    if (one.dataset.pictured !== undefined) new Image().src = address(one, query);
  }
}

/**
 * What the line above it says: the tile's own words, its mark first.
 * @param {HTMLElement} shot
 */
export function mark(shot) {
  const words = [".shot__letter", ".shot__stars", ".shot__line", ".shot__what", ".shot__size"];
  put(line, words.map((one) => part(shot, one).textContent?.trim()).filter(Boolean).join(" · "));
}

export function close() {
  loupe.hidden = true;
}

export const zoom = () => loupe.classList.toggle("loupe_whole");

/**
 * @param {HTMLElement} shot
 * @param {string} query
 */
const address = (shot, query) => `/i/${numberOf(shot)}/preview.jpg${query}`;
