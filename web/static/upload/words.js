// Words live in the page's template; scripts have none. Values are put in as text, never as HTML.

const said = new Map();
for (const one of document.getElementById("words").content.querySelectorAll("[data-word]")) {
  said.set(one.dataset.word, one.textContent);
}

export function word(name, values = {}) {
  const words = said.get(name) ?? "";
  return words.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
}

export function sizeText(bytes) {
  if (bytes >= 1024 * 1024 * 1024) return `${round(bytes / (1024 * 1024 * 1024))} GB`;
  if (bytes >= 1024 * 1024) return `${round(bytes / (1024 * 1024))} MB`;
  return `${Math.max(Math.round(bytes / 1024), bytes ? 1 : 0)} KB`;
}

const round = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ""));

// The two largest units, as a person would say it: 2 天 3 小时, 31 分, 40 秒.
export function durationText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  if (days) return word("days", { days, hours });
  if (hours) return word("hours", { hours, minutes });
  if (minutes >= 5) return word("minutes", { minutes });
  if (minutes) return word("minutes_seconds", { minutes, seconds: whole % 60 });
  return word("seconds", { seconds: whole });
}

const toast = document.getElementById("toast");

export function say(words) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.hidden = true; }, 5000);
}
