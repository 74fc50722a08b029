// The server's state of this person: streamed where a stream works, else asked for; and what is said to it.

/**
 * As `web/upload_page/state.py` tells it. Times are campaign time in ISO 8601, sizes bytes, ids of units strings.
 * @typedef {"receiving" | "unassigned" | "incomplete" | "accepted" | "refused" | "withdrawn" | "lost"} SubmissionState
 * @typedef {"photo" | "video" | "text" | "document" | "press" | "statistics" | "attachment"} SubmissionKind
 * @typedef {"on_time" | "late" | "missing" | "exempt" | "waiting"} Standing
 * @typedef {{id: string, name: string}} Unit
 * @typedef {{code: string, name: string}} Milestone
 * @typedef {object} Due
 * @property {string} unit
 * @property {string} unit_name
 * @property {string} item
 * @property {string} name
 * @property {boolean} today
 * @property {boolean} form  can be filled in on the page
 * @property {Standing} standing
 * @property {string} standing_text
 * @property {string} due_at
 * @property {string} due_text
 * @property {string} missing_text
 * @property {string} summary
 * @typedef {object} Submission
 * @property {number} number
 * @property {string} upload  the upload it came by, "" from chat
 * @property {string} unit
 * @property {string} item
 * @property {string} item_name
 * @property {SubmissionKind} kind
 * @property {string} kind_name
 * @property {string} name
 * @property {SubmissionState} state
 * @property {string} state_text
 * @property {string} title
 * @property {string} caption
 * @property {{code: string, level: string, text: string}[]} findings
 * @property {{text: string, what: string}[]} fate  what offices made of it
 * @property {string} sent_at
 * @typedef {object} Unfinished
 * @property {string} id
 * @property {string} name
 * @property {number} length
 * @property {number} received
 * @property {string} fingerprint
 * @property {string} item
 * @property {string} unit
 * @typedef {{formats: string[], format_names: string, usual_format: string}} Formats  to compare with; to be read
 * @typedef {object} Rules
 * @property {Formats & {min_width: number | null, min_bytes: number | null, caption: boolean}} photo
 * @property {Formats & {max_bytes: number | null, min_lines: number | null}} video
 * @typedef {object} PageState
 * @property {string} now
 * @property {number} speed
 * @property {Unit[]} units
 * @property {Milestone[]} items
 * @property {Due[]} due
 * @property {Submission[]} files
 * @property {Unfinished[]} unfinished
 * @property {{video_bytes: number, other_bytes: number}} limits
 * @property {Rules} rules
 */

const SILENCE_MS = 6000; // a stream says something at once; a proxy that holds it back says nothing
const ASK_MS = 4000;
const ASK_HIDDEN_MS = 30_000;
const CLOSED = [401, 403, 404, 410]; // a link that has run out stays so

/** What is told as trouble when the server cannot be reached. */
export const OFFLINE = "offline";

/**
 * @param {object} page
 * @param {string} page.base  address of the page
 * @param {(state: PageState) => void} page.onState
 * @param {(sentence: string) => void} page.onTrouble  "" when there is none, `OFFLINE`, or what the server says
 */
export function listen({ base, onState, onTrouble }) {
  let asking = 0;

  /** @param {PageState} state */
  function take(state) {
    onTrouble("");
    onState(state);
  }

  async function ask() {
    clearTimeout(asking);
    try {
      const answer = await fetch(`${base}/state`);
      const body = await answer.json();
      if (answer.ok) take(body);
      else onTrouble(body.message ?? "");
      if (CLOSED.includes(answer.status)) return;
    } catch {
      onTrouble(OFFLINE);
    }
    asking = setTimeout(ask, document.hidden ? ASK_HIDDEN_MS : ASK_MS);
  }

  function stream() {
    const source = new EventSource(`${base}/events`);
    const giveUp = () => { source.close(); ask(); };
    let silence = setTimeout(giveUp, SILENCE_MS);
    source.onmessage = (event) => { clearTimeout(silence); take(JSON.parse(event.data)); };
    source.onerror = () => {
      clearTimeout(silence);
      // Closed for good (not an event stream, the link has run out): ask, and hear why.
      if (source.readyState === EventSource.CLOSED) ask();
      else silence = setTimeout(giveUp, SILENCE_MS * 2);
    };
  }

  stream();
  // A phone that was locked may have a stream that is dead without knowing it.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) once(base).then(take, () => {}); });
  addEventListener("online", () => once(base).then(take, () => {}));
  addEventListener("offline", () => onTrouble(OFFLINE));
}

/**
 * @param {string} base
 * @returns {Promise<PageState>}
 */
async function once(base) {
  const answer = await fetch(`${base}/state`);
  if (!answer.ok) throw new Error(`state ${answer.status}`);
  return answer.json();
}

/**
 * The words of a chat message → "" when the server has it, else why not. Said again under the same `id` it is one.
 * @param {string} base
 * @param {string} text
 * @param {string} [id]
 */
export async function tell(base, text, id) {
  try {
    const answer = await fetch(`${base}/say`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, id }),
    });
    if (answer.ok) return "";
    /** @type {{message?: string}} */
    const refusal = await answer.json();
    return refusal.message || OFFLINE;
  } catch {
    return OFFLINE;
  }
}
