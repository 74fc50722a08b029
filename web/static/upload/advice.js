// A file against the rules the server told: advice, and the few things that cannot go at all.

import { sizeText, word } from "./words.js";

// → {stop: sentence} (cannot be uploaded) | {advice: [sentences]} (the person decides; empty: nothing to say)
export function judge(file, facts, state, item) {
  if (facts.family === "empty") return { stop: word("empty") };
  const { limits } = state;
  const most = facts.family === "video" ? limits.video_bytes : limits.other_bytes;
  if (file.size > most) return { stop: word("too_big", { found: sizeText(file.size), required: sizeText(most) }) };
  return { advice: ((item || "daily") === "daily" ? daily(file, facts, state.rules) : milestone(facts)).filter(Boolean) };
}

function daily(file, facts, rules) {
  if (facts.broken) return [word("broken")];
  if (facts.family === "image") return photo(file, facts, rules.photo);
  if (facts.family === "video") return movie(file, facts, rules.video);
  if (facts.family === "word") return [facts.type !== "docx" && word("document_format", { found: facts.type })];
  return [facts.family === "unknown" ? word("unknown_type") : word("other_type", { found: facts.type })];
}

function photo(file, facts, rules) {
  if (!rules.formats.includes(facts.type)) return [word("photo_format", { found: facts.type })];
  const narrow = rules.min_width && facts.width && facts.width < rules.min_width;
  const light = rules.min_bytes && file.size < rules.min_bytes;
  return [
    narrow && word("photo_width", { found: facts.width, required: rules.min_width }),
    light && word("photo_size", { found: sizeText(file.size), required: sizeTextDecimal(rules.min_bytes) }),
    (narrow || light) && word("photo_original"),
  ];
}

function movie(file, facts, rules) {
  const lines = Math.min(facts.width ?? Infinity, facts.height ?? Infinity);
  return [
    !rules.formats.includes(facts.type) && word("video_format", { found: facts.type }),
    rules.max_bytes && file.size > rules.max_bytes
      && word("video_size", { found: sizeText(file.size), required: sizeText(rules.max_bytes) }),
    rules.min_lines && lines < rules.min_lines && word("video_lines", { found: lines, required: rules.min_lines }),
  ];
}

const milestone = (facts) => [facts.family === "unknown" && word("unknown_type")];

// The notices say 2 MB and mean 2,000,000 bytes at least.
const sizeTextDecimal = (bytes) => (bytes % 1_000_000 === 0 ? `${bytes / 1_000_000} MB` : sizeText(bytes));
