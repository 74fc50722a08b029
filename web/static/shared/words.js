// Words live in the page's template; scripts have none. Values are put in as text, never as HTML.

import { byId, parts } from "./dom.js";

const spans = parts(byId("words", HTMLTemplateElement).content, "[data-word]");
const said = new Map(spans.map((span) => [span.dataset.word, span.textContent ?? ""]));

/**
 * @param {string} name
 * @param {Record<string, string | number>} values
 */
export function word(name, values = {}) {
  const words = said.get(name) ?? "";
  return words.replace(/\{(\w+)\}/g, (all, key) => String(values[key] ?? all));
}

/** @param {number} bytes */
export function sizeText(bytes) {
  if (bytes >= 1024 * 1024 * 1024) return `${round(bytes / (1024 * 1024 * 1024))} GB`;
  if (bytes >= 1024 * 1024) return `${round(bytes / (1024 * 1024))} MB`;
  return `${Math.max(Math.round(bytes / 1024), bytes ? 1 : 0)} KB`;
}

/** @param {number} value */
const round = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ""));

/**
 * The two largest units, as a person would say it: 2 days 3 hours, 31 minutes, 40 seconds.
 * @param {number} seconds
 */
export function durationText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86400);
  const hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60;
  if (days) return word("days", { days, hours });
  if (hours) return word("hours", { hours, minutes });
  if (minutes >= 5) return word("minutes", { minutes });
  if (minutes) return word("minutes_seconds", { minutes, seconds: whole % 60 });
  return word("seconds", { seconds: whole });
}
