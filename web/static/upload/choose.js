// Choosing: for which unit, as what, and which files; chosen or dropped.

import { byId, isNew, parts } from "/static/shared/dom.js";
import { recalled, remember } from "/static/shared/memory.js";
import { say } from "/static/shared/toast.js";
import { word } from "/static/shared/words.js";

/** @typedef {(files: File[]) => void} Take */

const KEPT = "unit"; // for the sitting

/** @param {{take: Take, onUnit: () => void}} page */
export function startChoosing({ take, onUnit }) {
  const unit = byId("unit", HTMLSelectElement);
  const item = byId("item", HTMLSelectElement);
  for (const input of parts(byId("choose"), "input[type=file]", HTMLInputElement)) {
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      input.value = ""; // the same file may be chosen again
      choose(files);
    });
  }
  unit.addEventListener("change", () => { remember("sessionStorage", KEPT, unit.value); onUnit(); });
  startDropping(choose);

  /** @param {File[]} files */
  function choose(files) {
    if (unit.options.length > 1 && !unit.value) {
      say(word("unit_first"));
      unit.focus();
    } else {
      take(files);
    }
  }

  return {
    /** @param {import("./news.js").PageState} state */
    offer(state) {
      byId("unit-field").hidden = state.units.length < 2;
      /** @type {Option[]} */
      const units = state.units.map(({ id, name }) => [id, name]);
      // Who serves several must say which: a first one taken for granted would be the wrong one.
      fill(unit, units.length > 1 ? [["", word("which_unit")], ...units] : units, recalled("sessionStorage", KEPT));
      /** @type {Option[]} */
      const items = state.items.map(({ code, name }) => [code, name]);
      fill(item, [["", word("daily")], ...items], item.value);
    },
    get unit() { return unit.value; },
    get item() { return item.value; },
    replace,
  };
}

/**
 * @typedef {[value: string, name: string]} Option
 * @param {HTMLSelectElement} select
 * @param {Option[]} options
 * @param {string | null} wanted
 */
function fill(select, options, wanted) {
  if (!isNew(select, options)) return;
  select.replaceChildren(...options.map(([value, name]) => new Option(name, value)));
  if (wanted !== null && options.some(([value]) => value === wanted)) select.value = wanted;
}

/**
 * Another file in the place of one: the browser's own chooser, opened by the tap that asked for it.
 * @param {import("./facts.js").Family | undefined} family
 * @param {Take} take
 */
function replace(family, take) {
  const input = document.createElement("input");
  input.type = "file";
  const like = family === "image" ? "pick-photo" : family === "video" && "pick-video";
  if (like) input.accept = byId(like, HTMLInputElement).accept;
  input.addEventListener("change", () => take([...(input.files ?? [])]));
  input.click();
}

/** @param {Take} take */
function startDropping(take) {
  const drop = byId("drop");
  /** @param {DragEvent} event */
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.hidden = true;
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
