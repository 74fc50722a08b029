// One short sentence above the page, for a while.

import { byId } from "./dom.js";

const SHOWN_MS = 5000;
const toast = byId("toast");
let timer = 0;

/** @param {string} words */
export function say(words) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { toast.hidden = true; }, SHOWN_MS);
}
