// The server's state of this person: streamed where a stream works, asked for where it does not; and what is said to it.

const SILENCE_MS = 6000; // a stream says something at once; a proxy that holds it back says nothing
const ASK_MS = 4000;
const ASK_HIDDEN_MS = 30_000;

export function listen({ base, onState, onTrouble }) {
  let asking = 0;

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
      else onTrouble(body.message ?? "", answer.status);
      // A link that has run out stays so.
      if ([401, 403, 404, 410].includes(answer.status)) return;
    } catch {
      onTrouble("offline");
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
  addEventListener("offline", () => onTrouble("offline"));
}

async function once(base) {
  const answer = await fetch(`${base}/state`);
  if (!answer.ok) throw new Error(`state ${answer.status}`);
  return answer.json();
}

// The words of a chat message → "" when the server has it, else why not. Said again under the same `id` it is one.
export async function tell(base, text, id) {
  try {
    const answer = await fetch(`${base}/say`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, id }),
    });
    if (answer.ok) return "";
    return (await answer.json()).message || "offline";
  } catch {
    return "offline";
  }
}
