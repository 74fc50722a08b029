// A file against the rules the server told: advice, and the few things that cannot go at all.

import { sizeText, word } from "/static/shared/words.js";

/**
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./news.js").PageState} PageState
 * @typedef {import("./news.js").Rules} Rules
 * @typedef {string | false | 0 | null | undefined} Perhaps  a sentence, or nothing
 */

/**
 * `stop`: why it cannot be uploaded, or "". `advice`: what the person decides about.
 * @param {File} file
 * @param {Facts} facts
 * @param {PageState} state
 * @param {string} item
 * @returns {{stop: string, advice: string[]}}
 */
export function judge(file, facts, state, item) {
  if (facts.family === "empty") return { stop: word("empty"), advice: [] };
  const { limits } = state;
  const most = facts.family === "video" ? limits.video_bytes : limits.other_bytes;
  if (file.size > most) {
    return { stop: word("too_big", { found: sizeText(file.size), required: sizeText(most) }), advice: [] };
  }
  const advice = (item || "daily") === "daily" ? daily(file, facts, state.rules) : milestone(facts);
  return { stop: "", advice: advice.filter((said) => typeof said === "string") };
}

/**
 * @param {File} file
 * @param {Facts} facts
 * @param {Rules} rules
 * @returns {Perhaps[]}
 */
function daily(file, facts, rules) {
  if (facts.broken) return [word("broken")];
  if (facts.family === "image") return photo(file, facts, rules.photo);
  if (facts.family === "video") return movie(file, facts, rules.video);
  if (facts.family === "word") return [facts.type !== "docx" && word("document_format", { found: facts.type })];
  if (facts.family === "unknown") return [word("unknown_type")];
  return [word("other_type", { found: facts.type, photo: rules.photo.format_names, video: rules.video.format_names })];
}

/**
 * @param {File} file
 * @param {Facts} facts
 * @param {Rules["photo"]} rules
 * @returns {Perhaps[]}
 */
function photo(file, facts, rules) {
  if (!rules.formats.includes(facts.type)) {
    const convertible = facts.type === "HEIC" && rules.formats.includes("JPEG");
    return [word(convertible ? "photo_heic" : "photo_format", named(facts, rules))];
  }
  const { width } = facts;
  const { min_width: least, min_bytes: lightest } = rules;
  const narrow = least && width && width < least && word("photo_width", { found: width, required: least });
  const light = lightest && file.size < lightest
    && word("photo_size", { found: sizeText(file.size), required: sizeTextDecimal(lightest) });
  return [narrow, light, (narrow || light) && word("photo_original")];
}

/**
 * @param {File} file
 * @param {Facts} facts
 * @param {Rules["video"]} rules
 * @returns {Perhaps[]}
 */
function movie(file, facts, rules) {
  const lines = Math.min(facts.width ?? Infinity, facts.height ?? Infinity);
  const { formats, max_bytes: most, min_lines: least } = rules;
  return [
    !formats.includes(facts.type) && word("video_format", named(facts, rules)),
    most && file.size > most && word("video_size", { found: sizeText(file.size), required: sizeText(most) }),
    least && lines < least && word("video_lines", { found: lines, required: least }),
  ];
}

/**
 * @param {Facts} facts
 * @param {Rules["photo"] | Rules["video"]} rules
 */
const named = (facts, rules) => ({ found: facts.type, required: rules.format_names, usual: rules.usual_format });

/**
 * @param {Facts} facts
 * @returns {Perhaps[]}
 */
const milestone = (facts) => [facts.family === "unknown" && word("unknown_type")];

/**
 * The notices say 2 MB and mean 2,000,000 bytes at least.
 * @param {number} bytes
 */
const sizeTextDecimal = (bytes) => (bytes % 1_000_000 === 0 ? `${bytes / 1_000_000} MB` : sizeText(bytes));
