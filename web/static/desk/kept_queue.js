// The queue that one picks from, as the browser keeps it in this tab: an item's page leads on in its order.

import { recalled } from "/static/shared/memory.js";

/** @param {string} address of its list */
export const nameOf = (address) => `desk queue ${address}`;

/**
 * The items whose tiles stand before and behind this one's; 0: none. Null where no queue is known that it is in.
 * @param {string} address
 * @param {number} number
 * @returns {[number, number] | null}
 */
export function beside(address, number) {
  const kept = recalled("sessionStorage", nameOf(address));
  /** @type {number[][]} each tile's items */
  const tiles = kept ? JSON.parse(kept).map(numbersIn) : [];
  const place = tiles.findIndex((numbers) => numbers.includes(number));
  return place < 0 ? null : [tiles[place - 1]?.[0] ?? 0, tiles[place + 1]?.[0] ?? 0];
}

/** @param {import("./pick/queue.js").Entry | import("./pick/queue.js").Entry[]} entry */
const numbersIn = (entry) => [entry].flat().map((one) => Number.parseInt(String(one), 10));
