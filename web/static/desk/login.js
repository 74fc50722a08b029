// A computer that waits for a yes in chat: asks how it stands, and goes in, by the form of the page, once it is said.

import { byId } from "/static/shared/dom.js";

const ASK_MS = 2000;
const state = byId("state", HTMLElement);
const form = byId("enter", HTMLFormElement);

async function ask() {
  try {
    const answer = await fetch("/login/state", { cache: "no-store" });
    const { state: stands } = /** @type {{ state: string }} */ (await answer.json());
    if (stands === "agreed") return form.submit();
    if (stands === "over") {
      state.textContent = state.dataset.over ?? "";
      return location.reload();
    }
  } catch {
    // The network comes back, or the digits run out.
  }
  setTimeout(ask, ASK_MS);
}

setTimeout(ask, ASK_MS);
