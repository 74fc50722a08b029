// Elements that the page's template promises. One that is missing, or is another kind of element, is an error at once.

/**
 * @template T
 * @typedef {{new (): T, readonly name: string}} Kind
 */

/**
 * @template T
 * @param {Element | null} found
 * @param {Kind<T>} kind
 * @param {string} sought
 * @returns {T}
 */
function as(found, kind, sought) {
  if (found instanceof kind) return found;
  throw new Error(`no ${kind.name} ${sought}`);
}

/**
 * The kind of whoever does not say which.
 * @template T
 * @returns {Kind<T>}
 */
const anyKind = () => /** @type {Kind<T>} */ (/** @type {unknown} */ (HTMLElement));

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {Kind<T>} kind
 */
export function byId(id, kind = anyKind()) {
  return as(document.getElementById(id), kind, `#${id}`);
}

/**
 * The first element of `whole` that `selector` finds.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} whole
 * @param {string} selector
 * @param {Kind<T>} kind
 */
export function part(whole, selector, kind = anyKind()) {
  return as(whole.querySelector(selector), kind, selector);
}

/**
 * All that `selector` finds in `whole`, perhaps none.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} whole
 * @param {string} selector
 * @param {Kind<T>} kind
 */
export function parts(whole, selector, kind = anyKind()) {
  return [...whole.querySelectorAll(selector)].map((found) => as(found, kind, selector));
}

/**
 * A copy of the element in the template `id`.
 * @param {string} id
 */
export function copyOf(id) {
  const content = document.importNode(byId(id, HTMLTemplateElement).content, true);
  return as(content.firstElementChild, anyKind(), `in #${id}`);
}

/**
 * Another text; the same one is left alone, because a screen reader would say it again.
 * @param {HTMLElement} element
 * @param {string} words
 */
export function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/**
 * True when `content` is not what `element` shows already; from then on it is taken as shown.
 * @param {HTMLElement} element
 * @param {unknown} content
 */
export function isNew(element, content) {
  const wanted = JSON.stringify(content);
  if (element.dataset.shown === wanted) return false;
  element.dataset.shown = wanted;
  return true;
}
