// The vendored tus client, which a script before the modules leaves as a global.

/** @typedef {typeof import("tus-js-client")} Tus */

/** @type {Tus} */
export const tus = /** @type {{tus: Tus}} */ (/** @type {unknown} */ (globalThis)).tus;
