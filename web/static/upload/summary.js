// All files together: how far they are, and, when every one has its verdict, the receipt.

import { byId, isNew, put } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";
import { now } from "./due.js";

/**
 * @typedef {import("./row.js").Entry} Entry
 * @typedef {import("./news.js").Submission} Submission
 */

/** @param {Entry[]} entries */
export function showOverall(entries) {
  const shown = byId("overall");
  const going = entries.flatMap(({ transfer }) => (transfer?.underWay ? [transfer] : []));
  shown.hidden = going.length < 2;
  if (shown.hidden) return;
  const sent = going.reduce((sum, transfer) => sum + transfer.sent, 0);
  const total = going.reduce((sum, transfer) => sum + transfer.file.size, 0);
  shown.textContent = word("overall", { count: going.length, percent: total ? Math.floor((sent / total) * 100) : 0 });
}

/**
 * @param {Entry[]} entries
 * @param {import("./news.js").PageState} state
 */
export function showReceipt(entries, state) {
  const receipt = byId("receipt");
  const sent = entries.flatMap(({ submission }) => (submission ? [submission] : []));
  const judged = sent.filter(({ state: stands }) => stands !== "receiving");
  const open = entries.some(({ submission, transfer }) => (
    !(submission && judged.includes(submission)) && transfer && transfer.state !== "refused"));
  receipt.hidden = judged.length === 0 || open;
  if (receipt.hidden) return;
  put(byId("receipt-head"), word("receipt_head", { time: clockText(now()), count: judged.length }));
  const lines = byState(judged).map(([said, numbers]) => (
    word("receipt_line", { state: said, count: numbers.length, numbers: numbers.join(word("comma")) })));
  const touched = state.due.filter((due) => judged.some(({ item, unit }) => item === due.item && unit === due.unit));
  lines.push(...touched.map((due) => due.summary));
  const list = byId("receipt-list");
  if (!isNew(list, lines)) return;
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

/** @param {Submission[]} judged */
function byState(judged) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const { state_text: said, number } of judged) groups.set(said, [...(groups.get(said) ?? []), number]);
  return [...groups];
}

const CLOCK = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai",
});
/** @param {number} at */
const clockText = (at) => CLOCK.format(new Date(at));
