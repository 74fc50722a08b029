// The upload page: what is due, files on their way, their verdicts. Words live in the templates; scripts have none.

import { byId } from "/static/shared/dom.js";
import { say } from "/static/shared/toast.js";
import { tus } from "/static/shared/tus.js";
import { word } from "/static/shared/words.js";
import { judge } from "./advice.js";
import { startChoosing } from "./choose.js";
import { showDue } from "./due.js";
import { fingerprint, pixels, typeOf } from "./facts.js";
import { StatisticsForm } from "./form.js";
import { OFFLINE, listen, tell } from "./news.js";
import { startNotice } from "./notice.js";
import { Row } from "./row.js";
import { showOverall, showReceipt } from "./summary.js";
import { Transfer, UPLOADS } from "./transfer.js";
import { showUnfinished } from "./unfinished.js";

/**
 * @typedef {import("./news.js").PageState} PageState
 * @typedef {import("./news.js").Submission} Submission
 * @typedef {import("./news.js").Unfinished} Unfinished
 * @typedef {import("./row.js").Action} Action
 * @typedef {import("./row.js").Entry} Entry
 */

const { token = "", owner = "" } = byId("page").dataset;
const base = `/u/${token}`;

/** @type {Row[]} */
const rows = []; // of this sitting, in the order the files were chosen
/** @type {Map<number, Row>} */
const earlier = new Map(); // by number: what came another way, or in another sitting
/** @type {PageState | null} */
let state = null;
let looked = Promise.resolve(); // files are looked at one after the other: a phone cannot hold forty pictures at once

const entries = () => rows.map((row) => row.entry);

// ---- a file is chosen ---------------------------------------------------------------------------------------------

/**
 * @param {File[]} files
 * @param {object} how
 * @param {boolean} [how.continuing]  they are said to be an unfinished upload
 * @param {Row | null} [how.replaced]  in whose place they come
 */
function take(files, { continuing = false, replaced = null } = {}) {
  for (const file of files) {
    const item = replaced?.entry.item ?? choosing.item;
    const row = new Row(chosen(file, item), { act, saveCaption });
    if (replaced?.element.isConnected) replaced.element.before(row.element);
    else byId("file-list").append(row.element);
    rows.push(row);
    looked = looked.then(() => look(row, file, continuing)).catch(() => begin(row));
  }
  if (replaced && files.length) drop(replaced);
  refresh();
}

/**
 * @param {File} file
 * @param {string} item
 * @returns {Entry}
 */
function chosen(file, item) {
  const { unit } = choosing;
  return { file, name: file.name, item, item_name: itemName(item), unit, unit_name: unitName(unit), advice: [] };
}

/**
 * @param {Row} row
 * @param {File} file
 * @param {boolean} continuing
 */
async function look(row, file, continuing) {
  const { entry } = row;
  const type = await typeOf(file);
  const facts = entry.facts = { ...type, ...(await pixels(file, type)) };
  entry.fingerprint = await fingerprint(file, owner);
  if (entries().some((other) => other !== entry && other.fingerprint === entry.fingerprint && other.transfer?.busy)) {
    say(word("same_already"));
    drop(row);
    return;
  }
  if (!state) throw new Error("nothing can be chosen before the first state");
  const begun = state.unfinished.find((one) => one.fingerprint === entry.fingerprint && one.length === file.size);
  if (begun) entry.uploadUrl = UPLOADS + begun.id;
  else if (continuing) say(word("not_the_same"));
  const { stop, advice } = judge(file, facts, state, entry.item);
  entry.stop = stop;
  entry.advice = advice;
  // Whoever goes on with an upload has decided before.
  entry.asking = !begun && advice.length > 0;
  if (!stop && !entry.asking) begin(row);
  else changed(row);
}

/** @param {Row} row */
function begin(row) {
  const { entry } = row;
  const { file } = entry;
  if (!file) return;
  entry.asking = false;
  entry.transfer = new Transfer(file, {
    token,
    fingerprint: entry.fingerprint ?? `${owner}-${entry.name}-${file.size}-${file.lastModified}`,
    uploadUrl: entry.uploadUrl,
    metadata: { filename: entry.name, organisation: entry.unit, item: entry.item },
    onChange: () => changed(row),
  });
  entry.transfer.start();
}

/** @param {Row} row */
function drop(row) {
  row.element.remove();
  row.entry.transfer?.remove();
  rows.splice(rows.indexOf(row), 1);
  refresh();
}

// ---- what a person does with it -----------------------------------------------------------------------------------

/** @type {Record<Action, (row: Row) => void>} */
const ACTS = {
  anyway: begin,
  pause: ({ entry }) => entry.transfer?.pause(),
  resume: ({ entry }) => entry.transfer?.start(),
  now: ({ entry }) => entry.transfer?.start(),
  remove: drop,
  // What has a number stays: it was sent.
  another: (row) => choosing.replace(familyOf(row.entry), (files) => (
    take(files, { replaced: row.entry.submission ? null : row }))),
  withdraw,
};

/**
 * @param {Row} row
 * @param {Action} action
 */
function act(row, action) {
  ACTS[action](row);
}

/** @param {Row} row */
async function withdraw(row) {
  const { submission } = row.entry;
  if (!submission) return;
  const problem = await tell(base, word("say_withdraw", { number: submission.number }));
  if (!problem) return;
  say(problem === OFFLINE ? word("offline") : problem);
  row.offerAgain();
}

/** @param {Row} row */
async function saveCaption(row) {
  const { entry } = row;
  const { caption, submission } = entry;
  if (!caption || !submission || submission.state === "receiving" || caption.state === "saving") return;
  caption.state = "saving";
  row.draw();
  caption.id ??= freshId();
  const said = word("say_caption", { number: submission.number, words: caption.words });
  const problem = await tell(base, said, caption.id);
  if (entry.caption !== caption) return;
  caption.state = problem ? "failed" : "sent";
  caption.before = submission.caption;
  if (problem && problem !== OFFLINE) say(problem);
  row.draw();
}

// ---- news ---------------------------------------------------------------------------------------------------------

/** @param {Row} row */
function changed(row) {
  if (!rows.includes(row)) return;
  row.progress();
  showOverall(entries());
  if (row.entry.transfer && !row.entry.transfer.busy) refresh();
}

/** @param {PageState} news */
function heard(news) {
  state = news;
  choosing.offer(news);
  const { unit } = choosing;
  showDue(news, unit);
  form.offer(unit, news.due.find((one) => one.form && one.unit === unit)?.name);
  for (const submission of news.files) match(submission);
  refresh();
}

/** @param {Submission} submission */
function match(submission) {
  const own = rows.find(({ entry }) => entry.submission?.number === submission.number
    || (submission.upload && entry.transfer?.id === submission.upload));
  const row = own ?? earlier.get(submission.number) ?? early(submission);
  const { entry } = row;
  entry.submission = submission;
  entry.name = submission.name || entry.name;
  entry.unit_name = unitName(submission.unit);
  const { caption } = entry;
  if (caption?.state === "later") saveCaption(row);
  const said = caption?.state === "sent" || caption?.state === "saving";
  if (said && submission.caption && submission.caption !== caption.before) entry.caption = null;
  row.draw();
}

/** @param {Submission} submission */
function early(submission) {
  const { name, item, item_name, unit } = submission;
  const row = new Row({ name, item, item_name, unit, unit_name: "", submission }, { act, saveCaption });
  earlier.set(submission.number, row);
  const before = [...earlier.keys()].filter((number) => number < submission.number);
  const next = earlier.get(Math.max(...before));
  byId("earlier-list").insertBefore(row.element, next?.element ?? null);
  return row;
}

function refresh() {
  byId("files").hidden = rows.length === 0;
  byId("earlier").hidden = earlier.size === 0;
  showOverall(entries());
  if (!state) return;
  showReceipt(entries(), state);
  const here = new Set(entries().map((entry) => entry.transfer?.id || entry.uploadUrl?.split("/").pop()));
  showUnfinished(state.unfinished.filter((one) => !here.has(one.id)), {
    choose: (_one, files) => take(files, { continuing: true }),
    discard,
  });
}

/** @param {Unfinished} one */
async function discard(one) {
  try {
    await tus.Upload.terminate(UPLOADS + one.id, { headers: { Authorization: `Bearer ${token}` }, retryDelays: null });
  } catch {
    say(word("offline"));
    return;
  }
  if (state) state.unfinished = state.unfinished.filter((other) => other.id !== one.id);
  refresh();
}

/** @param {string} words */
function trouble(words) {
  const shown = byId("trouble");
  shown.hidden = !words;
  shown.textContent = words === OFFLINE ? word(navigator.onLine ? "no_server" : "offline") : words;
}

// ---- start --------------------------------------------------------------------------------------------------------

/**
 * @param {Entry} entry
 * @returns {import("./facts.js").Family | undefined}
 */
function familyOf({ facts, submission }) {
  if (facts) return facts.family;
  if (submission?.kind === "photo") return "image";
  return submission?.kind === "video" ? "video" : undefined;
}

// crypto.randomUUID needs https; numbers from crypto do not.
function freshId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (n) => n.toString(16).padStart(8, "0")).join("");
}

/**
 * Only where it could be another one.
 * @param {string} id
 */
function unitName(id) {
  if (!state || state.units.length < 2) return "";
  return state.units.find((one) => one.id === id)?.name ?? "";
}

/** @param {string} item */
const itemName = (item) => state?.items.find((one) => one.code === item)?.name ?? "";

const choosing = startChoosing({
  take: (files) => (state ? take(files) : say(word("no_server"))),
  onUnit: () => { if (state) heard(state); },
});
const form = new StatisticsForm({ base, onSent: () => byId("earlier").scrollIntoView({ block: "nearest" }) });
startNotice();
setInterval(() => { for (const row of rows) if (row.entry.transfer?.state === "waiting") row.draw(); }, 1000);
listen({ base, onState: heard, onTrouble: trouble });
