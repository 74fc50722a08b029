// The picking desk: going through a frozen queue by keys or by touch, with every mark drawn before it is sent.

import { byId, part, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";
import * as loupe from "./loupe.js";
import { place, placed, taken } from "./queue.js";
import { Screens } from "./screens.js";
import { all, columns, draw, numberOf, stateOf } from "./tiles.js";
import { Unsent } from "./unsent.js";

const UNDO = 50;

const shots = byId("shots", HTMLUListElement);
const form = byId("marking", HTMLFormElement);
const query = shots.dataset.query ?? "";
const screens = new Screens(shots.dataset.tiles ?? "", Number(shots.dataset.screen));
const screen = screens.size;
/** @type {number[]} */
let queue = all(shots).map(numberOf);
let first = 0;
/** @type {HTMLElement} */
let current = part(shots, ".shot");
/** @type {{n: number, mark: string, stars: number}[][]} */
const done = [];
/** @type {Set<number>} */
const marked = new Set();
/** How items of any screen stand since `at`: a screen that was asked for before that says what was.
 *  @type {Map<number, {mark: string, stars: number, at: number}>} */
const known = new Map();
/** What keys ask for while the screen changes: they are meant for its tiles.
 *  @type {(() => void)[] | null} */
let held = null;
const canMark = document.getElementById("acts") !== null;

const unsent = new Unsent(
  form.action,
  shots.dataset.whose ?? "",
  part(form, "[name=form_token]", HTMLInputElement).value,
  (count, failed) => put(byId("unsaved"), failed && count ? word("unsaved", { count }) : ""),
  (now) => {
    const later = new Set(unsent.waiting.map((change) => change.n));
    for (const [n, state] of Object.entries(now)) {
      if (!later.has(Number(n))) stands(Number(n), state);
      if (state.refused) put(byId("said"), state.refused);
      else if (state.who) put(byId("said"), word("who", { number: n, who: state.who }));
    }
  },
);

/**
 * @param {number} number
 * @returns {HTMLElement | null}
 */
const tile = (number) => document.getElementById(`item-${number}`);

/**
 * @param {number} number
 * @param {import("./tiles.js").State} state
 */
function stands(number, { mark, stars }) {
  known.set(number, { mark, stars, at: performance.now() });
  const shot = tile(number);
  if (shot) draw(shot, { mark, stars });
}

/** @param {HTMLElement} shot */
function goTo(shot) {
  current.tabIndex = -1;
  current.setAttribute("aria-selected", "false");
  current = shot;
  shot.tabIndex = 0;
  shot.setAttribute("aria-selected", "true");
  shot.focus({ preventScroll: loupe.isOpen() });
  if (!loupe.isOpen()) shot.scrollIntoView({ block: "nearest" });
  place(numberOf(shot));
  const shown = all(shots);
  const index = shown.indexOf(shot);
  if (loupe.isOpen()) loupe.show(shot, shown.slice(index + 1), query);
  if (index >= screen / 2) screens.prepare(queue, first + screen);
  meter();
}

function meter() {
  const values = { place: queue.indexOf(numberOf(current)) + 1, all: queue.length, marked: marked.size };
  put(byId("meter"), word("meter", values));
}

/**
 * Keys wait meanwhile. When it does not come, it is said, and they are dropped.
 * @param {number} from
 * @param {number} at which of its tiles; -1: the last
 */
async function turnTo(from, at) {
  if (from < 0 || from >= queue.length || held) return;
  /** @type {(() => void)[]} */
  const waiting = [];
  held = waiting;
  try {
    await show(from, at);
  } catch {
    waiting.length = 0;
    put(byId("said"), word("unturned"));
    goTo(current);
  }
  held = null;
  for (const act of waiting) whenThere(act);
}

/**
 * @param {number} from
 * @param {number} at
 */
async function show(from, at) {
  const { asked, tiles } = screens.take(queue, from);
  const shown = await tiles;
  shots.replaceChildren(...shown);
  first = from;
  for (const shot of shown) {
    const state = known.get(numberOf(shot));
    if (state && state.at >= asked) draw(shot, state);
  }
  drawWaiting();
  const shot = shown.at(at) ?? shown[0];
  if (shot) goTo(shot);
}

/**
 * Now, or as soon as the screen has changed.
 * @param {() => void} act
 */
function whenThere(act) {
  if (held) held.push(act);
  else act();
}

/** What is not with the server yet stands over what it says. */
function drawWaiting() {
  for (const { n, mark, stars } of unsent.waiting) {
    const shot = tile(n);
    const state = shot && stateOf(shot);
    if (state) draw(shot, { mark: mark ?? state.mark, stars: stars ?? state.stars });
  }
}

/** @param {number} steps */
function move(steps) {
  const shown = all(shots);
  const wanted = shown.indexOf(current) + steps;
  const shot = shown[wanted];
  if (shot) goTo(shot);
  else if (wanted >= shown.length) void turnTo(first + screen, 0);
  else void turnTo(first - screen, -1);
}

/** @param {number} direction to the next tile of another unit */
function moveUnit(direction) {
  const shown = all(shots);
  const at = shown.indexOf(current);
  const others = direction > 0 ? shown.slice(at + 1) : shown.slice(0, at).reverse();
  const shot = others.find((one) => one.dataset.unit !== current.dataset.unit);
  if (shot) goTo(shot);
}

/**
 * @param {HTMLElement[]} which
 * @param {{mark?: string, stars?: number}} change
 */
function set(which, change) {
  if (!canMark || !which.length) return;
  const before = which.map((shot) => ({ n: numberOf(shot), ...stateOf(shot) }));
  done.push(before);
  if (done.length > UNDO) done.shift();
  for (const shot of which) {
    stands(numberOf(shot), { ...stateOf(shot), ...change });
    marked.add(numberOf(shot));
  }
  unsent.add(before.map(({ n, mark }) => ({ n, ...change, was: mark })));
  if (loupe.isOpen()) loupe.mark(current);
  meter();
}

/** @param {string} mark */
function setAndGoOn(mark) {
  // 备选 once more takes it off; the others stay what they are.
  const off = mark === "picked" && stateOf(current).mark === mark;
  set([current], { mark: off ? "" : mark });
  move(1);
}

function undo() {
  const before = done.pop();
  if (!before) return;
  unsent.add(before.map((change) => ({ ...change, was: known.get(change.n)?.mark ?? "" })));
  for (const { n, ...state } of before) {
    marked.delete(n);
    stands(n, state);
  }
  const number = before[0]?.n ?? 0;
  put(byId("said"), word("undone", { number }));
  const shot = tile(number);
  const at = queue.indexOf(number);
  if (shot) goTo(shot);
  else if (at >= 0) void turnTo(at - (at % screen), at % screen);
}

function setWholeScreen() {
  set(all(shots).filter((shot) => !stateOf(shot).mark), { mark: "seen" });
  void turnTo(first + screen, 0);
}

function openLoupe() {
  const shown = all(shots);
  loupe.show(current, shown.slice(shown.indexOf(current) + 1), query);
}

function closeLoupe() {
  loupe.close();
  goTo(current);
}

function help() {
  const shown = byId("help");
  shown.hidden = !shown.hidden;
  document.getElementById("help-open")?.setAttribute("aria-expanded", String(!shown.hidden));
}

function fullScreen() {
  void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
}

/** @type {Record<string, () => void>} */
const KEYS = {
  ArrowLeft: () => move(-1),
  ArrowRight: () => move(1),
  ArrowUp: () => move(loupe.isOpen() ? -1 : -columns(shots)),
  ArrowDown: () => move(loupe.isOpen() ? 1 : columns(shots)),
  KeyP: () => setAndGoOn("picked"),
  KeyR: () => setAndGoOn("passed"),
  KeyX: () => setAndGoOn("seen"),
  KeyU: () => set([current], { mark: "" }),
  KeyE: setWholeScreen,
  BracketLeft: () => moveUnit(-1),
  BracketRight: () => moveUnit(1),
  Backspace: undo,
  Enter: () => (loupe.isOpen() ? closeLoupe() : openLoupe()),
  Space: () => (loupe.isOpen() ? closeLoupe() : openLoupe()),
  Escape: () => loupe.isOpen() && closeLoupe(),
  KeyZ: () => loupe.isOpen() && loupe.zoom(),
  Slash: help,
  KeyF: fullScreen,
};
for (let stars = 0; stars <= 5; stars += 1) KEYS[`Digit${stars}`] = () => set([current], { stars });

document.addEventListener("keydown", (event) => {
  const here = event.target instanceof Node && (shots.contains(event.target) || event.target === document.body);
  if (!here || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const act = KEYS[event.code];
  if (!act) return;
  event.preventDefault();
  whenThere(act);
});

shots.addEventListener("click", (event) => {
  const shot = event.target instanceof Element ? event.target.closest(".shot") : null;
  if (!(shot instanceof HTMLElement) || held) return;
  const again = shot === current;
  goTo(shot);
  if (again) openLoupe();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button instanceof HTMLButtonElement) whenThere(() => setAndGoOn(button.value));
});
byId("loupe-close").addEventListener("click", closeLoupe);
document.getElementById("undo")?.addEventListener("click", () => whenThere(undo));
document.getElementById("help-open")?.addEventListener("click", help);

async function start() {
  shots.classList.add("shots_live");
  for (const id of ["undo", "help-open"]) document.getElementById(id)?.removeAttribute("hidden");
  drawWaiting();
  queue = await taken(shots.dataset.list ?? "");
  const index = queue.indexOf(placed());
  if (index >= 0 || queue[0] !== numberOf(current)) {
    const at = Math.max(index, 0);
    await turnTo(at - (at % screen), at % screen);
  } else goTo(current);
}

if (shots.childElementCount) void start().catch(() => goTo(current));
