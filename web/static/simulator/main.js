// The chat page: sends what is typed, chosen, dropped or pasted, one after the other; shows what comes back.
// Words live in the templates; this file has none.

import { listen } from "./news.js";
import { startClock } from "./clock.js";

const phone = document.getElementById("phone");
const toast = document.getElementById("toast");

function say(words) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.hidden = true; }, 4000);
}

const word = (name) => document.getElementById("words").content.querySelector(`[data-word=${name}]`).textContent;

// ---- people ---------------------------------------------------------------------------------------------------

const filter = document.getElementById("filter");
filter.addEventListener("input", () => {
  const wanted = filter.value.trim();
  for (const person of document.querySelectorAll(".person")) {
    person.hidden = !person.textContent.includes(wanted);
  }
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = !group.querySelector(".person:not([hidden])");
  }
});

// ---- the conversation -----------------------------------------------------------------------------------------

const talk = document.getElementById("talk");
const newer = document.getElementById("newer");
const QUIET_MS = 5 * 60 * 1000; // WeChat repeats the time after a pause

const reading = { end: true };
const atEnd = () => talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;

function toEnd() {
  talk.scrollTop = talk.scrollHeight;
  reading.end = true;
  newer.hidden = true;
}

function showTimes() {
  let shown = -Infinity;
  for (const bubble of talk.querySelectorAll(".bubble[data-at]")) {
    const at = Date.parse(bubble.dataset.at);
    const time = bubble.querySelector(".bubble__time");
    time.hidden = at - shown < QUIET_MS;
    if (!time.hidden) shown = at;
  }
}

// A quick answer can be stored before its question's bubble: the campaign time puts them right.
function place(bubble) {
  if (document.getElementById(bubble.id)) return;
  const key = (b) => [Date.parse(b.dataset.at), Number(b.dataset.id)];
  const [at, id] = key(bubble);
  const later = [...talk.querySelectorAll(".bubble[data-at]")].find((b) => {
    const [t, n] = key(b);
    return t > at || (t === at && n > id);
  });
  talk.insertBefore(bubble, later ?? talk.querySelector(".bubble_pending"));
}

function add(html, { follow }) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const stay = !(follow || reading.end);
  let fromBot = false;
  for (const bubble of [...holder.content.querySelectorAll(".bubble")]) {
    // While something of mine is on its way, its answer brings the bubble; the news would show it twice.
    if (!follow && bubble.classList.contains("bubble_mine") && queue.busy) { queue.held.push(bubble); continue; }
    place(bubble);
    fromBot ||= bubble.classList.contains("bubble_bot");
  }
  showTimes();
  if (!stay) toEnd();
  else if (fromBot) newer.hidden = false;
}

function watchPictures() {
  talk.addEventListener("load", () => { if (reading.end) toEnd(); }, true);
  talk.addEventListener("error", (event) => {
    const photo = event.target.closest(".bubble__photo");
    if (photo) { photo.className = "bubble__body bubble__file"; photo.textContent = event.target.alt; }
  }, true);
  talk.addEventListener("scroll", () => { reading.end = atEnd(); if (reading.end) newer.hidden = true; });
  newer.addEventListener("click", toEnd);
  // A keyboard, a panel or the clock takes room: whoever read the end still does.
  new ResizeObserver(() => { if (reading.end) toEnd(); }).observe(talk);
}

// ---- sending --------------------------------------------------------------------------------------------------

const queue = { jobs: [], busy: false, held: [] };

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

function send({ kind, text, file }) {
  const bubble = document.getElementById("pending").content.firstElementChild.cloneNode(true);
  const body = bubble.querySelector(".bubble__body");
  if (kind === "photo") {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    body.classList.replace("bubble__body", "bubble__photo");
    body.append(image);
  } else {
    body.textContent = text ?? file.name;
  }
  talk.append(bubble);
  toEnd();
  const job = { id: randomId(), kind, text, file, bubble };
  bubble.querySelector(".bubble__retry").addEventListener("click", () => enqueue(job));
  if (file && file.size > Number(phone.dataset.fileLimit)) fail(job, word("too_big"));
  else enqueue(job);
}

function enqueue(job) {
  job.bubble.querySelector(".bubble__retry").hidden = true;
  job.bubble.querySelector(".bubble__reason").hidden = true;
  job.bubble.querySelector(".bubble__sending").hidden = false;
  queue.jobs.push(job);
  work();
}

async function work() {
  if (queue.busy) return;
  queue.busy = true;
  while (queue.jobs.length) await deliver(queue.jobs.shift());
  queue.busy = false;
  for (const bubble of queue.held.splice(0)) place(bubble);
  showTimes();
}

async function deliver(job) {
  const answer = await upload(job);
  if (answer?.html) {
    const image = job.bubble.querySelector("img");
    job.bubble.remove();
    if (image) URL.revokeObjectURL(image.src);
    add(answer.html, { follow: true });
  } else {
    fail(job, answer?.message ?? word("offline"));
  }
}

function upload({ id, kind, text, file, bubble }) {
  const form = new FormData();
  form.append("id", id);
  form.append("kind", kind);
  if (file) form.append("file", file, file.name);
  else form.append("text", text);
  const percent = bubble.querySelector(".bubble__percent");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/chat/${phone.dataset.account}/messages`);
    request.responseType = "json";
    request.upload.onprogress = (e) => { if (file && e.total) percent.textContent = `${Math.floor((e.loaded / e.total) * 100)}%`; };
    request.onload = () => resolve(request.response);
    request.onerror = request.onabort = () => resolve(null);
    request.send(form);
  });
}

function fail({ bubble }, reason) {
  bubble.querySelector(".bubble__sending").hidden = true;
  bubble.querySelector(".bubble__retry").hidden = false;
  const said = bubble.querySelector(".bubble__reason");
  said.textContent = reason;
  said.hidden = false;
  if (reading.end) toEnd();
}

// ---- typing, choosing, dropping, pasting ----------------------------------------------------------------------

const kindOf = (file) => ({ image: "photo", video: "video" })[file.type.split("/")[0]] ?? "file";

function sendFiles(files, kind) {
  for (const file of files) send({ kind: kind ?? kindOf(file), file });
}

function startTyping() {
  const entry = document.getElementById("entry");
  const text = document.getElementById("text");
  const grow = () => { text.style.height = "auto"; text.style.height = `${text.scrollHeight}px`; };
  const touch = matchMedia("(pointer: coarse)").matches;
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    // Enter also chooses a word in a Chinese input method: that is not sending.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touch) { event.preventDefault(); entry.requestSubmit(); }
  });
  entry.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim()) return;
    send({ kind: "text", text: text.value });
    text.value = "";
    grow();
    text.focus();
  });
  for (const chip of document.querySelectorAll("[data-say]")) {
    chip.addEventListener("click", () => send({ kind: "text", text: chip.dataset.say }));
  }
  text.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) { event.preventDefault(); sendFiles(event.clipboardData.files); }
  });
}

function startChoosing() {
  const more = document.getElementById("more");
  const choices = document.getElementById("choices");
  const open = (wanted) => { choices.hidden = !wanted; more.setAttribute("aria-expanded", String(wanted)); if (wanted) toEnd(); };
  more.addEventListener("click", () => open(choices.hidden));
  for (const input of choices.querySelectorAll("input")) {
    input.addEventListener("change", () => {
      sendFiles([...input.files], input.dataset.kind);
      input.value = "";
      open(false);
    });
  }
}

function startDropping() {
  const drop = document.getElementById("drop");
  phone.addEventListener("dragover", (event) => { event.preventDefault(); drop.hidden = false; });
  phone.addEventListener("dragleave", (event) => { if (!phone.contains(event.relatedTarget)) drop.hidden = true; });
  phone.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.hidden = true;
    sendFiles(event.dataTransfer.files);
  });
}

// ---- start ----------------------------------------------------------------------------------------------------

startClock(say, word);
if (phone?.dataset.account) {
  watchPictures();
  showTimes();
  toEnd();
  startTyping();
  startChoosing();
  startDropping();
}
listen({
  account: phone?.dataset.account ?? "",
  last: Number(phone?.dataset.last ?? 0),
  onBubbles: (html) => add(html, { follow: false }),
});
