// The rehearsal clock: moved by buttons, shown by the news.

export function startClock(say, word) {
  const form = document.getElementById("clock-form");
  if (!form) return;
  document.getElementById("clock-box").open = matchMedia("(min-width: 900px)").matches;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const buttons = form.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const result = await answer.json();
      if (answer.ok) {
        document.getElementById("clock-label").textContent = result.clock;
        form.elements.to.value = result.now;
      } else {
        say(result.message);
      }
    } catch {
      say(word("offline"));
    }
    for (const button of buttons) button.disabled = false;
    event.submitter?.focus();
  });
}
