// What is selected: rows one by one, or the whole filter less a few.

/** @typedef {import("./types.d.ts").Row} Row */

export class Chosen {
  constructor() {
    this.whole = false;
    /** @type {Set<Row["id"]>} the chosen rows, or those left out of the whole filter */
    this.marked = new Set();
  }

  /** @param {Row["id"]} id */
  has(id) {
    return this.marked.has(id) !== this.whole;
  }

  /**
   * @param {Row["id"]} id
   * @param {boolean} chosen
   */
  set(id, chosen) {
    if (chosen === this.whole) this.marked.delete(id);
    else this.marked.add(id);
  }

  all() {
    this.whole = true;
    this.marked.clear();
  }

  none() {
    this.whole = false;
    this.marked.clear();
  }

  /**
   * @param {number} matching
   * @returns {import("./types.d.ts").Selection}
   */
  told(matching) {
    const marked = [...this.marked];
    return {
      whole: this.whole,
      ids: this.whole ? [] : marked,
      except: this.whole ? marked : [],
      count: this.whole ? matching - marked.length : marked.length,
    };
  }
}
