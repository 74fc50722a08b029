// One file's way to the server by tus: paused, gone on with, tried again by itself until it is there.
// States: ready → sending ⇄ waiting (tries again by itself) ⇄ paused → sent | refused (the server said why) | gone.

import { tus } from "/static/shared/tus.js";
import { word } from "/static/shared/words.js";

/**
 * @typedef {"ready" | "sending" | "waiting" | "paused" | "sent" | "refused" | "gone"} TransferState
 * @typedef {{status: number, problem?: string, message?: string}} Problem  as the server answers
 */

/** Address of the uploads. */
export const UPLOADS = "/files/";

const CHUNK = 4 * 1024 * 1024; // a proxy that keeps requests whole loses at most this much when it is cut off
const LEAST_CHUNK = 128 * 1024;
const AT_ONCE = 2;
const BACK_OFF = [1, 2, 4, 8, 15]; // seconds
const LONGEST = 30;
const STALLED_MS = 20_000; // no byte moved for so long: the connection is dead, whatever the browser thinks
const CHANGED_MS = 3_000; // after a change of network a connection that stands still for so long is dead
const SPEED_OVER_MS = 8_000;
const NO_SUCH_METHOD = [400, 403, 405, 501];
// The same request may succeed later.
const PASSING = new Set([408, 409, 423, 425, 429, 460, 500, 502, 503, 504]);

/** @type {TransferState[]} */
const UNDER_WAY = ["ready", "sending", "waiting", "paused"];
/** @type {TransferState[]} */
const BUSY = ["ready", "sending", "waiting"];

/** @type {Set<Transfer>} */
const running = new Set();
/** @type {Transfer[]} */
const queue = [];
/** @type {Set<Transfer>} */
const all = new Set();

// What the network between has refused once it refuses the next file, too.
const way = { chunk: CHUNK, asPost: false };

export class Transfer {
  /**
   * @param {File} file
   * @param {object} how
   * @param {string} how.token
   * @param {string} how.fingerprint
   * @param {Record<string, string>} how.metadata
   * @param {string} [how.uploadUrl]  of the upload it goes on with
   * @param {() => void} how.onChange
   */
  constructor(file, { token, fingerprint, metadata, uploadUrl, onChange }) {
    this.file = file;
    /** @type {TransferState} */
    this.state = "ready";
    this.sent = 0;
    /** @type {Problem | null} */
    this.problem = null;
    this.retryAt = 0;
    this._onChange = onChange;
    /** @type {{at: number, sent: number}[]} */
    this._samples = [];
    this._tries = 0;
    this._moved = 0;
    this._turn = 0;
    this._timer = 0;
    this.upload = new tus.Upload(file, {
      endpoint: UPLOADS,
      uploadUrl,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { ...metadata, fingerprint },
      fingerprint: async () => fingerprint,
      removeFingerprintOnSuccess: true,
      chunkSize: way.chunk,
      overridePatchMethod: way.asPost,
      retryDelays: null, // tried again here, for as long as it takes
      onProgress: (sent) => this._progress(sent),
      onSuccess: () => this._finish("sent"),
      onError: (error) => this._fail(error),
      onAfterResponse: (request, response) => this._heard(request, response),
    });
    all.add(this);
  }

  get id() { return this.upload.url?.split("/").pop() ?? ""; }
  get busy() { return BUSY.includes(this.state); }
  get underWay() { return UNDER_WAY.includes(this.state); }

  // Bytes per second over the last seconds, or null.
  get speed() {
    const [first, last] = [this._samples[0], this._samples[this._samples.length - 1]];
    if (!first || !last || last.at - first.at < 500) return null;
    return ((last.sent - first.sent) * 1000) / (last.at - first.at);
  }

  start() {
    this._set("ready");
    clearTimeout(this._timer);
    if (!queue.includes(this)) queue.push(this);
    next();
  }

  pause() {
    this._stop();
    this._set("paused");
    next();
  }

  // Also at the server, where it can be reached; else it expires there by itself.
  async remove() {
    this._stop();
    all.delete(this);
    this.state = "gone";
    next();
    try { await this.upload.abort(true); } catch { /* not reachable just now */ }
  }

  begin() {
    running.add(this);
    this._samples = [];
    this._moved = performance.now();
    this._set("sending");
    // Paused and resumed while it was still looking up where it was: only the last one starts.
    const turn = (this._turn += 1);
    this._previous().then(() => { if (this.state === "sending" && this._turn === turn) this.upload.start(); });
  }

  hurry() {
    if (this.state === "waiting") this.start();
  }

  /**
   * A connection on which nothing moves is given up and made anew.
   * @param {number} patience  milliseconds
   */
  watch(patience) {
    if (this.state === "sending" && performance.now() - this._moved > patience) {
      this.upload.abort(false);
      this._wait();
    }
  }

  async _previous() {
    if (this.upload.url || this.upload.options.uploadUrl) return;
    const known = await this.upload.findPreviousUploads();
    const [latest] = known.sort((a, b) => (a.creationTime < b.creationTime ? 1 : -1));
    if (latest) this.upload.resumeFromPreviousUpload(latest);
  }

  /** @param {number} sent */
  _progress(sent) {
    const at = performance.now();
    if (sent !== this.sent) this._moved = at;
    if (sent > this.sent) this._tries = 0;
    this.sent = sent;
    this._samples.push({ at, sent });
    while (this._samples.length > 2 && at - (this._samples[0]?.at ?? at) > SPEED_OVER_MS) this._samples.shift();
    this._onChange();
  }

  /**
   * tus begins anew when it cannot learn the offset; a server that is only busy, or a link that has run out, is no
   * reason to give up what is there already.
   * @param {import("tus-js-client").HttpRequest} request
   * @param {import("tus-js-client").HttpResponse} response
   */
  _heard(request, response) {
    this._moved = performance.now();
    const status = response.getStatus();
    if (status < 400) { this.problem = null; return; }
    this.problem = { status, ...read(response.getBody()) };
    if (request.getMethod() === "HEAD" && ![404, 410].includes(status)) throw new Error(`HEAD ${status}`);
  }

  /** @param {Error | import("tus-js-client").DetailedError} error */
  _fail(error) {
    const response = "originalResponse" in error ? error.originalResponse : null;
    const status = response?.getStatus() ?? this.problem?.status ?? 0;
    if (response) this.problem = { status, ...read(response.getBody()) };
    if (this._otherwise(status)) { this._stop(); this.start(); return; }
    if (status === 0 || PASSING.has(status)) { this._wait(); return; }
    // Our server says why; a proxy or a firewall only refuses.
    if (this.problem && !this.problem.message) this.problem.message = word("network_refuses", { status: `${status}` });
    this._finish("refused");
  }

  /**
   * A proxy that takes only small bodies, or knows no PATCH: is there another way to say the same?
   * @param {number} status
   */
  _otherwise(status) {
    if (this.problem?.problem) return false;
    const { options } = this.upload;
    // Some answer a body that is too large, others hang up on it.
    if ((status === 413 || (status === 0 && this._tries > 1)) && way.chunk > LEAST_CHUNK) {
      way.chunk /= 2;
      this._tries = 0;
    } else if (NO_SUCH_METHOD.includes(status) && this.upload.url && !options.overridePatchMethod) {
      way.asPost = true;
    } else {
      return false;
    }
    options.chunkSize = way.chunk;
    options.overridePatchMethod = way.asPost;
    return true;
  }

  _wait() {
    this._stop();
    const seconds = (BACK_OFF[this._tries] ?? LONGEST) * (0.75 + Math.random() / 2);
    this._tries += 1;
    this.retryAt = Date.now() + seconds * 1000;
    this._timer = setTimeout(() => this.start(), seconds * 1000);
    this._set("waiting");
    next();
  }

  /** @param {TransferState} state */
  _finish(state) {
    this._stop();
    if (state === "sent") this.sent = this.file.size;
    this._set(state);
    next();
  }

  _stop() {
    clearTimeout(this._timer);
    running.delete(this);
    if (queue.includes(this)) queue.splice(queue.indexOf(this), 1);
    if (this.state === "sending") this.upload.abort(false);
  }

  /** @param {TransferState} state */
  _set(state) {
    this.state = state;
    this._onChange();
  }
}

/**
 * @param {string} body
 * @returns {{problem?: string, message?: string}}
 */
function read(body) {
  try { return JSON.parse(body); } catch { return {}; }
}

function next() {
  while (running.size < AT_ONCE && queue.length) queue.shift()?.begin();
  stayAwake(running.size > 0);
}

// ---- what happens to a phone --------------------------------------------------------------------------------------

const hurry = () => { for (const transfer of all) transfer.hurry(); };
/** @param {number} patience */
const watch = (patience) => { for (const transfer of all) transfer.watch(patience); };

// Not every browser tells of a change of network.
const { connection } = /** @type {{connection?: Partial<EventTarget>}} */ (navigator);
addEventListener("online", () => { hurry(); setTimeout(() => watch(CHANGED_MS), CHANGED_MS); });
connection?.addEventListener?.("change", () => setTimeout(() => watch(CHANGED_MS), CHANGED_MS));
document.addEventListener("visibilitychange", () => {
  // A locked screen stops timers and connections alike.
  if (document.visibilityState !== "visible") return;
  hurry();
  setTimeout(() => watch(CHANGED_MS), CHANGED_MS);
  stayAwake(running.size > 0);
});
setInterval(() => watch(STALLED_MS), 5000);

/** @type {Promise<WakeLockSentinel | null> | null} */
let awake = null;
/** @param {boolean} wanted */
async function stayAwake(wanted) {
  if (!navigator.wakeLock || document.visibilityState !== "visible") return;
  if (wanted && !awake) {
    awake = navigator.wakeLock.request("screen").catch(() => null);
    (await awake)?.addEventListener("release", () => { awake = null; });
  } else if (!wanted && awake) {
    const held = awake;
    awake = null;
    (await held)?.release();
  }
}
