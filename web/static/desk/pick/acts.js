// Returns and adoptions: by the forms of an item's own page, so that the same rules and words hold.

import { word } from "/static/shared/words.js";

/**
 * @param {number} number
 * @param {string} what
 * @param {string} query
 * @param {Record<string, string>} fields
 * @returns {Promise<{problem: string, done: string, page: Document}>} `problem`: why it may not be
 */
async function act(number, what, query, fields) {
  const answer = await fetch(`/i/${number}/${what}${query}`, { method: "POST", body: new URLSearchParams(fields) });
  if (!answer.ok) return { problem: word("failed"), done: "", page: document.implementation.createHTMLDocument() };
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const problem = page.querySelector(".notice_bad")?.textContent?.trim() ?? "";
  return { problem, done: new URL(answer.url).searchParams.get("done") ?? "", page };
}

/** @typedef {{query: string, token: string}} Form */
/** `back` takes it back; null: there is nothing to take back.
 *  @typedef {{problem: string, back: (() => Promise<void>) | null}} Acted */

/**
 * @param {number} number
 * @param {string} reason
 * @param {Form} form
 * @returns {Promise<Acted>}
 */
export async function giveBack(number, reason, { query, token: form_token }) {
  const { problem } = await act(number, "return", query, { form_token, reason });
  const back = async () => void (await act(number, "call-off", query, { form_token }));
  return { problem, back: problem ? null : back };
}

/**
 * @param {number} number
 * @param {Record<string, string>} fields
 * @param {Form} form
 * @returns {Promise<Acted>}
 */
export async function adopt(number, fields, { query, token: form_token }) {
  const { problem, done, page } = await act(number, "adopt", query, { ...fields, form_token });
  const [last] = [...page.querySelectorAll("[name=adoption]")].slice(-1);
  if (problem || done === "known" || !(last instanceof HTMLInputElement)) return { problem, back: null };
  const adoption = last.value;
  return { problem, back: async () => void (await act(number, "revoke", query, { form_token, adoption })) };
}
