// Single keys, and buttons that do the same. Keys are heard while the tiles have the focus, never beside Ctrl or Alt.

import { on } from "/static/desk/shortcuts.js";
import { byId, parts } from "/static/shared/dom.js";
import { startDensity } from "./density.js";

/** What the bar's switch turns off; arrows, Enter and the like stay. */
const SWITCHED = /^(Key|Digit|Bracket|Slash|Backspace)/;

/**
 * @typedef {{
 *   arrow: (across: number, down: number, shift: boolean) => void,
 *   set: (change: {mark?: string, stars?: number}) => void,
 *   setAlone: (mark: string) => void,
 *   setAndGoOn: (mark: string) => void,
 *   moveUnit: (direction: number) => void,
 *   openLabels: (name: "category" | "theme") => Promise<void>,
 *   openAdoption: () => Promise<void>,
 *   openCompare: () => Promise<void>,
 *   openReturn: () => Promise<void>,
 *   fold: () => void, leave: () => void, setWholeScreen: () => void, takeAll: () => void, takeScreen: () => void,
 *   toggle: () => void, toggleLoupe: () => void, undo: () => void, zoom: () => void,
 * }} Desk
 */

function help() {
  const shown = byId("help");
  shown.hidden = !shown.hidden;
  document.getElementById("help-open")?.setAttribute("aria-expanded", String(!shown.hidden));
}

function fullScreen() {
  void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
}

/**
 * @param {Desk} desk
 * @returns {Record<string, () => void>}
 */
function table(desk) {
  /** @type {Record<string, () => void>} */
  const found = {
    KeyP: () => desk.setAndGoOn("picked"),
    KeyR: () => desk.setAndGoOn("passed"),
    KeyX: () => desk.setAndGoOn("seen"),
    "Shift+KeyP": () => desk.setAlone("picked"),
    "Shift+KeyR": () => desk.setAlone("passed"),
    KeyU: () => desk.set({ mark: "" }),
    KeyE: desk.setWholeScreen,
    KeyS: desk.fold,
    KeyC: () => void desk.openCompare(),
    KeyB: () => void desk.openReturn(),
    KeyA: () => void desk.openAdoption(),
    KeyT: () => void desk.openLabels("theme"),
    KeyG: () => void desk.openLabels("category"),
    KeyZ: desk.zoom,
    KeyF: fullScreen,
    BracketLeft: () => desk.moveUnit(-1),
    BracketRight: () => desk.moveUnit(1),
    Backspace: desk.undo,
    Enter: desk.toggleLoupe,
    Space: desk.toggleLoupe,
    "Shift+Space": desk.toggle,
    Escape: desk.leave,
    Slash: () => byId("search").focus(),
    "Shift+Slash": help,
  };
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  for (const [code, [across = 0, down = 0]] of Object.entries(arrows)) {
    found[code] = () => desk.arrow(across, down, false);
    found[`Shift+${code}`] = () => desk.arrow(across, down, true);
  }
  for (let stars = 0; stars <= 5; stars += 1) found[`Digit${stars}`] = () => desk.set({ stars });
  return found;
}

/**
 * @param {HTMLElement} shots
 * @param {HTMLFormElement} form
 * @param {(act: () => void) => void} whenThere
 * @param {Desk} desk
 */
export function listen(shots, form, whenThere, desk) {
  const acts = table(desk);
  document.addEventListener("keydown", (event) => {
    const here = event.target instanceof Node && (shots.contains(event.target) || event.target === document.body);
    if (!here || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!on() && SWITCHED.test(event.code)) return;
    // Where a question mark is differs between keyboards.
    const act = acts[event.key === "?" ? "Shift+Slash" : `${event.shiftKey ? "Shift+" : ""}${event.code}`];
    if (!act) return;
    event.preventDefault();
    whenThere(act);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button instanceof HTMLButtonElement) whenThere(() => desk.setAndGoOn(button.value));
  });
  // A button names the key that does the same.
  for (const button of parts(document.body, "[data-does]", HTMLButtonElement)) {
    button.hidden = false;
    const act = acts[button.dataset.does ?? ""];
    if (act) button.addEventListener("click", () => whenThere(act));
  }
  byId("take-screen").addEventListener("click", desk.takeScreen);
  byId("take-all").addEventListener("click", desk.takeAll);
  startDensity(shots);
  const more = document.getElementById("more");
  more?.addEventListener("click", () => {
    const shown = form.classList.toggle("picking_more");
    more.setAttribute("aria-expanded", String(shown));
  });
}
