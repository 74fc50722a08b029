// News from the server: a stream where it works, asking every two seconds where it does not. Both bring the same document.

const SILENCE_MS = 5000; // a stream says something at once; a proxy that holds it back says nothing
const ASK_MS = 2000;

export function listen({ account, last, onBubbles }) {
  const seen = JSON.parse(localStorage.getItem("seen") ?? "{}");

  function take(news) {
    if (news.bubbles) onBubbles(news.bubbles);
    last = Math.max(last, news.last);
    const label = document.getElementById("clock-label");
    if (label && label.textContent !== news.clock) label.textContent = news.clock;
    showUnread(news.answers);
  }

  function showUnread(answers) {
    if (account && answers[account]) seen[account] = answers[account];
    localStorage.setItem("seen", JSON.stringify(seen));
    let others = false;
    for (const person of document.querySelectorAll(".person[data-account]")) {
      const newest = answers[person.dataset.account] ?? 0;
      const known = seen[person.dataset.account] ?? 0;
      // A smaller number than the one known: the data was made anew.
      const unread = newest > 0 && newest !== known;
      person.querySelector(".person__unread").hidden = !unread;
      others ||= unread;
    }
    const back = document.getElementById("others-unread");
    if (back) back.hidden = !others;
  }

  const query = () => `as=${encodeURIComponent(account)}&after=${last}`;

  async function ask() {
    try {
      const answer = await fetch(`/chat/news?${query()}`);
      if (answer.ok) take(await answer.json());
    } catch { /* the server is away: ask again */ }
    setTimeout(ask, ASK_MS);
  }

  const stream = new EventSource(`/chat/stream?${query()}`);
  const giveUp = () => { stream.close(); ask(); };
  let silence = setTimeout(giveUp, SILENCE_MS);
  stream.onmessage = (event) => { clearTimeout(silence); take(JSON.parse(event.data)); };
  stream.onerror = () => {
    clearTimeout(silence);
    // Closed for good (not an event stream): ask. Otherwise the browser connects again by itself.
    if (stream.readyState === EventSource.CLOSED) ask();
    else silence = setTimeout(giveUp, SILENCE_MS * 2);
  };
}
