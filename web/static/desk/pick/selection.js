// Several items at once: a range from where one was, single ones, a whole screen, the whole queue.

export class Selection {
  /** @type {Set<number>} */
  numbers = new Set();
  #anchor = 0;
  /** What was chosen before the range began.
   *  @type {Set<number>} */
  #before = new Set();

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /**
   * A range would begin here.
   * @param {number} number
   */
  from(number) {
    this.#anchor = number;
    this.#before = new Set(this.numbers);
  }

  /**
   * @param {number[]} queue
   * @param {number} number
   */
  extendTo(queue, number) {
    const ends = [queue.indexOf(this.#anchor), queue.indexOf(number)];
    const range = queue.slice(Math.max(0, Math.min(...ends)), Math.max(...ends) + 1);
    this.numbers = new Set([...this.#before, ...range]);
    this.changed();
  }

  /** @param {number} number */
  toggle(number) {
    if (!this.numbers.delete(number)) this.numbers.add(number);
    this.from(number);
    this.changed();
  }

  /** @param {number[]} numbers */
  take(numbers) {
    this.numbers = new Set(numbers);
    this.#before = new Set(numbers);
    this.changed();
  }

  clear() {
    if (this.numbers.size) this.take([]);
  }
}
