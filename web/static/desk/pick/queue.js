// The queue as it was when one began: numbers in their order. Going back and reloading find the same one.

import { recalled, remember } from "/static/shared/memory.js";

const APART_MS = 350; // between two changes of the address
let at = 0;
let written = 0;
/** @type {number | undefined} */
let timer;

const name = () => {
  const address = new URL(location.href);
  address.searchParams.delete("at");
  return `queue ${address.pathname}${address.search}`;
};

/** Whether one comes back to this page rather than opening it anew. */
function returning() {
  const [entry] = performance.getEntriesByType("navigation");
  const type = entry instanceof PerformanceNavigationTiming ? entry.type : "";
  return type === "reload" || type === "back_forward" || new URLSearchParams(location.search).has("at");
}

/**
 * @param {string} address
 * @returns {Promise<number[]>}
 */
export async function taken(address) {
  const kept = returning() ? recalled("sessionStorage", name()) : null;
  if (kept) return JSON.parse(kept);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  const numbers = await answer.json();
  remember("sessionStorage", name(), JSON.stringify(numbers));
  return numbers;
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
