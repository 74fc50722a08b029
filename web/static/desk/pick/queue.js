// The queue as it was when one began: numbers in their order. Going back and reloading find the same one.

import { recalled, remember } from "/static/shared/memory.js";
import { nameOf } from "../kept_queue.js";

const APART_MS = 350; // between two changes of the address
let at = 0;
let written = 0;
/** @type {number | undefined} */
let timer;

/** An item: its number, and behind it what the office had set, where it had.
 *  @typedef {number | string} Entry */

/** The numbers that have a tile, in order: a folded stack has one, an unfolded one a tile for each. */
export class Queue {
  /** @type {(Entry | Entry[])[]} */
  #entries;
  #name = "";
  /** By each number of a stack.
   *  @type {Map<number, number[]>} */
  #stacks = new Map();
  /** @type {Set<number[]>} */
  #unfolded = new Set();
  /** @type {number[]} */
  numbers = [];
  /** What was set when the queue was taken.
   *  @type {Map<number, import("./tiles.js").State>} */
  states = new Map();

  /**
   * @param {(Entry | Entry[])[]} entries
   * @param {string} name by which the browser keeps it
   */
  constructor(entries, name = "") {
    this.#entries = entries;
    this.#name = name;
    for (const entry of entries) this.#take(entry);
  }

  /** @param {Entry | Entry[]} entry */
  #take(entry) {
    const stack = (Array.isArray(entry) ? entry : [entry]).map((one) => this.#read(one));
    if (stack.length > 1) for (const number of stack) this.#stacks.set(number, stack);
    this.numbers.push(stack[0] ?? 0);
  }

  /**
   * What of these is not in it.
   * @param {(Entry | Entry[])[]} entries
   */
  missing(entries) {
    const known = new Set(this.#entries.flat().map(numberIn));
    return entries.flat().filter((entry) => !known.has(numberIn(entry)));
  }

  /**
   * What has come in since goes to the end.
   * @param {Entry[]} entries
   */
  append(entries) {
    for (const entry of entries) {
      this.#entries.push(entry);
      this.#take(entry);
    }
  }

  /** @param {Entry} entry */
  #read(entry) {
    if (typeof entry === "number") return entry;
    const [number, mark = "", stars, category = "", theme = ""] = entry.split(":");
    this.states.set(Number(number), { mark, stars: Number(stars), category, theme });
    return Number(number);
  }

  /**
   * For a reload, with what is set now: null where it is as it was.
   * @param {(number: number) => import("./tiles.js").State | null} now
   */
  keep(now) {
    /** @param {Entry} entry */
    const kept = (entry) => {
      const number = numberIn(entry);
      const state = now(number);
      return state ? `${number}:${state.mark}:${state.stars}:${state.category}:${state.theme}` : entry;
    };
    const entries = this.#entries.map((entry) => (Array.isArray(entry) ? entry.map(kept) : kept(entry)));
    if (this.#name) remember("sessionStorage", this.#name, JSON.stringify(entries));
  }

  /**
   * The stack it is in; of what is like nothing else, itself.
   * @param {number} number
   */
  stack(number) {
    return this.#stacks.get(number) ?? [number];
  }

  /** @param {number} number */
  unfolded(number) {
    return this.#unfolded.has(this.stack(number));
  }

  /**
   * What its tile stands for.
   * @param {number} number
   */
  members(number) {
    return this.unfolded(number) ? [number] : this.stack(number);
  }

  /** How many items there are, folded ones among them. */
  get size() {
    return this.numbers.reduce((sum, number) => sum + this.members(number).length, 0);
  }

  /**
   * Where its tile is, or that of its folded stack.
   * @param {number} number
   */
  place(number) {
    const index = this.numbers.indexOf(number);
    return index < 0 ? this.numbers.indexOf(this.stack(number)[0] ?? 0) : index;
  }

  /**
   * Unfolds a stack, or folds it again.
   * @param {number} number
   * @returns {boolean} whether there is one
   */
  fold(number) {
    const stack = this.stack(number);
    if (stack.length < 2) return false;
    const index = this.numbers.indexOf(stack[0] ?? 0);
    if (this.#unfolded.delete(stack)) this.numbers.splice(index, stack.length, ...stack.slice(0, 1));
    else {
      this.#unfolded.add(stack);
      this.numbers.splice(index, 1, ...stack);
    }
    return true;
  }
}

/** @param {Entry} entry */
const numberIn = (entry) => Number.parseInt(String(entry), 10);

/** Whether one comes back to this page rather than opening it anew. */
function returning() {
  const [entry] = performance.getEntriesByType("navigation");
  const type = entry instanceof PerformanceNavigationTiming ? entry.type : "";
  return type === "reload" || type === "back_forward" || new URLSearchParams(location.search).has("at");
}

/**
 * @param {string} address
 */
export async function taken(address) {
  const name = nameOf(address);
  const kept = returning() ? recalled("sessionStorage", name) : null;
  if (kept) return new Queue(JSON.parse(kept), name);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const queue = new Queue(await answer.json(), name);
  queue.keep(() => null);
  return queue;
}

/** The item that the address says one was at; 0: none. */
export const placed = () => Number(new URLSearchParams(location.search).get("at")) || 0;

/**
 * Remember in the address that one is at this item. Browsers take only so many changes of it a second.
 * @param {number} number
 */
export function place(number) {
  at = number;
  if (timer === undefined) write();
}

function write() {
  timer = undefined;
  if (written === at) return;
  written = at;
  const address = new URL(location.href);
  address.searchParams.set("at", String(at));
  history.replaceState(null, "", address);
  timer = setTimeout(write, APART_MS);
}
