// The rows that are seen, and a few around them: a pool of elements that are filled again and
// again as the eye moves.
import { alignment, fill } from "./cells.js";
import { element } from "./element.js";

/** @typedef {import("./types.d.ts").Row} Row */
/** @typedef {import("./types.d.ts").PlacedColumn} PlacedColumn */
/** @typedef {{element: HTMLElement, index: number, row: Row | null | undefined}} Line */

const AROUND = 4;

export class Body {
  /**
   * @param {HTMLElement} root the scrolling element
   * @param {import("./scroll.js").Scroll} scroll
   * @param {boolean} selectable
   */
  constructor(root, scroll, selectable) {
    this.root = root;
    this.scroll = scroll;
    this.selectable = selectable;
    this.element = element("div", "grid-body", { role: "rowgroup" });
    root.append(this.element);
    /** @type {Line[]} */
    this.pool = [];
    /** @type {PlacedColumn[]} */
    this.columns = [];
  }

  /** @param {PlacedColumn[]} columns shown */
  setColumns(columns) {
    this.columns = columns;
    this.#empty();
  }

  measure() {
    this.element.style.height = `${this.scroll.drawnHeight}px`;
    this.element.style.setProperty("--grid-row", `${this.scroll.rowHeight}px`);
  }

  /** First and last row to draw. */
  range() {
    const { top, room, rowHeight, rows } = this.scroll;
    const first = Math.max(0, Math.floor(top / rowHeight) - AROUND);
    const last = Math.min(rows - 1, Math.ceil((top + room) / rowHeight) + AROUND);
    return { first, last };
  }

  /**
   * @param {(index: number) => Row | null} rowAt
   * @param {(row: Row) => boolean} isChosen
   * @param {{row: number, column: number}} active
   */
  draw(rowAt, isChosen, active) {
    const { first, last } = this.range();
    this.#grow(last - first + 1);
    const origin = this.root.scrollTop - this.scroll.top;
    for (let index = first; index <= last; index += 1) {
      const line = /** @type {Line} */ (this.pool[index % this.pool.length]);
      const row = rowAt(index);
      if (line.index !== index || line.row !== row) this.#fill(line, index, row);
      line.element.style.transform = `translateY(${origin + index * this.scroll.rowHeight}px)`;
      this.#mark(line, row !== null && isChosen(row), index === active.row ? active.column : -1);
    }
    for (const line of this.pool) line.element.hidden = line.index < first || line.index > last;
  }

  /**
   * Put the elements in the order of their rows, which a screen reader follows. The one that has
   * the focus stays where it is: to move it would take the focus away. Nothing moves under a
   * pressed button either: the click would be lost.
   */
  arrange() {
    if (this.root.matches(":active")) return;
    const lines = this.pool.toSorted((one, other) => one.index - other.index);
    const held = lines.findIndex((line) => line.element.contains(document.activeElement));
    const elements = lines.map((line) => line.element);
    if (elements.every((one, at) => one === this.element.children[at])) return;
    elements[held]?.before(...elements.slice(0, held));
    this.element.append(...elements.slice(held + 1));
  }

  /** Draw again the rows whose content has changed in place. */
  forget() {
    for (const line of this.pool) line.row = undefined;
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  cell(row, column) {
    const line = this.pool[row % (this.pool.length || 1)];
    if (!line || line.index !== row || line.element.hidden) return null;
    return /** @type {HTMLElement | null} */ (line.element.children[column] ?? null);
  }

  /**
   * @param {EventTarget | null} target
   * @returns {{row: number, column: number} | null}
   */
  locate(target) {
    const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
    const line = this.pool.find((one) => one.element === cell?.parentElement);
    if (!cell || !line) return null;
    return { row: line.index, column: [...line.element.children].indexOf(cell) };
  }

  #empty() {
    this.#release(this.element);
    this.pool = [];
    this.element.replaceChildren();
  }

  /** @param {number} count */
  #grow(count) {
    if (this.pool.length >= count) return;
    this.#empty();
    // A little more than is needed, so that a taller window does not begin again at each pixel.
    for (let made = 0; made < count + AROUND; made += 1) {
      const line = { element: this.#line(), index: -1, row: undefined };
      this.pool.push(line);
      this.element.append(line.element);
    }
  }

  #line() {
    const line = element("div", "grid-row", { role: "row" });
    if (this.selectable) {
      const cell = element("div", "grid-cell grid-check", { role: "gridcell", tabindex: "-1" });
      cell.append(element("span", "grid-box", { "aria-hidden": "true" }));
      line.append(cell);
    }
    for (const column of this.columns) {
      const className = `grid-cell grid-${alignment(column)}`;
      line.append(element("div", className, { role: "gridcell", tabindex: "-1" }));
    }
    [...line.children].forEach((cell, at) => cell.setAttribute("aria-colindex", String(at + 1)));
    return line;
  }

  /**
   * @param {Line} line
   * @param {number} index
   * @param {Row | null} row
   */
  #fill(line, index, row) {
    if (line.index !== index) this.#release(line.element);
    line.index = index;
    line.row = row;
    line.element.setAttribute("aria-rowindex", String(index + 2));
    line.element.className = `grid-row ${index % 2 ? "grid-odd" : ""} ${row?.row_class ?? ""}`;
    line.element.classList.toggle("grid-waits", row === null);
    const skipped = this.selectable ? 1 : 0;
    this.columns.forEach((column, at) => {
      const cell = /** @type {HTMLElement} */ (line.element.children[at + skipped]);
      if (row) fill(cell, column, row);
      else cell.textContent = "";
    });
  }

  /**
   * @param {Line} line
   * @param {boolean} chosen
   * @param {number} activeColumn -1 when the row is not the active one
   */
  #mark(line, chosen, activeColumn) {
    const { element: row } = line;
    if (this.selectable) row.setAttribute("aria-selected", String(chosen));
    row.classList.toggle("grid-active", activeColumn >= 0);
    const before = row.querySelector(":scope > [tabindex='0']");
    const now = activeColumn >= 0 ? row.children[activeColumn] : null;
    if (before === now) return;
    before?.setAttribute("tabindex", "-1");
    now?.setAttribute("tabindex", "0");
  }

  /**
   * An element that has the focus is about to show another row: the grid itself takes the focus.
   * @param {HTMLElement} part
   */
  #release(part) {
    if (part.contains(document.activeElement)) this.root.focus({ preventScroll: true });
  }
}
