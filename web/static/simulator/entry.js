// What is sent comes from here: typed, tapped, chosen, dropped or pasted.

import { byId, parts } from "/static/shared/dom.js";
import { toEnd } from "./talk.js";

/**
 * @typedef {(message: import("./sending.js").Message) => void} Send
 * @typedef {(files: Iterable<File>, kind?: string) => void} SendFiles
 */

/**
 * @param {HTMLElement} phone
 * @param {Send} send
 */
export function startEntry(phone, send) {
  /** @type {SendFiles} */
  const sendFiles = (files, kind) => {
    for (const file of files) send({ kind: kind ?? kindOf(file), file });
  };
  startTyping(send, sendFiles);
  startChoosing(sendFiles);
  startDropping(phone, sendFiles);
}

/** @param {File} file */
function kindOf({ type }) {
  if (type.startsWith("image/")) return "photo";
  return type.startsWith("video/") ? "video" : "file";
}

/**
 * @param {Send} send
 * @param {SendFiles} sendFiles
 */
function startTyping(send, sendFiles) {
  const entry = byId("entry", HTMLFormElement);
  const text = byId("text", HTMLTextAreaElement);
  const touch = matchMedia("(pointer: coarse)").matches;
  function grow() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
  }
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    // Enter also chooses a word in a Chinese input method: that is not sending.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
    event.preventDefault();
    entry.requestSubmit();
  });
  entry.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    send({ kind: "text", text: text.value });
    text.value = "";
    grow();
    text.focus();
  });
  for (const chip of parts(document, "[data-say]")) {
    chip.addEventListener("click", () => send({ kind: "text", text: chip.dataset.say }));
  }
  text.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    sendFiles(files);
  });
}

/** @param {SendFiles} sendFiles */
function startChoosing(sendFiles) {
  const more = byId("more");
  const choices = byId("choices");
  /** @param {boolean} wanted */
  function open(wanted) {
    choices.hidden = !wanted;
    more.setAttribute("aria-expanded", String(wanted));
    if (wanted) toEnd();
  }
  more.addEventListener("click", () => open(Boolean(choices.hidden)));
  for (const input of parts(choices, "input", HTMLInputElement)) {
    input.addEventListener("change", () => {
      sendFiles([...(input.files ?? [])], input.dataset.kind);
      input.value = "";
      open(false);
    });
  }
}

/**
 * @param {HTMLElement} phone
 * @param {SendFiles} sendFiles
 */
function startDropping(phone, sendFiles) {
  const drop = byId("drop");
  phone.addEventListener("dragover", (event) => { event.preventDefault(); drop.hidden = false; });
  phone.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && phone.contains(relatedTarget))) drop.hidden = true;
  });
  phone.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.hidden = true;
    sendFiles(event.dataTransfer?.files ?? []);
  });
}
