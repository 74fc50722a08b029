// One file's row: from the moment it is chosen to its verdict. Everything a person or a server wrote is put in as text.

import { copyOf, part, put } from "/static/shared/dom.js";
import { durationText, sizeText, word } from "/static/shared/words.js";
import { CaptionField } from "./caption.js";

/**
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./news.js").Submission} Submission
 * @typedef {import("./news.js").SubmissionState} SubmissionState
 * @typedef {import("./transfer.js").Transfer} Transfer
 * @typedef {import("./transfer.js").TransferState} TransferState
 * @typedef {"looking" | "asking" | "stopped" | TransferState} LocalPhase  before the server has given it a number
 * @typedef {LocalPhase | `number_${SubmissionState}`} Phase
 * @typedef {"pause" | "resume" | "now" | "anyway" | "another" | "remove" | "withdraw"} Action
 */

/**
 * A file of this browser, a submission of the server, or both.
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} item
 * @property {string} item_name
 * @property {string} unit
 * @property {string} unit_name
 * @property {File} [file]
 * @property {Facts} [facts]
 * @property {string} [fingerprint]
 * @property {string} [uploadUrl]  of the unfinished upload that it goes on with
 * @property {string} [stop]  why it cannot be uploaded
 * @property {string[]} [advice]
 * @property {boolean} [asking]  the person decides whether it goes in spite of the advice
 * @property {Transfer} [transfer]
 * @property {Submission} [submission]
 * @property {import("./caption.js").Caption | null} [caption]
 */

/** @type {Partial<Record<Phase, "good" | "warn" | "bad">>} */
const TONES = {
  asking: "warn", stopped: "bad", paused: "warn", waiting: "warn", refused: "bad",
  number_accepted: "good", number_incomplete: "warn", number_unassigned: "warn", number_refused: "bad",
  number_lost: "bad",
};
/** @type {Partial<Record<Phase, Action[]>>} */
const ACTIONS = {
  asking: ["anyway", "another", "remove"],
  stopped: ["another", "remove"],
  ready: ["pause", "remove"],
  sending: ["pause", "remove"],
  waiting: ["now", "pause", "remove"],
  paused: ["resume", "remove"],
  refused: ["now", "another", "remove"],
  number_refused: ["another"],
  number_lost: ["another"],
};
/** @type {Set<Action>} */
const MAIN = new Set(/** @type {Action[]} */ (["anyway", "resume", "now"]));
/** @type {Set<SubmissionState>} */
const OVER = new Set(/** @type {SubmissionState[]} */ (["withdrawn", "lost"]));
const DRAWN_EVERY_MS = 250;
const SURE_MS = 5000; // how long "sure?" can be answered

/**
 * @param {Entry} entry
 * @returns {Phase}
 */
export function phaseOf({ facts, stop, asking, transfer, submission, file }) {
  if (submission) return `number_${submission.state}`;
  if (stop) return "stopped";
  if (asking) return "asking";
  if (transfer) return transfer.state;
  return file && !facts ? "looking" : "ready";
}

export class Row {
  /**
   * @param {Entry} entry
   * @param {{act: (row: Row, action: Action) => void, saveCaption: (row: Row) => void}} page
   */
  constructor(entry, { act, saveCaption }) {
    this.entry = entry;
    this.element = copyOf("file-row");
    this._soon = 0;
    this._said = "";
    this._actions = "";
    this._part("actions").addEventListener("click", ({ target }) => {
      const button = target instanceof Element && target.closest("button");
      if (button) this._tapped(button, act);
    });
    this._caption = new CaptionField(this, saveCaption);
    this.draw();
  }

  // Progress comes more often than anybody can read.
  progress() {
    if (this._soon) return;
    this._soon = setTimeout(() => { this._soon = 0; this.draw(); }, DRAWN_EVERY_MS);
  }

  draw() {
    const { entry } = this;
    const phase = phaseOf(entry);
    const name = entry.name || word("no_name");
    this.element.dataset.phase = phase;
    this.element.dataset.tone = TONES[phase] ?? "";
    put(this._part("name"), name);
    this._part("name").title = name;
    put(this._part("facts"), this._facts());
    put(this._part("state"), entry.submission?.state_text || word(`state_${phase}`));
    this._drawPicture();
    this._drawWay(phase, name);
    this._drawSaid();
    this._drawActions(phase, name);
    this._caption.draw(phase, name);
  }

  // What a button was pressed for did not come about: offer it again.
  offerAgain() {
    this._actions = "";
    this.draw();
  }

  /** @param {string} name */
  _part(name) {
    return part(this.element, `.file__${name}`);
  }

  _facts() {
    const { file, facts, submission, item_name: item, unit_name: unit } = this.entry;
    return [
      submission && word("number", { number: submission.number }),
      file && sizeText(file.size),
      facts?.width && facts.height && word("pixels", { width: facts.width, height: facts.height }),
      item && word("for_item", { item }),
      unit,
    ].filter(Boolean).join(word("dot"));
  }

  _drawPicture() {
    const picture = this._part("picture");
    const { facts, submission } = this.entry;
    if (facts?.thumbnail && !picture.firstChild) picture.append(facts.thumbnail);
    const family = facts?.family === "image" ? "photo" : facts?.family;
    const kind = family ?? submission?.kind;
    picture.className = `file__picture icon icon_${kind === "photo" || kind === "video" ? kind : "file"}`;
  }

  /**
   * @param {Phase} phase
   * @param {string} name
   */
  _drawWay(phase, name) {
    const { transfer, submission } = this.entry;
    const way = this._part("way");
    way.hidden = !transfer?.underWay || Boolean(submission);
    if (!transfer || way.hidden) return;
    const total = transfer.file.size;
    drawBar(part(way, ".bar"), transfer.sent, total, name);
    const values = { done: sizeText(transfer.sent), total: sizeText(total) };
    const { speed } = transfer;
    let said = word("way", values);
    if (phase === "sending" && speed && speed > 0) {
      const left = durationText(Math.ceil((total - transfer.sent) / speed));
      said = word("speed", { ...values, speed: sizeText(speed), left });
    } else if (phase === "waiting") {
      const left = durationText(Math.max(1, Math.ceil((transfer.retryAt - Date.now()) / 1000)));
      said = word(navigator.onLine ? "again_in" : "again_online", { ...values, left });
    }
    put(this._part("speed"), said);
  }

  /** @returns {[said: string, level: string][]} */
  _lines() {
    const { submission, stop, asking, advice, transfer } = this.entry;
    if (submission) {
      const title = submission.title ? word("title_is", { title: submission.title }) : "";
      return [
        ...submission.fate.map((one) => /** @type {[string, string]} */ ([one.text, one.what])),
        ...submission.findings.map((f) => /** @type {[string, string]} */ ([f.text, f.level])),
        [title, "title"],
      ];
    }
    const refusal = transfer?.state === "refused" && transfer.problem?.message;
    const asked = asking ? advice ?? [] : [];
    return [
      [stop ?? "", "error"],
      ...asked.map((said) => /** @type {[string, string]} */ ([said, "advice"])),
      [refusal || "", "error"],
    ];
  }

  _drawSaid() {
    const lines = this._lines();
    const wanted = JSON.stringify(lines);
    if (wanted === this._said) return;
    this._said = wanted;
    this._part("said").replaceChildren(...lines.filter(([said]) => said).map(([said, level]) => {
      const line = document.createElement("p");
      line.className = `said_${level}`;
      line.textContent = said;
      return line;
    }));
  }

  /**
   * @param {Phase} phase
   * @param {string} name
   */
  _drawActions(phase, name) {
    const { submission } = this.entry;
    /** @type {Action[]} */
    const wanted = [...(ACTIONS[phase] ?? [])];
    if (submission && !OVER.has(submission.state)) wanted.push("withdraw");
    if (wanted.join() === this._actions) return;
    this._actions = wanted.join();
    this._part("actions").replaceChildren(...wanted.map((action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = MAIN.has(action) ? "small small_primary" : "small";
      button.dataset.action = action;
      button.textContent = word(action);
      button.setAttribute("aria-label", word("action_of", { action: word(action), name }));
      return button;
    }));
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {(row: Row, action: Action) => void} act
   */
  _tapped(button, act) {
    const action = /** @type {Action} */ (button.dataset.action);
    if (action === "withdraw" && !button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = word("withdraw_sure");
      button.removeAttribute("aria-label");
      setTimeout(() => this.offerAgain(), SURE_MS);
      return;
    }
    button.disabled = action === "withdraw";
    act(this, action);
  }
}

/**
 * @param {HTMLElement} bar
 * @param {number} done
 * @param {number} total
 * @param {string} name
 */
export function drawBar(bar, done, total, name) {
  const percent = total ? Math.floor((done / total) * 100) : 0;
  part(bar, ".bar__done").style.width = `${percent}%`;
  bar.setAttribute("aria-valuenow", String(percent));
  bar.setAttribute("aria-label", word("progress_of", { name }));
}
