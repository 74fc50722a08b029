// What others do meanwhile: marks of colleagues are drawn, what has come in is offered, and who else looks is named.

import { byId, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";

/** `marks`: number, mark, stars, category, theme, and the name of the colleague who set it.
 *  @typedef {{marks: [number, string, number, string, string, string][],
 *    entries: (import("./queue.js").Entry | import("./queue.js").Entry[])[], others: [string, number][]}} News */

const APART_MS = 2000;
const POLL_MS = 15000; // where there is no stream, and to say that one is still here
const NAMED_MS = 3000;

/** `screen`: which one is looked at, from 1; `take`: puts what has come in at the end of the queue.
 *  @typedef {{screen: () => number, queue: () => import("./queue.js").Queue,
 *    take: (entries: import("./queue.js").Entry[]) => unknown}} Desk */

/**
 * @param {string} address with a question in it
 * @param {import("./marking.js").Marking} marking
 * @param {Desk} desk
 */
export function attend(address, marking, desk) {
  /** @type {EventSource | null} */
  let stream = null;
  /** @type {number | undefined} */
  let waiting;

  async function ask() {
    waiting = undefined;
    const answer = await fetch(`${address}&screen=${desk.screen()}`, { cache: "no-store" });
    if (answer.redirected || !answer.ok) return;
    const news = await answer.json();
    present(news.others);
    heard(news, marking);
    offer(desk.queue().missing(news.entries), desk);
  }

  function soon() {
    waiting ??= setTimeout(() => void ask().catch(() => undefined), APART_MS);
  }

  function open() {
    const code = new URLSearchParams(location.search).get("as");
    stream = new EventSource(`/live${code ? `?as=${encodeURIComponent(code)}` : ""}`);
    stream.addEventListener("changed", soon);
  }

  function close() {
    stream?.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  setInterval(() => {
    if (document.hidden) return;
    soon();
    if (stream?.readyState === EventSource.CLOSED) open();
  }, POLL_MS);
  if (!document.hidden) open();
}

/**
 * Marks of colleagues, with who set them for a moment.
 * @param {News} news
 * @param {import("./marking.js").Marking} marking
 */
function heard({ marks }, marking) {
  for (const [number, mark, stars, category, theme, who] of marks) {
    if (!who || marking.awaits(number) || marking.known(number)?.mark === mark) continue;
    marking.stands(number, { mark, stars, category, theme });
    const shot = marking.tile(number);
    if (!shot) continue;
    shot.dataset.who = who;
    setTimeout(() => shot.removeAttribute("data-who"), NAMED_MS);
  }
}

/**
 * @param {import("./queue.js").Entry[]} arrived what is not in the queue yet
 * @param {Desk} desk
 */
function offer(arrived, desk) {
  const button = byId("arrived");
  button.hidden = !arrived.length;
  put(button, word("arrived", { count: arrived.length }));
  button.onclick = () => {
    button.hidden = true;
    desk.take(arrived);
  };
}

/** @param {[string, number][]} others */
function present(others) {
  put(byId("present"), others.map(([who, screen]) => word("present", { who, screen })).join(" "));
}
