// What this browser remembers, as long as it lets us: one that denies storage gets the whole page all the same.

/**
 * @param {"localStorage" | "sessionStorage"} where
 * @param {string} name
 */
export function recalled(where, name) {
  try { return globalThis[where].getItem(name); } catch { return null; }
}

/**
 * @param {"localStorage" | "sessionStorage"} where
 * @param {string} name
 * @param {string} value
 */
export function remember(where, name, value) {
  try { globalThis[where].setItem(name, value); } catch { /* it is forgotten with the page */ }
}

/**
 * @param {"localStorage" | "sessionStorage"} where
 * @param {string} name
 */
export function forget(where, name) {
  try { globalThis[where].removeItem(name); } catch { /* it was not remembered either */ }
}

/**
 * @param {"localStorage" | "sessionStorage"} where
 * @returns {string[]}
 */
export function names(where) {
  try { return Object.keys(globalThis[where]); } catch { return []; }
}
