// News from the server: a stream where it works, asking every two seconds where it does not. Both bring one document.

import { part, parts } from "/static/shared/dom.js";
import { recalled, remember } from "/static/shared/memory.js";

/**
 * As `web/simulator/news.py` tells it. `answers`: the id of the bot's last bubble, by account.
 * @typedef {object} News
 * @property {string} account
 * @property {string} bubbles  HTML
 * @property {number} last
 * @property {string} clock
 * @property {Record<string, number>} answers
 */

const SILENCE_MS = 5000; // a stream says something at once; a proxy that holds it back says nothing
const ASK_MS = 2000;
const SEEN = "seen"; // in this browser: the bot's last bubble that was read, by account

/**
 * @param {object} page
 * @param {string} page.account  or "" where nobody is chosen
 * @param {number} page.last  id of the last bubble shown
 * @param {(html: string) => void} page.onBubbles
 */
export function listen({ account, last, onBubbles }) {
  /** @type {Record<string, number>} */
  const seen = JSON.parse(recalled("localStorage", SEEN) ?? "{}");
  let newest = last;

  /** @param {News} news */
  function take(news) {
    if (news.bubbles) onBubbles(news.bubbles);
    newest = Math.max(newest, news.last);
    const label = document.getElementById("clock-label");
    if (label && label.textContent !== news.clock) label.textContent = news.clock;
    showUnread(news.answers);
  }

  /** @param {News["answers"]} answers */
  function showUnread(answers) {
    const mine = answers[account];
    if (mine) seen[account] = mine;
    remember("localStorage", SEEN, JSON.stringify(seen));
    let others = false;
    for (const person of parts(document, ".person[data-account]")) {
      const { account: whose = "" } = person.dataset;
      const answer = answers[whose] ?? 0;
      // A smaller number than the one known: the data was made anew.
      const unread = answer > 0 && answer !== (seen[whose] ?? 0);
      part(person, ".person__unread").hidden = !unread;
      others ||= unread;
    }
    const back = document.getElementById("others-unread");
    if (back) back.hidden = !others;
  }

  const query = () => `as=${encodeURIComponent(account)}&after=${newest}`;

  async function ask() {
    try {
      const answer = await fetch(`/chat/news?${query()}`);
      if (answer.ok) take(await answer.json());
    } catch { /* the server is away: ask again */ }
    setTimeout(ask, ASK_MS);
  }

  const stream = new EventSource(`/chat/stream?${query()}`);
  const giveUp = () => { stream.close(); ask(); };
  let silence = setTimeout(giveUp, SILENCE_MS);
  stream.onmessage = (event) => { clearTimeout(silence); take(JSON.parse(event.data)); };
  stream.onerror = () => {
    clearTimeout(silence);
    // Closed for good (not an event stream): ask. Otherwise the browser connects again by itself.
    if (stream.readyState === EventSource.CLOSED) ask();
    else silence = setTimeout(giveUp, SILENCE_MS * 2);
  };
}
