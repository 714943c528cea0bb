// Where the eye is in a list that may be taller than a browser can draw. Browsers stop at some
// 17 to 33 million pixels; beyond TALLEST, a drag of the bar moves in proportion, a wheel moves
// row by row as everywhere else.

const TALLEST = 15_000_000;

export class Scroll {
  /**
   * @param {HTMLElement} viewport
   * @param {number} rowHeight
   */
  constructor(viewport, rowHeight) {
    this.viewport = viewport;
    this.rowHeight = rowHeight;
    this.rows = 0;
    /** What the head covers at the top of the viewport. */
    this.head = 0;
    /** Pixels from the top of the whole list to the top of the view. */
    this.top = 0;
    this.seen = 0;
  }

  get height() {
    return this.rows * this.rowHeight;
  }

  get drawnHeight() {
    return Math.min(this.height, TALLEST);
  }

  get room() {
    return Math.max(this.rowHeight, this.viewport.clientHeight - this.head);
  }

  get #furthest() {
    return Math.max(0, this.height - this.room);
  }

  get #drawnFurthest() {
    return Math.max(0, this.drawnHeight - this.room);
  }

  /** Follow the bar, after it has moved. */
  follow() {
    const now = this.viewport.scrollTop;
    const moved = now - this.seen;
    const edge = now <= 0 || now >= this.#drawnFurthest;
    const near = Math.abs(moved) <= 2 * this.room && !edge;
    this.top = near ? this.top + moved : this.#scaled(now);
    this.top = Math.min(Math.max(0, this.top), this.#furthest);
    this.seen = now;
  }

  /** Put the bar where it would be in proportion; what is seen stays. */
  settle() {
    this.#place();
  }

  /**
   * Show a row, moving as little as can be.
   * @param {number} index
   * @returns {boolean} whether the view has moved
   */
  reveal(index) {
    const top = index * this.rowHeight;
    const before = this.top;
    if (top < before) this.top = top;
    else if (top + this.rowHeight > before + this.room) this.top = top + this.rowHeight - this.room;
    if (this.top === before) return false;
    this.#place();
    return true;
  }

  #place() {
    this.top = Math.min(Math.max(0, this.top), this.#furthest);
    const share = this.#furthest ? this.top / this.#furthest : 0;
    this.viewport.scrollTop = Math.round(share * this.#drawnFurthest);
    this.seen = this.viewport.scrollTop;
  }

  /** @param {number} drawn */
  #scaled(drawn) {
    const furthest = this.#drawnFurthest;
    return furthest ? (drawn / furthest) * this.#furthest : 0;
  }
}
