// The columns as a person has placed them: order, width, hidden, sort.

/** @typedef {import("./types.d.ts").Column} Column */
/** @typedef {import("./types.d.ts").PlacedColumn} PlacedColumn */
/** @typedef {import("./types.d.ts").Layout} Layout */

const NARROWEST = 36;
const USUAL = 110;

export class Columns {
  /**
   * A layout kept from before is followed as far as its columns still exist; new ones come last.
   * @param {Column[]} columns
   * @param {Layout | null} [layout]
   */
  constructor(columns, layout) {
    const kept = new Map((layout?.columns ?? []).map((one, index) => [one.key, { ...one, index }]));
    const rank = (/** @type {Column} */ column) => kept.get(column.key)?.index ?? kept.size;
    /** @type {PlacedColumn[]} */
    this.all = columns
      .map((column) => ({
        ...column,
        width: kept.get(column.key)?.width ?? column.width ?? USUAL,
        hidden: kept.get(column.key)?.hidden ?? column.hidden ?? false,
      }))
      .sort((one, other) => rank(one) - rank(other));
    this.sort = layout?.sort ?? "";
  }

  get shown() {
    return this.all.filter((column) => !column.hidden);
  }

  /** The tracks of the CSS grid of each row; the last column takes what is left. */
  get tracks() {
    const widths = this.shown.map((column) => `${column.width}px`);
    const last = widths.pop();
    return last ? [...widths, `minmax(${last}, 1fr)`].join(" ") : "1fr";
  }

  get width() {
    return this.shown.reduce((sum, column) => sum + column.width, 0);
  }

  /** @returns {Layout} */
  get layout() {
    const columns = this.all.map(({ key, width, hidden }) => ({ key, width, hidden }));
    return { columns, sort: this.sort };
  }

  /**
   * @param {PlacedColumn} column
   * @param {number} width
   */
  resize(column, width) {
    column.width = Math.max(NARROWEST, Math.round(width));
  }

  /**
   * Move a shown column by places among the shown ones.
   * @param {PlacedColumn} column
   * @param {number} places
   */
  move(column, places) {
    const shown = this.shown;
    const target = shown[shown.indexOf(column) + places];
    if (!target) return false;
    const to = this.all.indexOf(target);
    this.all.splice(this.all.indexOf(column), 1);
    this.all.splice(to, 0, column);
    return true;
  }

  /**
   * At least one column stays.
   * @param {PlacedColumn} column
   * @param {boolean} hidden
   */
  hide(column, hidden) {
    if (hidden && this.shown.length === 1) return false;
    column.hidden = hidden;
    return true;
  }

  /**
   * Ascending, then descending, then the order of the server.
   * @param {Column} column
   */
  turn(column) {
    const { key } = column;
    this.sort = this.sort === key ? `-${key}` : this.sort === `-${key}` ? "" : key;
  }

  /** @param {Column} column */
  direction(column) {
    if (this.sort === column.key) return "ascending";
    return this.sort === `-${column.key}` ? "descending" : "none";
  }
}
