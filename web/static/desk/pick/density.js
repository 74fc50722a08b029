// How many tiles a screen shows: small, as they are, large. Kept by the browser.

import { byId } from "/static/shared/dom.js";
import { recalled, remember } from "/static/shared/memory.js";

const STEPS = ["small", "usual", "large"];

/** @param {HTMLElement} shots */
export function startDensity(shots) {
  const button = byId("density", HTMLButtonElement);
  /** @param {string} step */
  const show = (step) => {
    for (const one of STEPS) shots.classList.toggle(`shots_${one}`, one === step);
    remember("localStorage", "density", step);
  };
  let at = Math.max(STEPS.indexOf(recalled("localStorage", "density") ?? "usual"), 0);
  show(STEPS[at] ?? "");
  button.hidden = false;
  button.addEventListener("click", () => {
    at = (at + 1) % STEPS.length;
    show(STEPS[at] ?? "");
  });
}
