// The picking desk: going through a frozen queue by keys or by touch, with every mark drawn before it is sent.

import { byId, part, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";
import * as asking from "./asking.js";
import { attend } from "./colleagues.js";
import * as compare from "./compare.js";
import { offerDownload } from "./download.js";
import { listen } from "./keys.js";
import * as loupe from "./loupe.js";
import { Marking } from "./marking.js";
import * as fairness from "./meter.js";
import { Queue, place, placed, taken } from "./queue.js";
import { Screens } from "./screens.js";
import { Selection } from "./selection.js";
import { all, columns, drawChosen, drawStacks, numberOf, otherUnit, read } from "./tiles.js";

const shots = byId("shots", HTMLUListElement);
const form = byId("marking", HTMLFormElement);
const query = shots.dataset.query ?? "";
const screens = new Screens(shots.dataset.tiles ?? "", Number(shots.dataset.screen));
const screen = screens.size;
const acting = { query, token: part(form, "[name=form_token]", HTMLInputElement).value };
const canMark = document.getElementById("acts") !== null;
let queue = new Queue(all(shots).map(numberOf));
let first = 0;
/** @type {HTMLElement} */
let current = part(shots, ".shot");
/** What keys ask for while the screen changes: they are meant for its tiles.
 *  @type {(() => void)[] | null} */
let held = null;

/** @param {string} words */
const say = (words) => put(byId("said"), words);
const here = () => numberOf(current);

const marking = new Marking(shots, form, {
  said: say,
  unsaved: (words) => put(byId("unsaved"), words),
  drawn: (number, { mark }) => {
    compare.mark(number, mark ? word(mark) : "");
    if (loupe.isOpen() && number === here()) loupe.mark(current);
  },
  saved: fairness.later,
});
const selection = new Selection(drawSelection);

function drawSelection() {
  drawChosen(shots, current, selection.numbers);
  put(byId("chosen"), selection.numbers.size ? word("chosen", { count: targets().length }) : "");
}

/**
 * @param {HTMLElement} shot
 * @param {boolean} extend the selection reaches as far as this one
 */
function goTo(shot, extend = false) {
  current.tabIndex = -1;
  current = shot;
  shot.tabIndex = 0;
  shot.focus({ preventScroll: loupe.isOpen() });
  if (!loupe.isOpen()) shot.scrollIntoView({ block: "nearest" });
  place(here());
  if (extend) selection.extendTo(queue.numbers, here());
  else selection.from(here());
  drawSelection();
  read(shot);
  const shown = all(shots);
  const index = shown.indexOf(shot);
  if (loupe.isOpen()) loupe.show(shot, shown.slice(index + 1), query);
  if (index >= screen / 2) screens.prepare(queue.numbers, first + screen);
  meter();
}

function meter() {
  const values = { place: queue.place(here()) + 1, all: queue.numbers.length, marked: marking.marked.size };
  put(byId("meter"), word("meter", values));
}

/**
 * Keys wait meanwhile. When it does not come, it is said, and they are dropped.
 * @param {number} from
 * @param {number} at which of its tiles; -1: the last
 * @param {boolean} extend
 */
async function turnTo(from, at, extend = false) {
  if (held) return;
  if (from >= queue.numbers.length) byId("end").hidden = false;
  if (from < 0 || from >= queue.numbers.length) return;
  /** @type {(() => void)[]} */
  const waiting = [];
  held = waiting;
  try {
    await show(from, at, extend);
  } catch {
    waiting.length = 0;
    say(word("unturned"));
    goTo(current);
  }
  held = null;
  for (const act of waiting) whenThere(act);
}

/**
 * @param {number} from
 * @param {number} at
 * @param {boolean} extend
 */
async function show(from, at, extend) {
  const { asked, tiles: shown } = await screens.take(queue.numbers, from);
  shots.replaceChildren(...shown);
  first = from;
  marking.drawOver(shown, asked);
  drawStacks(shots, queue);
  const shot = shown.at(at) ?? shown[0];
  if (shot) goTo(shot, extend);
}

/** @param {number} number */
function turnToItem(number) {
  const at = queue.place(number);
  const shot = marking.tile(queue.numbers[at] ?? 0);
  if (shot) goTo(shot);
  else if (at >= 0) void turnTo(at - (at % screen), at % screen);
}

/**
 * Now, or as soon as the screen has changed.
 * @param {() => void} act
 */
function whenThere(act) {
  if (held) held.push(act);
  else act();
}

/**
 * @param {number} steps
 * @param {boolean} extend
 */
function move(steps, extend = false) {
  const shown = all(shots);
  const wanted = shown.indexOf(current) + steps;
  const shot = shown[wanted];
  if (shot) goTo(shot, extend);
  else if (wanted >= shown.length) void turnTo(first + screen, 0, extend);
  else void turnTo(first - screen, -1, extend);
}

/**
 * @param {number} across
 * @param {number} down
 * @param {boolean} shift
 */
function arrow(across, down, shift) {
  if (compare.isOpen()) return shift ? compare.pan(across, down) : compare.go(across || down);
  if (loupe.isOpen()) return shift ? loupe.pan(across, down) : move(across || down);
  move(across + down * columns(shots), shift);
}

/** What keys are for: the picture one looks at, else what is chosen; a folded stack with all that is in it. */
function targets() {
  if (compare.isOpen()) return [compare.current()];
  if (loupe.isOpen() || !selection.numbers.size) return queue.members(here());
  return [...selection.numbers].flatMap((number) => queue.members(number));
}

/** @param {{mark?: string, stars?: number, category?: string, theme?: string}} change */
function set(change) {
  if (!canMark) return;
  const which = targets();
  marking.set(which.map((n) => ({ n, ...change })));
  if (which.length > 1) say(word("together", { count: which.length }));
  if (!loupe.isOpen() && !compare.isOpen()) selection.clear();
  meter();
}

/** @param {string} mark */
function setAndGoOn(mark) {
  const many = selection.numbers.size > 0 && !loupe.isOpen();
  // The second time it is taken off; the others stay what they are.
  const off = mark === "picked" && targets().every((number) => marking.of(number).mark === mark);
  set({ mark: off ? "" : mark });
  if (!many && !compare.isOpen()) move(1);
}

/** @param {string} mark of this one; all that are like it are taken as seen */
function setAlone(mark) {
  if (!canMark) return;
  const number = compare.isOpen() ? compare.current() : here();
  const stack = queue.stack(number);
  marking.set(stack.map((n) => ({ n, mark: n === number ? mark : "seen" })));
  if (!compare.isOpen()) move(queue.unfolded(number) ? stack.length - stack.indexOf(number) : 1);
}

function setWholeScreen() {
  const which = all(shots).flatMap((shot) => queue.members(numberOf(shot)));
  const free = which.filter((number) => !marking.of(number).mark);
  if (canMark) marking.set(free.map((n) => ({ n, mark: "seen" })));
  void turnTo(first + screen, 0);
}

function undo() {
  const number = marking.undo();
  if (number && !compare.isOpen()) turnToItem(number);
}

function fold() {
  const number = here();
  if (!queue.fold(number)) return;
  screens.forget();
  selection.clear();
  const at = queue.place(number);
  void turnTo(at - (at % screen), at % screen);
}

/** Those that are chosen, else what is like this one. */
async function openCompare() {
  const many = selection.numbers.size ? [...selection.numbers] : queue.stack(here()).slice(0, compare.MOST);
  if (many.length < 2 || many.length > compare.MOST) return say(word("compare_how"));
  const shown = many.map((number) => marking.tile(number)).filter((one) => one !== null);
  compare.show(shown.length === many.length ? shown : await screens.fetch(many), query);
  loupe.close();
}

const openReturn = () => (canMark ? asking.giveBack(targets(), marking, acting) : Promise.resolve());
const openAdoption = () => (canMark ? asking.adopt(targets(), marking, acting) : Promise.resolve());

/** @param {"category" | "theme"} name */
async function openLabels(name) {
  const code = canMark ? await asking.label(name, say) : null;
  if (code !== null) set({ [name]: code });
}

function toggleLoupe() {
  if (compare.isOpen()) return;
  const shown = all(shots);
  if (loupe.isOpen()) leave();
  else loupe.show(current, shown.slice(shown.indexOf(current) + 1), query);
}

/** One thing at a time: the comparison, the loupe, what is chosen. */
function leave() {
  const large = loupe.isOpen() || compare.isOpen();
  compare.close();
  loupe.close();
  if (large) goTo(current, selection.numbers.size > 0);
  else selection.clear();
}

listen(shots, form, whenThere, {
  ...{ arrow, fold, leave, openCompare, openAdoption, openLabels, openReturn },
  ...{ set, setAlone, setAndGoOn, setWholeScreen, toggleLoupe, undo },
  moveUnit: (direction) => goTo(otherUnit(shots, current, direction) ?? current),
  toggle: () => selection.toggle(here()),
  takeScreen: () => selection.take(all(shots).map(numberOf)),
  takeAll: () => selection.take(queue.numbers),
  zoom: () => (compare.isOpen() ? compare.zoom() : loupe.isOpen() && loupe.zoom()),
});

shots.addEventListener("click", (event) => {
  const clicked = event.target instanceof Element ? event.target : null;
  const shot = clicked?.closest(".shot");
  if (!(shot instanceof HTMLElement) || held) return;
  const again = shot === current && !event.shiftKey && !event.ctrlKey && !event.metaKey;
  if (again && clicked?.closest(".shot_stack .shot__stack")) return fold();
  goTo(shot, event.shiftKey);
  if (event.ctrlKey || event.metaKey) selection.toggle(numberOf(shot));
  else if (again) toggleLoupe();
  else if (!event.shiftKey) selection.clear();
});

/** @param {import("./queue.js").Entry[]} entries what has come in meanwhile */
function takeIn(entries) {
  const at = queue.numbers.length;
  queue.append(entries);
  marking.learn(queue.states);
  byId("end").hidden = true;
  screens.forget();
  void turnTo(at - (at % screen), at % screen);
}

offerDownload(targets, say);
addEventListener("pagehide", () => queue.keep((number) => marking.known(number)));

async function start() {
  shots.classList.add("shots_live");
  marking.drawOver(all(shots), Infinity);
  queue = await taken(shots.dataset.list ?? "");
  marking.learn(queue.states);
  drawStacks(shots, queue);
  const index = queue.place(placed());
  if (index >= 0 || queue.numbers[0] !== here()) {
    const at = Math.max(index, 0);
    await turnTo(at - (at % screen), at % screen);
  } else goTo(current);
  const at = () => Math.floor(first / screen) + 1;
  attend(shots.dataset.news ?? "", marking, { screen: at, queue: () => queue, take: (some) => held || takeIn(some) });
}

if (shots.childElementCount) void start().catch(() => goTo(current));
