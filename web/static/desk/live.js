// Keeps a page of the desk as things are: what is marked data-live is taken anew whenever the server says so.
// The address says all about a page, so it is asked for again, and only its living parts are exchanged.

import { meant } from "/static/desk/shortcuts.js";
import { later as unreadLater } from "/static/desk/unread.js";
import { parts } from "/static/shared/dom.js";

const APART_MS = Number(document.body.dataset.apart ?? 1000); // between two looks; large pages say more
const REST = 4; // times as long as the last look took: of a server that is busy less is asked
const POLL_MS = 15000; // where there is no stream
/** Told to the document once parts of the page were exchanged. */
export const LOOKED = "looked";
/** What a form answered has the form's address, where there is no page to look at. */
const NO_PAGE = 405;

const label = document.getElementById("live");
/** @type {EventSource | null} */
let stream = null;
/** @type {number | undefined} */
let waiting;
/** Milliseconds between two looks: the more pages are open, the more. */
let apart = APART_MS;
let looked = 0;
let took = 0;
let again = false;
let first = true;

/** @param {boolean} on */
function show(on) {
  if (!label) return;
  label.textContent = (on ? label.dataset.on : label.dataset.off) ?? "";
  label.classList.toggle("live_on", on);
}

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (answer.status === NO_PAGE) return;
  // What is shown stays, with what was typed into it, until the server is well again.
  if (answer.status >= 500) return show(false);
  if (answer.redirected || !answer.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Drawings are among them, which are no HTML elements.
  for (const old of document.querySelectorAll("[data-live][id]")) {
    const now = fresh.getElementById(old.id);
    if (!now || now.isEqualNode(old) || old.contains(document.activeElement)) continue;
    for (const box of parts(old, "input:checked", HTMLInputElement)) {
      const { name, value } = box;
      const same = parts(now, "input", HTMLInputElement).find((one) => one.name === name && one.value === value);
      if (same) same.checked = true;
    }
    old.replaceWith(now);
  }
  document.dispatchEvent(new Event(LOOKED));
  unreadLater();
}

/** One look at a time; what changes meanwhile is looked for after it. Many pages do not look all at once. */
function soon() {
  again = true;
  if (waiting !== undefined) return;
  const rested = looked + Math.max(apart, REST * took) - Date.now();
  waiting = setTimeout(() => void lookOnce(), Math.max(rested, Math.random() * (apart - APART_MS)));
}

async function lookOnce() {
  again = false;
  const begun = Date.now();
  await look().catch(() => show(false));
  looked = Date.now();
  took = looked - begun;
  waiting = undefined;
  if (again) soon();
}

function open() {
  const code = new URLSearchParams(location.search).get("as");
  stream = new EventSource(`/live${code ? `?as=${encodeURIComponent(code)}` : ""}`);
  stream.addEventListener("changed", (event) => {
    show(true);
    apart = Math.max(APART_MS, JSON.parse(event.data).apart ?? 0);
    // The first says only that the stream is there; the page is as new as that.
    if (first) first = false;
    else soon();
  });
  stream.onerror = () => show(false);
}

function close() {
  stream?.close();
  stream = null;
  first = false; // what came meanwhile is looked for when it is opened again
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
setInterval(() => {
  if (!document.hidden && stream?.readyState !== EventSource.OPEN) {
    soon();
    if (stream?.readyState === EventSource.CLOSED) open();
  }
}, POLL_MS);
open();

// A slash leads to the search, unless something else listens to keys.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !meant(event)) return;
  event.preventDefault();
  document.getElementById("search")?.focus();
});
