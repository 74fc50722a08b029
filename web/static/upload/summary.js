// All files together: how far they are, and, when every one has its verdict, the receipt.

import { now } from "./due.js";
import { word } from "./words.js";

export function showOverall(entries) {
  const shown = document.getElementById("overall");
  const going = entries.map((entry) => entry.transfer).filter((transfer) => transfer && ["ready", "sending", "waiting", "paused"].includes(transfer.state));
  shown.hidden = going.length < 2;
  if (shown.hidden) return;
  const [sent, total] = ["sent", "size"].map((what) => going.reduce((sum, t) => sum + (what === "sent" ? t.sent : t.file.size), 0));
  shown.textContent = word("overall", { count: going.length, percent: total ? Math.floor((sent / total) * 100) : 0 });
}

export function showReceipt(entries, state) {
  const receipt = document.getElementById("receipt");
  const judged = entries.filter((entry) => entry.submission && entry.submission.state !== "receiving");
  const open = entries.some((entry) => !judged.includes(entry) && entry.transfer && entry.transfer.state !== "refused");
  receipt.hidden = judged.length === 0 || open;
  if (receipt.hidden) return;
  put("receipt-head", word("receipt_head", { time: clockText(now()), count: judged.length }));
  const lines = byState(judged).map(([said, numbers]) => (
    word("receipt_line", { state: said, count: numbers.length, numbers: numbers.join(word("comma")) })));
  const touched = (due) => judged.some(({ submission }) => submission.item === due.item && submission.unit === due.unit);
  lines.push(...state.due.filter(touched).map((due) => due.summary));
  const list = document.getElementById("receipt-list");
  if (list.dataset.shown === JSON.stringify(lines)) return;
  list.dataset.shown = JSON.stringify(lines);
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

function byState(judged) {
  const groups = new Map();
  for (const { submission } of judged) {
    groups.set(submission.state_text, [...(groups.get(submission.state_text) ?? []), submission.number]);
  }
  return [...groups];
}

const CLOCK = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" });
const clockText = (at) => CLOCK.format(new Date(at));

function put(id, words) {
  const element = document.getElementById(id);
  if (element.textContent !== words) element.textContent = words;
}
