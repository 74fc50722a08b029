// How much an office has not looked at, beside 选材 in the rail: asked for when a page opens and when it has changed.

const APART_MS = 15000;

const shown = document.getElementById("unread");
/** @type {number | undefined} */
let timer;

/** Soon, and not too often. */
export function later() {
  if (shown) timer ??= setTimeout(() => void ask().catch(() => undefined), APART_MS);
}

async function ask() {
  timer = undefined;
  if (!shown || document.hidden) return;
  const answer = await fetch(shown.dataset.from ?? "", { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const { unread } = await answer.json();
  shown.hidden = !unread;
  shown.textContent = unread > 999 ? "999+" : String(unread);
  shown.setAttribute("aria-label", (shown.dataset.said ?? "").replace("{count}", String(unread)));
}

void ask().catch(() => undefined);
