// Screens of tiles from the server. The next one is asked for before it is wanted, its pictures with it.

import { parts } from "/static/shared/dom.js";

/** `asked`: when, as performance.now() says.
 *  @typedef {{from: number, asked: number, tiles: Promise<HTMLElement[]>}} Screen
 *  @typedef {{asked: number, tiles: HTMLElement[]}} Shown */

export class Screens {
  /** @type {Screen | null} */
  #next = null;

  /**
   * @param {string} address
   * @param {number} size tiles of a screen
   */
  constructor(address, size) {
    this.size = size;
    this.address = `${address}${address.includes("?") ? "&" : "?"}n=`;
  }

  /**
   * The screen that begins at this place of the queue. One that was asked for ahead in vain is asked for again.
   * @param {number[]} queue
   * @param {number} from
   * @returns {Promise<Shown>}
   */
  async take(queue, from) {
    const ahead = this.#next?.from === from ? this.#next : null;
    this.#next = null;
    const tiles = await ahead?.tiles.catch(() => null);
    if (ahead && tiles) return { asked: ahead.asked, tiles };
    const screen = this.#ask(queue, from);
    return { asked: screen.asked, tiles: await screen.tiles };
  }

  /**
   * @param {number[]} queue
   * @param {number} from
   */
  prepare(queue, from) {
    if (from >= queue.length || this.#next?.from === from) return;
    const screen = this.#ask(queue, from);
    this.#next = screen;
    screen.tiles.then(fetchPictures).catch(() => {
      if (this.#next === screen) this.#next = null;
    });
  }

  /** The queue is another one now. */
  forget() {
    this.#next = null;
  }

  /**
   * @param {number[]} queue
   * @param {number} from
   * @returns {Screen}
   */
  #ask(queue, from) {
    return { from, asked: performance.now(), tiles: this.fetch(queue.slice(from, from + this.size)) };
  }

  /** @param {number[]} numbers */
  async fetch(numbers) {
    const answer = await fetch(this.address + numbers.join("."));
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return parts(page, ".shot");
  }
}

/** @param {HTMLElement[]} tiles */
function fetchPictures(tiles) {
  for (const tile of tiles) {
    const source = tile.querySelector("img")?.getAttribute("src");
    if (source) new Image().src = source;
  }
}
