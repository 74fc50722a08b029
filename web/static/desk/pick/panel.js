// What a key still has to ask: a reason, a letter, a medium. Chosen by its key, or by a click; Escape asks no more.

import { byId } from "/static/shared/dom.js";

/**
 * @param {string} id of a form
 * @returns {Promise<FormData | null>} with `choice`, the button that was pressed; null: nothing
 */
export function ask(id) {
  const form = byId(id, HTMLFormElement);
  const before = document.activeElement;
  form.reset();
  form.hidden = false;
  const first = form.querySelector(`[name="${form.dataset.first}"]`) ?? form;
  if (first instanceof HTMLElement) first.focus();
  const over = new AbortController();
  return new Promise((answered) => {
    /** @param {FormData | null} said */
    const end = (said) => {
      over.abort();
      form.hidden = true;
      if (before instanceof HTMLElement) before.focus();
      answered(said);
    };
    const { signal } = over;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = new FormData(form);
      if (event.submitter instanceof HTMLButtonElement) said.set("choice", event.submitter.value);
      end(said);
    }, { signal });
    form.addEventListener("keydown", (event) => key(event, form, () => end(null)), { signal });
    form.addEventListener("reset", () => end(null), { signal });
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLFormElement} form
 * @param {() => void} leave
 */
function key(event, form, leave) {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") {
    event.preventDefault();
    leave();
    return;
  }
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  const button = form.querySelector(`button[data-letter="${event.code}"]`);
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  button.click();
}
