// One file's row: from the moment it is chosen to its verdict. Everything a person or a server wrote is put in as text.

import { durationText, sizeText, word } from "./words.js";

const TONES = {
  asking: "warn", stopped: "bad", paused: "warn", waiting: "warn", refused: "bad",
  number_accepted: "good", number_incomplete: "warn", number_held: "warn", number_refused: "bad", number_lost: "bad",
};
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
const MAIN = new Set(["anyway", "resume", "now"]);
const OVER = new Set(["withdrawn", "lost"]);
const DRAWN_EVERY_MS = 250;

// An entry: {file, facts, item, name, stop, advice, transfer} of this browser, {submission} of the server, or both.
export function phaseOf({ facts, stop, asking, transfer, submission, file }) {
  if (submission) return `number_${submission.state}`;
  if (stop) return "stopped";
  if (asking) return "asking";
  if (transfer) return transfer.state;
  return file && !facts ? "looking" : "ready";
}

export class Row {
  constructor(entry, { act, saveCaption }) {
    this.entry = entry;
    this.saveCaption = saveCaption;
    this.element = document.getElementById("file-row").content.firstElementChild.cloneNode(true);
    this.part = (name) => this.element.querySelector(`.file__${name}`);
    this.part("actions").addEventListener("click", ({ target }) => this._tapped(target.closest("button"), act));
    this._startCaption();
    this.draw();
  }

  // Progress comes more often than anybody can read.
  progress() {
    if (this.soon) return;
    this.soon = setTimeout(() => { this.soon = 0; this.draw(); }, DRAWN_EVERY_MS);
  }

  draw() {
    const { entry } = this;
    const phase = phaseOf(entry);
    const name = entry.name || word("no_name");
    this.element.dataset.phase = phase;
    this.element.dataset.tone = TONES[phase] ?? "";
    this._text(this.part("name"), name);
    this.part("name").title = name;
    this._text(this.part("facts"), this._facts());
    this._text(this.part("state"), entry.submission?.state_text || word(`state_${phase}`));
    this._drawPicture();
    this._drawWay(phase, name);
    this._drawSaid();
    this._drawActions(phase, name);
    this._drawCaption(phase, name);
  }

  _text(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  _facts() {
    const { file, facts, submission, item_name: item, unit_name: unit } = this.entry;
    return [
      submission && word("number", { number: submission.number }),
      file && sizeText(file.size),
      facts?.width && word("pixels", facts),
      item && word("for_item", { item }),
      unit,
    ].filter(Boolean).join(word("dot"));
  }

  _drawPicture() {
    const picture = this.part("picture");
    const { facts, submission } = this.entry;
    if (facts?.thumbnail && !picture.firstChild) picture.append(facts.thumbnail);
    const family = { image: "photo", video: "video" }[facts?.family] ?? (facts ? "other" : "");
    picture.dataset.kind = family || ({ photo: "photo", video: "video" }[submission?.kind] ?? "other");
  }

  _drawWay(phase, name) {
    const { transfer } = this.entry;
    const way = this.part("way");
    way.hidden = !["ready", "sending", "waiting", "paused"].includes(phase) || !transfer;
    if (way.hidden) return;
    const total = transfer.file.size;
    drawBar(way.querySelector(".bar"), transfer.sent, total, name);
    const values = { done: sizeText(transfer.sent), total: sizeText(total) };
    let said = word("way", values);
    if (phase === "sending" && transfer.speed > 0) {
      const left = durationText(Math.ceil((total - transfer.sent) / transfer.speed));
      said = word("speed", { ...values, speed: sizeText(transfer.speed), left });
    } else if (phase === "waiting") {
      const left = durationText(Math.max(1, Math.ceil((transfer.retryAt - Date.now()) / 1000)));
      said = word(navigator.onLine ? "again_in" : "again_online", { ...values, left });
    }
    this._text(this.part("speed"), said);
  }

  _drawSaid() {
    const { entry } = this;
    const lines = entry.submission ? entry.submission.findings.map((f) => [f.text, f.level])
      : [[entry.stop, "error"], ...(entry.asking ? entry.advice : []).map((said) => [said, "advice"]),
        [entry.transfer?.state === "refused" && entry.transfer.problem?.message, "error"]];
    if (entry.submission?.title) lines.push([word("title_is", entry.submission), "title"]);
    const wanted = JSON.stringify(lines);
    if (wanted === this.said) return;
    this.said = wanted;
    this.part("said").replaceChildren(...lines.filter(([said]) => said).map(([said, level]) => {
      const line = document.createElement("p");
      line.className = `said_${level}`;
      line.textContent = said;
      return line;
    }));
  }

  _drawActions(phase, name) {
    const { submission } = this.entry;
    const wanted = submission && !OVER.has(submission.state) ? [...(ACTIONS[phase] ?? []), "withdraw"] : ACTIONS[phase] ?? [];
    if (wanted.join() === this.actions) return;
    this.actions = wanted.join();
    this.part("actions").replaceChildren(...wanted.map((action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = MAIN.has(action) ? "small small_primary" : "small";
      button.dataset.action = action;
      button.textContent = word(action);
      button.setAttribute("aria-label", word("action_of", { action: word(action), name }));
      return button;
    }));
  }

  _tapped(button, act) {
    if (!button) return;
    const { action } = button.dataset;
    if (action === "withdraw" && !button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = word("withdraw_sure");
      button.removeAttribute("aria-label");
      setTimeout(() => { this.actions = ""; this.draw(); }, 5000);
      return;
    }
    button.disabled = action === "withdraw";
    act(this.entry, action);
  }

  // ---- caption ----------------------------------------------------------------------------------------------------

  _startCaption() {
    const text = this.part("caption-text");
    const keep = () => {
      const words = text.value.trim().replace(/\s+/g, " ");
      if (!words || words === (this.entry.submission?.caption ?? "")) return;
      const { caption } = this.entry;
      if (caption?.words === words && caption.state !== "failed") return;
      this.entry.caption = { words, state: "later", id: caption?.words === words ? caption.id : undefined };
      this.saveCaption(this.entry);
      this.draw();
    };
    this.part("caption").addEventListener("submit", (event) => { event.preventDefault(); keep(); });
    text.addEventListener("change", keep);
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); keep(); }
    });
  }

  _drawCaption(phase, name) {
    const { entry } = this;
    const photo = entry.submission ? entry.submission.kind === "photo" : entry.facts?.family === "image";
    const over = ["looking", "asking", "stopped", "number_withdrawn", "number_lost", "number_refused"].includes(phase);
    const form = this.part("caption");
    form.hidden = !photo || over || (entry.item || "daily") !== "daily";
    if (form.hidden) return;
    this._text(this.part("caption-label"), word("caption_label", { name }));
    const text = this.part("caption-text");
    const known = entry.submission?.caption ?? "";
    if (known && !entry.caption && document.activeElement !== text) text.value = known;
    const state = entry.caption?.state ?? (known ? "saved" : "");
    this._text(this.part("caption-state"), state ? word(`caption_${state}`) : "");
  }
}

export function drawBar(bar, done, total, name) {
  const percent = total ? Math.floor((done / total) * 100) : 0;
  bar.querySelector(".bar__done").style.width = `${percent}%`;
  bar.setAttribute("aria-valuenow", percent);
  bar.setAttribute("aria-label", word("progress_of", { name }));
}

