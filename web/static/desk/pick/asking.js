// What needs a word more than a key: why an item is returned, who published it, what it is sorted into.

import { word } from "/static/shared/words.js";
import * as acts from "./acts.js";
import { ask } from "./panel.js";
import { drawFate } from "./tiles.js";

/** @typedef {import("./marking.js").Marking} Marking */

/**
 * @param {number[]} which
 * @param {Marking} marking
 * @param {import("./acts.js").Form} form
 */
export async function giveBack(which, marking, form) {
  const said = await ask("ask-return");
  const reason = String(said?.get("choice") || said?.get("reason") || "").trim();
  if (reason) await actOn(which, marking, "returned", (number) => acts.giveBack(number, reason, form));
}

/**
 * @param {number[]} which
 * @param {Marking} marking
 * @param {import("./acts.js").Form} form
 */
export async function adopt(which, marking, form) {
  const said = await ask("ask-adoption");
  if (!said) return;
  const names = ["medium", "level", "url", "on_day"];
  const fields = Object.fromEntries(names.map((name) => [name, String(said.get(name) ?? "")]));
  await actOn(which, marking, "adopted", async (number) => {
    const done = await acts.adopt(number, fields, form);
    if (!done.problem) marking.stands(number, { ...marking.of(number), mark: "passed" });
    return done;
  });
}

/**
 * @param {"category" | "theme"} name
 * @param {(words: string) => void} say
 * @returns {Promise<string | null>} its code, empty: none any more; null: nothing was chosen
 */
export async function label(name, say) {
  if (!document.getElementById(`ask-${name}`)) {
    say(word(`no_${name}`));
    return null;
  }
  const said = await ask(`ask-${name}`);
  return said && String(said.get("choice") ?? "");
}

/**
 * What is not queued but done at once, one after the other; the first refusal is said. It is a step from the first key
 * on: taken back while it is on its way, it is done first.
 * @param {number[]} which
 * @param {Marking} marking
 * @param {"returned" | "adopted"} fate
 * @param {(number: number) => Promise<import("./acts.js").Acted>} act
 */
async function actOn(which, marking, fate, act) {
  const before = new Map(which.map((number) => [number, marking.of(number)]));
  /** @type {(() => Promise<void>)[]} */
  const steps = [];
  let [problem, undone] = ["", false];

  async function all() {
    for (const number of which) {
      const done = await act(number).catch(() => ({ problem: word("failed"), back: null }));
      problem ||= done.problem;
      const shot = marking.tile(number);
      if (shot && !done.problem) drawFate(shot, fate);
      if (done.back) steps.push(done.back);
    }
  }

  const acted = all();
  const step = marking.step(which[0] ?? 0, async () => {
    undone = true;
    await acted;
    for (const back of steps) await back();
    for (const [n, state] of before) {
      const shot = marking.tile(n);
      if (shot) drawFate(shot, "");
      if (marking.of(n).mark !== state.mark) marking.unsent.add([{ n, mark: state.mark }]);
      marking.stands(n, state);
    }
  });
  await acted;
  if (undone) return;
  marking.page.said(problem || word("acted", { count: which.length, letter: word(fate) }));
  if (!steps.length) marking.forget(step);
}
