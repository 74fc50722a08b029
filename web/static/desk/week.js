// 全周 by keys: arrows move from cell to cell, Enter opens the unit at that day; a click on a cell does the same.
// The table keeps the focus, so that its parts can be exchanged for newer ones meanwhile.

const CURRENT = "cell";

/** @type {{row: HTMLTableRowElement, column: number} | null} */
let at = null;

/** @returns {HTMLTableElement | null} */
const grid = () => /** @type {HTMLTableElement | null} */ (document.getElementById("grid"));

/**
 * The cell of a unit's row; a row of sums has none.
 * @param {Element | null} found
 */
function cellOf(found) {
  const cell = found?.closest("tbody tr:not([class]) td");
  return cell instanceof HTMLTableCellElement ? cell : null;
}

/** @param {HTMLTableCellElement} cell */
function open(cell) {
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const head = grid()?.tHead?.rows[0]?.cells[cell.cellIndex];
  const link = row.querySelector("a");
  if (link) location.href = `${link.href}#${head?.dataset.anchor ?? ""}`;
}

/**
 * @param {HTMLTableRowElement} row
 * @param {number} column
 */
function go(row, column) {
  const cell = row.cells[Math.min(Math.max(column, 1), row.cells.length - 1)];
  if (!cell) return;
  document.getElementById(CURRENT)?.removeAttribute("id");
  cell.id = CURRENT;
  grid()?.setAttribute("aria-activedescendant", CURRENT);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  at = { row, column: cell.cellIndex };
}

/**
 * The unit's row `step` rows on; that of a part that was exchanged is found by its link.
 * @param {HTMLTableRowElement} from
 * @param {number} step
 */
function rowBeside(from, step) {
  const rows = [...(grid()?.querySelectorAll("tbody tr:not([class])") ?? [])];
  const link = from.querySelector("a")?.getAttribute("href");
  const place = from.isConnected
    ? rows.indexOf(from)
    : rows.findIndex((row) => row.querySelector("a")?.getAttribute("href") === link);
  return /** @type {HTMLTableRowElement | undefined} */ (rows[Math.min(Math.max(place + step, 0), rows.length - 1)]);
}

/** @type {Record<string, [number, number]>} */
const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  PageUp: [-15, 0],
  PageDown: [15, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

document.addEventListener("keydown", (event) => {
  const table = grid();
  if (!table || document.activeElement !== table || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = STEPS[event.code];
  const first = table.querySelector("tbody tr:not([class])");
  if (event.code === "Enter" && at) {
    const row = rowBeside(at.row, 0);
    const cell = row?.cells[at.column];
    if (cell) open(cell);
  } else if (step && first instanceof HTMLTableRowElement) {
    event.preventDefault();
    if (!at) return go(first, 1);
    const row = rowBeside(at.row, step[0]);
    if (row) go(row, at.column + step[1]);
  }
});

document.addEventListener("click", (event) => {
  const cell = event.target instanceof Element ? cellOf(event.target) : null;
  if (cell) open(cell);
});

const printing = document.getElementById("print");
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => window.print());
}
