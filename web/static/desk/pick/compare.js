// Two to four pictures beside each other, at the same zoom and the same place.

import { byId, copyOf, part, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";
import { address, lineOf, move } from "./loupe.js";
import { numberOf } from "./tiles.js";

export const MOST = 4;

/** @typedef {{n: number, whole: HTMLElement, frame: HTMLElement}} Compared */

const compare = byId("compare");
const row = byId("compare-row");
/** @type {Compared[]} */
let shown = [];
let at = 0;

export const isOpen = () => !compare.hidden;

/** The one that keys are for. */
export const current = () => shown[at]?.n ?? 0;

/**
 * @param {HTMLElement[]} shots
 * @param {string} query
 */
export function show(shots, query) {
  compare.classList.remove("compare_whole");
  shown = shots.slice(0, MOST).map((shot) => {
    const whole = copyOf("compared");
    const picture = part(whole, "img", HTMLImageElement);
    const pictured = shot.dataset.pictured !== undefined;
    picture.hidden = !pictured;
    if (pictured) {
      picture.src = address(shot, query);
      picture.alt = part(shot, "img", HTMLImageElement).alt;
    } else put(part(whole, ".compared__text"), shot.querySelector(".shot__text")?.textContent ?? "");
    put(part(whole, ".compared__line"), lineOf(shot));
    return { n: numberOf(shot), whole, frame: part(whole, ".compared__frame") };
  });
  row.replaceChildren(...shown.map((one) => one.whole));
  for (const one of shown) one.frame.addEventListener("scroll", () => follow(one));
  compare.hidden = false;
  goTo(0);
}

export function close() {
  compare.hidden = true;
  shown = [];
  row.replaceChildren();
}

/** @param {number} steps */
export const go = (steps) => goTo((at + steps + shown.length) % shown.length);

/** @param {number} place */
function goTo(place) {
  at = place;
  for (const [index, one] of shown.entries()) one.whole.classList.toggle("compared_current", index === at);
  put(byId("compare-at"), word("compared", { number: current() }));
}

export const zoom = () => compare.classList.toggle("compare_whole");

/**
 * @param {number} across
 * @param {number} down
 */
export function pan(across, down) {
  const one = shown[at];
  if (one) move(one.frame, across, down);
}

/**
 * @param {number} number
 * @param {string} letter
 */
export function mark(number, letter) {
  const one = shown.find(({ n }) => n === number);
  if (one) put(part(one.whole, ".compared__letter"), letter);
}

/**
 * The others show the same part of their pictures. Where they do already nothing happens, so they do not chase another.
 * @param {Compared} leader
 */
function follow({ frame }) {
  const across = frame.scrollLeft / Math.max(1, frame.scrollWidth - frame.clientWidth);
  const down = frame.scrollTop / Math.max(1, frame.scrollHeight - frame.clientHeight);
  for (const { frame: other } of shown) {
    const left = across * (other.scrollWidth - other.clientWidth);
    const top = down * (other.scrollHeight - other.clientHeight);
    const there = Math.abs(other.scrollLeft - left) < 2 && Math.abs(other.scrollTop - top) < 2;
    if (other !== frame && !there) other.scrollTo({ left, top });
  }
}
