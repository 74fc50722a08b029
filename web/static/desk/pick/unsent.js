// Marks on their way to the server: kept by the browser until it has answered, sent together, never dropped.

import { forget, names, recalled, remember } from "/static/shared/memory.js";

/** `was`: the mark it took the place of; `late`: made on a page that is gone.
 *  @typedef {{n: number, mark?: string, stars?: number, category?: string, theme?: string, was?: string,
 *    late?: boolean}} Change */
/** @typedef {import("./tiles.js").State & {who: string, refused: string}} Now */

const APART_MS = 400;
const AGAIN_MS = 3000; // after a failure
const MOST = 500;

/** This tab's own name, which a reload keeps. */
function tab() {
  const known = recalled("sessionStorage", "tab") ?? ownTab;
  remember("sessionStorage", "tab", known);
  return known;
}

/**
 * What a page that is gone has left: of what was marked since then, nothing gives way to it.
 * @param {string | null} kept
 * @returns {Change[]}
 */
function late(kept) {
  const changes = JSON.parse(kept ?? "[]");
  for (const change of changes) change.late = true;
  return changes;
}

const ownTab = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;

export class Unsent {
  /** @type {Change[]} */
  #waiting;
  /** How many of the first of them are on their way. */
  #sending = 0;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {string} address
   * @param {string} whose marks: another person in the same tab does not send them
   * @param {string} token
   * @param {(count: number, failed: boolean) => void} counted
   * @param {(now: Record<string, Now>) => void} answered
   */
  constructor(address, whose, token, counted, answered) {
    this.address = address;
    this.whose = whose;
    this.token = token;
    this.counted = counted;
    this.answered = answered;
    this.#waiting = late(recalled("localStorage", this.#name));
    if (this.#waiting.length) this.#later(0);
    void this.#takeOver();
    addEventListener("online", () => this.#later(0));
    addEventListener("beforeunload", (event) => {
      if (this.#waiting.length) event.preventDefault();
    });
    addEventListener("pagehide", () => {
      if (this.#waiting.length) void this.#post(this.#waiting.slice(0, MOST), true).catch(() => undefined);
    });
  }

  get #name() {
    return `${this.#ours}${tab()}`;
  }

  /** What the names of this person's marks begin with, whatever tab they were made in. */
  get #ours() {
    return `unsent ${this.whose} ${this.address} `;
  }

  /** What a tab left behind that was closed before its marks were sent; one that is open sends its own. */
  async #takeOver() {
    if (!navigator.locks) return;
    void navigator.locks.request(this.#name, () => new Promise(() => { /* until the page goes */ }));
    for (const name of names("localStorage")) {
      if (!name.startsWith(this.#ours) || name === this.#name) continue;
      await navigator.locks.request(name, { ifAvailable: true }, (free) => {
        if (!free) return;
        this.#waiting.unshift(...late(recalled("localStorage", name)));
        this.#keep();
        forget("localStorage", name);
      });
    }
    this.counted(this.#waiting.length, false);
    if (this.#waiting.length) this.#later(0);
  }

  /** @param {Change[]} changes */
  add(changes) {
    this.#waiting.push(...changes);
    this.#keep();
    this.#later(APART_MS);
  }

  /** What is still to be drawn over what the server said: the last change of each item. */
  get waiting() {
    return this.#waiting;
  }

  #keep() {
    if (this.#waiting.length) remember("localStorage", this.#name, JSON.stringify(this.#waiting));
    else forget("localStorage", this.#name);
  }

  /** @param {number} wait */
  #later(wait) {
    if (this.#sending) return;
    if (this.#timer === undefined) this.#timer = setTimeout(() => void this.#send(), wait);
  }

  async #send() {
    this.#timer = undefined;
    const batch = this.#waiting.slice(0, MOST);
    if (!batch.length) return;
    this.#sending = batch.length;
    try {
      const now = await this.#post(batch, false);
      this.#waiting.splice(0, batch.length);
      this.#keep();
      this.counted(this.#waiting.length, false);
      this.answered(now);
    } catch {
      this.counted(this.#waiting.length, true);
    }
    const failed = this.#waiting.length >= batch.length && this.#waiting[0] === batch[0];
    this.#sending = 0;
    if (this.#waiting.length) this.#later(failed ? AGAIN_MS : APART_MS);
  }

  /**
   * @param {Change[]} batch
   * @param {boolean} leaving
   * @returns {Promise<Record<string, Now>>}
   */
  async #post(batch, leaving) {
    // Of two people at work the later mark stands.
    const changes = batch.map(({ was, late: made, ...change }) => (made ? { ...change, was } : change));
    const body = new URLSearchParams({ form_token: this.token, changes: JSON.stringify(changes) });
    const answer = await fetch(this.address, { method: "POST", body, keepalive: leaving, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).now;
  }
}
