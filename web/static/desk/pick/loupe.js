// One item large. The next pictures are fetched while one looks at this one.

import { byId, part, put } from "/static/shared/dom.js";
import { numberOf } from "./tiles.js";

const AHEAD = 3;

const loupe = byId("loupe");
const picture = byId("loupe-picture", HTMLImageElement);
const film = byId("loupe-film", HTMLVideoElement);
const more = byId("loupe-more", HTMLAnchorElement);
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
  const moving = shot.dataset.film !== undefined;
  picture.hidden = !pictured || moving;
  text.hidden = pictured || moving;
  more.href = `/i/${numberOf(shot)}${part(document, "#shots").dataset.carried ?? query}`;
  roll(shot, moving, query);
  if (pictured) {
    const small = part(shot, "img", HTMLImageElement);
    picture.alt = small.alt;
    enlarge(small.currentSrc, address(shot, query));
  } else {
    put(text, shot.querySelector(".shot__text")?.textContent ?? "");
  }
  mark(shot);
  for (const one of next.slice(0, AHEAD)) {
    if (one.dataset.pictured !== undefined) new Image().src = address(one, query);
  }
}

/**
 * The tile's own picture stands until the large one has come.
 * @param {string} small
 * @param {string} wanted
 */
function enlarge(small, wanted) {
  picture.dataset.wanted = wanted;
  const large = new Image();
  large.addEventListener("load", () => {
    if (picture.dataset.wanted === wanted) picture.src = wanted;
  });
  large.src = wanted;
  picture.src = large.complete || !small ? wanted : small;
}

/**
 * What the line above it says: the tile's own words, its mark first.
 * @param {HTMLElement} shot
 */
export function mark(shot) {
  put(line, lineOf(shot));
}

/**
 * All that a tile says.
 * @param {HTMLElement} shot
 */
export function lineOf(shot) {
  const words = ["fate", "letter", "stars", "line", "what", "size", "labels", "stack"];
  return words.map((one) => part(shot, `.shot__${one}`).textContent?.trim()).filter(Boolean).join(" · ");
}

export function close() {
  loupe.hidden = true;
  film.pause();
}

/**
 * A film plays from the bytes as they came; what the browser cannot play is at hand on the item's own page.
 * @param {HTMLElement} shot
 * @param {boolean} moving
 * @param {string} query
 */
function roll(shot, moving, query) {
  const wanted = moving ? `/i/${numberOf(shot)}/original${query}` : "";
  film.hidden = !moving;
  if ((film.getAttribute("src") ?? "") === wanted) return;
  film.pause();
  film.removeAttribute("src");
  film.poster = "";
  if (!moving) return;
  film.poster = shot.dataset.pictured === undefined ? "" : address(shot, query);
  film.src = wanted;
}

export const zoom = () => loupe.classList.toggle("loupe_whole");

/**
 * Moves what is larger than its frame by so many fifths of that.
 * @param {number} across
 * @param {number} down
 */
export const pan = (across, down) => move(byId("loupe-frame"), across, down);

/**
 * @param {HTMLElement} frame
 * @param {number} across
 * @param {number} down
 */
export function move(frame, across, down) {
  frame.scrollBy((across * frame.clientWidth) / 5, (down * frame.clientHeight) / 5);
}

/**
 * @param {HTMLElement} shot
 * @param {string} query
 */
export const address = (shot, query) => `/i/${numberOf(shot)}/preview.jpg${query}`;
