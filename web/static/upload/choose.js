// Choosing: for which unit, as what, and which files; chosen or dropped.

import { say, word } from "./words.js";

const KEPT = "unit"; // for the sitting

export function startChoosing({ take, onUnit }) {
  const unit = document.getElementById("unit");
  const item = document.getElementById("item");
  for (const input of document.querySelectorAll("#choose input[type=file]")) {
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = ""; // the same file may be chosen again
      choose(files);
    });
  }
  unit.addEventListener("change", () => { sessionStorage.setItem(KEPT, unit.value); onUnit(); });
  startDropping(choose);

  function choose(files) {
    if (unit.options.length > 1 && !unit.value) {
      say(word("unit_first"));
      unit.focus();
    } else {
      take(files);
    }
  }

  return {
    offer(state) {
      document.getElementById("unit-field").hidden = state.units.length < 2;
      const units = state.units.map(({ id, name }) => [String(id), name]);
      // Who serves several must say which: a first one taken for granted would be the wrong one.
      fill(unit, units.length > 1 ? [["", word("which_unit")], ...units] : units, sessionStorage.getItem(KEPT));
      fill(item, [["", word("daily")], ...state.items.map(({ code, name }) => [code, name])], item.value);
    },
    replace,
  };
}

function fill(select, options, wanted) {
  const shown = JSON.stringify(options);
  if (select.dataset.shown === shown) return;
  select.dataset.shown = shown;
  select.replaceChildren(...options.map(([value, name]) => new Option(name, value)));
  if (options.some(([value]) => value === wanted)) select.value = wanted;
}

// Another file in the place of one: the browser's own chooser, opened by the tap that asked for it.
function replace(family, take) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = { image: "image/*", video: "video/*" }[family] ?? "";
  input.addEventListener("change", () => take([...input.files]));
  input.click();
}

function startDropping(take) {
  const drop = document.getElementById("drop");
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
    take([...event.dataTransfer.files]);
  });
}
