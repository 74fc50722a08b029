// The upload page: what is due, files on their way, their verdicts. Words live in the templates; scripts have none.

import { judge } from "./advice.js";
import { startChoosing } from "./choose.js";
import { showDue } from "./due.js";
import { fingerprint, pixels, typeOf } from "./facts.js";
import { startForm } from "./form.js";
import { listen, tell } from "./news.js";
import { startNotice } from "./notice.js";
import { Row } from "./row.js";
import { showOverall, showReceipt } from "./summary.js";
import { Transfer } from "./transfer.js";
import { showUnfinished } from "./unfinished.js";
import { say, word } from "./words.js";

const page = document.getElementById("page");
const { token, owner } = page.dataset;
const base = `/u/${token}`;
const byId = (id) => document.getElementById(id);

const entries = []; // of this sitting, in the order they were chosen
const earlier = new Map(); // number → entry of a file that came another way, or in another sitting
let state = null;
let looked = Promise.resolve(); // files are looked at one after the other: a phone cannot hold forty pictures at once

// ---- a file is chosen ---------------------------------------------------------------------------------------------

// `continuing`: the unfinished upload it is said to be. `replaced`: the entry in whose place it comes.
function take(files, { continuing = null, replaced = null } = {}) {
  for (const file of files) {
    const item = replaced?.item ?? byId("item").value;
    const entry = { file, name: file.name, item, item_name: itemName(item), unit: chosenUnit(), unit_name: unitName(chosenUnit()), advice: [] };
    entry.row = new Row(entry, { act, saveCaption });
    if (replaced?.row.element.isConnected) replaced.row.element.before(entry.row.element);
    else byId("file-list").append(entry.row.element);
    entries.push(entry);
    looked = looked.then(() => look(entry, continuing)).catch(() => begin(entry));
  }
  if (replaced && files.length) drop(replaced);
  refresh();
}

async function look(entry, continuing) {
  const { file } = entry;
  const kind = await typeOf(file);
  entry.facts = { ...kind, ...(await pixels(file, kind)) };
  entry.fingerprint = await fingerprint(file, owner);
  if (entries.some((other) => other !== entry && other.fingerprint === entry.fingerprint && other.transfer?.busy)) {
    say(word("same_already"));
    drop(entry);
    return;
  }
  const begun = state.unfinished.find((one) => one.fingerprint === entry.fingerprint && one.length === file.size);
  if (begun) entry.uploadUrl = `/files/${begun.id}`;
  else if (continuing) say(word("not_the_same"));
  const { stop, advice } = judge(file, entry.facts, state, entry.item);
  entry.stop = stop;
  entry.advice = advice ?? [];
  // Whoever goes on with an upload has decided before.
  entry.asking = !begun && entry.advice.length > 0;
  if (!stop && !entry.asking) begin(entry);
  else changed(entry);
}

function begin(entry) {
  entry.asking = false;
  entry.transfer = new Transfer(entry.file, {
    endpoint: "/files/",
    token,
    fingerprint: entry.fingerprint ?? `${owner}-${entry.name}-${entry.file.size}-${entry.file.lastModified}`,
    uploadUrl: entry.uploadUrl,
    metadata: { filename: entry.name, organisation: entry.unit, item: entry.item },
    onChange: () => changed(entry),
  });
  entry.transfer.start();
}

function drop(entry) {
  entry.row.element.remove();
  entry.transfer?.remove();
  entries.splice(entries.indexOf(entry), 1);
  refresh();
}

// ---- what a person does with it -----------------------------------------------------------------------------------

const ACTS = {
  anyway: begin,
  pause: (entry) => entry.transfer.pause(),
  resume: (entry) => entry.transfer.start(),
  now: (entry) => entry.transfer.start(),
  remove: drop,
  // What has a number stays: it was sent.
  another: (entry) => choosing.replace(familyOf(entry), (files) => take(files, { replaced: entry.submission ? null : entry })),
  withdraw: async (entry) => {
    const problem = await tell(base, word("say_withdraw", { number: entry.submission.number }));
    if (problem) { say(problem === "offline" ? word("offline") : problem); entry.row.actions = ""; entry.row.draw(); }
  },
};

function act(entry, action) {
  ACTS[action](entry);
}

async function saveCaption(entry) {
  const { caption, submission } = entry;
  if (!submission || submission.state === "receiving" || caption.state === "saving") return;
  caption.state = "saving";
  entry.row.draw();
  caption.id ??= freshId();
  const said = word("say_caption", { number: submission.number, words: caption.words });
  const problem = await tell(base, said, caption.id);
  if (entry.caption !== caption) return;
  caption.state = problem ? "failed" : "sent";
  caption.before = submission.caption;
  if (problem && problem !== "offline") say(problem);
  entry.row.draw();
}

// ---- news ---------------------------------------------------------------------------------------------------------

function changed(entry) {
  if (!entries.includes(entry)) return;
  entry.row.progress();
  showOverall(entries);
  if (entry.transfer && !entry.transfer.busy) refresh();
}

function heard(news) {
  state = news;
  choosing.offer(state);
  showDue(state, chosenUnit());
  form.offer(chosenUnit(), state.due.find((one) => one.item === "statistics" && one.unit === chosenUnit())?.name);
  for (const submission of state.files) match(submission);
  refresh();
}

function match(submission) {
  const own = entries.find((entry) => entry.submission?.number === submission.number
    || (submission.upload && entry.transfer?.id === submission.upload));
  const entry = own ?? earlier.get(submission.number) ?? early(submission);
  entry.submission = submission;
  entry.name = submission.name || entry.name;
  entry.unit_name = unitName(submission.unit);
  const { caption } = entry;
  if (caption?.state === "later") saveCaption(entry);
  if (["sent", "saving"].includes(caption?.state) && submission.caption && submission.caption !== caption.before) entry.caption = null;
  entry.row.draw();
}

function early(submission) {
  const entry = { name: submission.name, item: submission.item, item_name: submission.item_name, submission };
  entry.row = new Row(entry, { act, saveCaption });
  earlier.set(submission.number, entry);
  const after = [...earlier.values()].filter((other) => other.submission.number < submission.number);
  const next = after.sort((a, b) => b.submission.number - a.submission.number)[0];
  byId("earlier-list").insertBefore(entry.row.element, next?.row.element ?? null);
  return entry;
}

function refresh() {
  byId("files").hidden = entries.length === 0;
  byId("earlier").hidden = earlier.size === 0;
  showOverall(entries);
  if (!state) return;
  showReceipt(entries, state);
  const here = new Set(entries.map((entry) => entry.transfer?.id || entry.uploadUrl?.split("/").pop()));
  showUnfinished(state.unfinished.filter((one) => !here.has(one.id)), {
    choose: (one, files) => take(files, { continuing: one }),
    discard: (one) => discard(one),
  });
}

async function discard(one) {
  try {
    await tus.Upload.terminate(`/files/${one.id}`, { headers: { Authorization: `Bearer ${token}` }, retryDelays: null });
  } catch {
    say(word("offline"));
    return;
  }
  state.unfinished = state.unfinished.filter((other) => other.id !== one.id);
  refresh();
}

function trouble(words) {
  const shown = byId("trouble");
  shown.hidden = !words;
  shown.textContent = words === "offline" ? word(navigator.onLine ? "no_server" : "offline") : words;
}

// ---- start --------------------------------------------------------------------------------------------------------

const familyOf = ({ facts, submission }) => facts?.family ?? { photo: "image", video: "video" }[submission?.kind];
// crypto.randomUUID needs https; numbers from crypto do not.
const freshId = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16).padStart(8, "0")).join("");
const chosenUnit = () => byId("unit").value;
// Only where it could be another one.
const unitName = (id) => (state.units.length > 1 ? state.units.find((one) => one.id === id)?.name ?? "" : "");
const itemName = (item) => state?.items.find((one) => one.code === item)?.name ?? "";

const choosing = startChoosing({ take: (files) => (state ? take(files) : say(word("no_server"))), onUnit: () => heard(state) });
const form = startForm({ base, onSent: () => byId("earlier").scrollIntoView({ block: "nearest" }) });
startNotice();
setInterval(() => { for (const { row, transfer } of entries) if (transfer?.state === "waiting") row.draw(); }, 1000);
listen({ base, onState: heard, onTrouble: trouble });
