// What is sent, one after the other: shown as on its way, then as the server's bubble, or with why it failed.

import { copyOf, part } from "/static/shared/dom.js";
import { word } from "/static/shared/words.js";
import { add, append, keepEnd, place, showTimes } from "./talk.js";

/**
 * @typedef {object} Message  words, or a file
 * @property {string} kind  text, photo, video or file
 * @property {string} [text]
 * @property {File} [file]
 * @typedef {Message & {id: string, bubble: HTMLElement}} Job
 * @typedef {{html?: string, message?: string}} Answer
 */

/** @type {{jobs: Job[], busy: boolean, held: HTMLElement[]}} */
const queue = { jobs: [], busy: false, held: [] };

/** @param {HTMLElement} phone */
export function startSending(phone) {
  const { account = "" } = phone.dataset;

  /** @param {Message} message */
  function send(message) {
    const bubble = copyOf("pending");
    show(part(bubble, ".bubble__body"), message);
    append(bubble);
    const job = { ...message, id: randomId(), bubble };
    part(bubble, ".bubble__retry").addEventListener("click", () => enqueue(job));
    if (message.file && message.file.size > Number(phone.dataset.fileLimit)) fail(job, word("too_big"));
    else enqueue(job);
  }

  /** @param {Job} job */
  function enqueue(job) {
    part(job.bubble, ".bubble__retry").hidden = true;
    part(job.bubble, ".bubble__reason").hidden = true;
    part(job.bubble, ".bubble__sending").hidden = false;
    queue.jobs.push(job);
    work();
  }

  async function work() {
    if (queue.busy) return;
    queue.busy = true;
    for (let job = queue.jobs.shift(); job; job = queue.jobs.shift()) await deliver(job);
    queue.busy = false;
    for (const bubble of queue.held.splice(0)) place(bubble);
    showTimes();
  }

  /** @param {Job} job */
  async function deliver(job) {
    const answer = await upload(`/chat/${account}/messages`, job);
    if (!answer?.html) {
      fail(job, answer?.message ?? word("offline"));
      return;
    }
    const image = job.bubble.querySelector("img");
    job.bubble.remove();
    if (image) URL.revokeObjectURL(image.src);
    add(answer.html, { follow: true });
  }

  return send;
}

/**
 * While something of mine is on its way, its answer brings the bubble; the news would show it twice.
 * @param {HTMLElement} bubble
 */
export function holdMine(bubble) {
  const held = queue.busy && bubble.classList.contains("bubble_mine");
  if (held) queue.held.push(bubble);
  return held;
}

/**
 * @param {HTMLElement} body
 * @param {Message} message
 */
function show(body, { kind, text, file }) {
  if (kind === "photo" && file) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    body.classList.replace("bubble__body", "bubble__photo");
    body.append(image);
  } else {
    body.textContent = text ?? file?.name ?? "";
  }
}

/**
 * @param {string} address
 * @param {Job} job
 * @returns {Promise<Answer | null>}
 */
function upload(address, { id, kind, text, file, bubble }) {
  const form = new FormData();
  form.append("id", id);
  form.append("kind", kind);
  if (file) form.append("file", file, file.name);
  else form.append("text", text ?? "");
  const percent = part(bubble, ".bubble__percent");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      if (file && total) percent.textContent = `${Math.floor((loaded / total) * 100)}%`;
    };
    request.onload = () => resolve(request.response);
    request.onerror = request.onabort = () => resolve(null);
    request.send(form);
  });
}

/**
 * @param {Job} job
 * @param {string} reason
 */
function fail({ bubble }, reason) {
  part(bubble, ".bubble__sending").hidden = true;
  part(bubble, ".bubble__retry").hidden = false;
  const said = part(bubble, ".bubble__reason");
  said.textContent = reason;
  said.hidden = false;
  keepEnd();
}

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
