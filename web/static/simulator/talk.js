// The conversation as it is shown: bubbles in their order, times after a pause, the end in sight for who reads there.

import { byId, part, parts } from "/static/shared/dom.js";

const QUIET_MS = 5 * 60 * 1000; // WeChat repeats the time after a pause
const NEAR_END = 80; // pixels

/** Whether the end is being read: who does is kept there. */
let atEnd = true;

const talk = () => byId("talk");
const newer = () => byId("newer");

export function toEnd() {
  talk().scrollTop = talk().scrollHeight;
  atEnd = true;
  newer().hidden = true;
}

// Something takes or needs room: whoever read the end still does.
export function keepEnd() {
  if (atEnd) toEnd();
}

export function showTimes() {
  let shown = -Infinity;
  for (const bubble of parts(talk(), ".bubble[data-at]")) {
    const at = Date.parse(bubble.dataset.at ?? "");
    const time = part(bubble, ".bubble__time");
    time.hidden = at - shown < QUIET_MS;
    if (!time.hidden) shown = at;
  }
}

/**
 * A quick answer can be stored before its question's bubble: the campaign time puts them right.
 * @param {HTMLElement} bubble
 */
export function place(bubble) {
  if (document.getElementById(bubble.id)) return;
  const { at, id } = key(bubble);
  const later = parts(talk(), ".bubble[data-at]").find((other) => {
    const known = key(other);
    return known.at > at || (known.at === at && known.id > id);
  });
  talk().insertBefore(bubble, later ?? talk().querySelector(".bubble_pending"));
}

/** @param {HTMLElement} bubble */
const key = ({ dataset }) => ({ at: Date.parse(dataset.at ?? ""), id: Number(dataset.id) });

/**
 * Bubbles as the server has made them for this page: the one place where its HTML is taken as it is.
 * @param {string} html
 * @param {object} how
 * @param {boolean} how.follow  the person has just sent it: show it
 * @param {(bubble: HTMLElement) => boolean} [how.hold]  true for one that is kept back for now
 */
export function add(html, { follow, hold = () => false }) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const move = follow || atEnd;
  let fromBot = false;
  for (const bubble of parts(holder.content, ".bubble")) {
    if (hold(bubble)) continue;
    place(bubble);
    fromBot ||= bubble.classList.contains("bubble_bot");
  }
  showTimes();
  if (move) toEnd();
  else if (fromBot) newer().hidden = false;
}

/** @param {HTMLElement} bubble  one that is on its way */
export function append(bubble) {
  talk().append(bubble);
  toEnd();
}

export function startTalk() {
  talk().addEventListener("load", keepEnd, true);
  talk().addEventListener("error", ({ target }) => {
    const photo = target instanceof HTMLImageElement && target.closest(".bubble__photo");
    if (!photo) return;
    photo.className = "bubble__body bubble__file";
    photo.textContent = target.alt;
  }, true);
  talk().addEventListener("scroll", () => {
    atEnd = talk().scrollHeight - talk().scrollTop - talk().clientHeight < NEAR_END;
    if (atEnd) newer().hidden = true;
  });
  newer().addEventListener("click", toEnd);
  new ResizeObserver(keepEnd).observe(talk());
  showTimes();
  toEnd();
}
