// What an office sets of items: drawn at once, sent in batches, taken back step by step.

import { part } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";
import { NOTHING, draw, numberOf, stateOf } from "./tiles.js";
import { Unsent } from "./unsent.js";

const UNDO = 50;

/** @typedef {import("./tiles.js").State} State */
/** `n`: where one is led; `back` takes it back.
 *  @typedef {{n: number, back: () => void | Promise<void>}} Step */

export class Marking {
  /** @type {Step[]} */
  #steps = [];
  /** How items of any screen stand since `at`: a screen that was asked for before that says what was.
   *  @type {Map<number, State & {at: number}>} */
  #known = new Map();
  /** What was marked on this page.
   *  @type {Set<number>} */
  marked = new Set();

  /**
   * @param {HTMLElement} shots
   * @param {HTMLFormElement} form
   * @param {{said: (words: string) => void, unsaved: (words: string) => void,
   *   drawn: (number: number, state: State) => void, saved: () => void}} page
   */
  constructor(shots, form, page) {
    this.page = page;
    this.unsent = new Unsent(
      form.action,
      shots.dataset.whose ?? "",
      part(form, "[name=form_token]", HTMLInputElement).value,
      (count, failed) => page.unsaved(failed && count ? word("unsaved", { count }) : ""),
      (now) => this.#answered(now),
    );
  }

  /** @param {Record<string, import("./unsent.js").Now>} now */
  #answered(now) {
    const later = new Set(this.unsent.waiting.map((change) => change.n));
    for (const [n, { who, refused, ...state }] of Object.entries(now)) {
      if (!later.has(Number(n))) this.stands(Number(n), state);
      if (refused) this.page.said(refused);
      else if (who) this.page.said(word("who", { number: n, who }));
    }
    this.page.saved();
  }

  /**
   * @param {number} number
   * @returns {HTMLElement | null}
   */
  tile(number) {
    return document.getElementById(`item-${number}`);
  }

  /**
   * @param {number} number
   * @returns {State}
   */
  of(number) {
    const shot = this.tile(number);
    return shot ? stateOf(shot) : this.known(number) ?? NOTHING;
  }

  /**
   * What this page knows of an item on any screen.
   * @param {number} number
   * @returns {State | null}
   */
  known(number) {
    const known = this.#known.get(number);
    if (!known) return null;
    const { at: _, ...state } = known;
    return state;
  }

  /**
   * Whether something set here has not reached the server yet.
   * @param {number} number
   */
  awaits(number) {
    return this.unsent.waiting.some(({ n }) => n === number);
  }

  /**
   * What the queue said when it was taken.
   * @param {Map<number, State>} states
   */
  learn(states) {
    for (const [number, state] of states) this.#known.set(number, { ...state, at: 0 });
  }

  /**
   * @param {number} number
   * @param {State} state
   */
  stands(number, { mark, stars, category, theme }) {
    const state = { mark, stars, category, theme };
    this.#known.set(number, { ...state, at: performance.now() });
    const shot = this.tile(number);
    if (shot) draw(shot, state);
    this.page.drawn(number, state);
  }

  /**
   * Over what the server said of a screen: what it did not know then, and what is still on its way.
   * @param {HTMLElement[]} shown
   * @param {number} asked
   */
  drawOver(shown, asked) {
    for (const shot of shown) {
      const known = this.#known.get(numberOf(shot));
      if (known && known.at >= asked) draw(shot, known);
    }
    for (const { n, was, late, ...change } of this.unsent.waiting) {
      const shot = this.tile(n);
      if (shot) draw(shot, { ...stateOf(shot), ...change });
    }
  }

  /**
   * One step, however many items.
   * @param {import("./unsent.js").Change[]} changes
   */
  set(changes) {
    if (!changes.length) return;
    const before = changes.map(({ n }) => ({ n, ...this.of(n) }));
    this.unsent.add(changes.map((change) => ({ ...change, was: this.of(change.n).mark })));
    for (const { n, ...change } of changes) {
      this.stands(n, { ...this.of(n), ...change });
      this.marked.add(n);
    }
    this.step(before[0]?.n ?? 0, () => this.#back(before));
  }

  /** @param {(State & {n: number})[]} before */
  #back(before) {
    this.unsent.add(before.map((change) => ({ ...change, was: this.of(change.n).mark })));
    for (const { n, ...state } of before) {
      this.marked.delete(n);
      this.stands(n, state);
    }
  }

  /**
   * @param {number} n
   * @param {Step["back"]} back
   * @returns {Step}
   */
  step(n, back) {
    const step = { n, back };
    this.#steps.push(step);
    if (this.#steps.length > UNDO) this.#steps.shift();
    return step;
  }

  /**
   * There was nothing to take back.
   * @param {Step} step
   */
  forget(step) {
    this.#steps = this.#steps.filter((one) => one !== step);
  }

  /**
   * Takes the last step back.
   * @returns {number} where one is led; 0: there was none
   */
  undo() {
    const step = this.#steps.pop();
    if (!step) return 0;
    void Promise.resolve(step.back()).catch(() => this.page.said(word("failed")));
    this.page.said(word("undone", { number: step.n }));
    return step.n;
  }
}
