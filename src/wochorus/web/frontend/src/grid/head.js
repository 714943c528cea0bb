// The head: sort by a click or Enter, resize by the edge or Shift+arrows, move by dragging or
// Alt+arrows.
import { alignment } from "./cells.js";
import { element } from "./element.js";

/** @typedef {import("./types.d.ts").PlacedColumn} PlacedColumn */

const STEP = 16;
const DRAGGED = 6;

export class Head {
  /**
   * @param {import("./columns.js").Columns} columns
   * @param {boolean} selectable
   * @param {{sorted: () => void, resized: () => void, moved: () => void}} listener
   */
  constructor(columns, selectable, listener) {
    this.columns = columns;
    this.selectable = selectable;
    this.listener = listener;
    this.element = element("div", "grid-head", { role: "rowgroup" });
    this.row = element("div", "grid-row", { role: "row", "aria-rowindex": "1" });
    this.element.append(this.row);
    this.element.addEventListener("pointerdown", (event) => this.#grasp(event));
  }

  draw() {
    const cells = this.columns.shown.map((column) => this.#cell(column));
    if (this.selectable) cells.unshift(checkHead());
    cells.forEach((cell, at) => cell.setAttribute("aria-colindex", String(at + 1)));
    this.row.replaceChildren(...cells);
  }

  /** @param {number} column counted with the check box */
  cell(column) {
    return /** @type {HTMLElement | null} */ (this.row.children[column] ?? null);
  }

  /** @param {number} column counted with the check box */
  columnAt(column) {
    return this.columns.shown[column - (this.selectable ? 1 : 0)] ?? null;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} at
   * @returns {number | null} where the column now stands; null when the key is not for the head
   */
  key(event, at) {
    const column = this.columnAt(at);
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    if (!column) return null;
    if (event.key === "Enter" || event.key === " ") return this.#sort(column) ?? at;
    if (way && event.shiftKey) return this.#widen(column, way) ?? at;
    if (way && event.altKey) return this.#move(column, way) ? at + way : at;
    return null;
  }

  /** @param {PlacedColumn} column */
  #cell(column) {
    const cell = element("div", `grid-cell grid-${alignment(column)}`, {
      role: "columnheader",
      tabindex: "-1",
      title: column.title ?? column.label,
    });
    if (column.sortable) cell.setAttribute("aria-sort", this.columns.direction(column));
    const label = element("span", "grid-label");
    label.textContent = column.label;
    cell.append(label, element("span", "grid-edge", { "aria-hidden": "true" }));
    return cell;
  }

  /** @param {PlacedColumn} column */
  #sort(column) {
    if (!column.sortable) return;
    this.columns.turn(column);
    this.listener.sorted();
  }

  /**
   * @param {PlacedColumn} column
   * @param {number} way
   */
  #widen(column, way) {
    this.columns.resize(column, column.width + way * STEP);
    this.listener.resized();
  }

  /**
   * @param {PlacedColumn} column
   * @param {number} way
   */
  #move(column, way) {
    const moved = this.columns.move(column, way);
    if (moved) this.listener.moved();
    return moved;
  }

  /** @param {PointerEvent} event */
  #grasp(event) {
    const target = /** @type {Element} */ (event.target);
    const cell = target.closest("[role=columnheader]");
    const column = cell && this.columnAt([...this.row.children].indexOf(cell));
    if (!column || event.button !== 0) return;
    event.preventDefault();
    if (target.classList.contains("grid-edge")) this.#stretch(event, column);
    else this.#drag(event, column, /** @type {HTMLElement} */ (cell));
  }

  /**
   * @param {PointerEvent} start
   * @param {PlacedColumn} column
   */
  #stretch(start, column) {
    const width = column.width;
    this.#track(start, {
      move: (event) => {
        this.columns.resize(column, width + event.clientX - start.clientX);
        this.listener.resized();
      },
      end: () => {},
    });
  }

  /**
   * @param {PointerEvent} start
   * @param {PlacedColumn} column
   * @param {HTMLElement} cell
   */
  #drag(start, column, cell) {
    let shift = 0;
    this.#track(start, {
      move: (event) => {
        shift = event.clientX - start.clientX;
        cell.style.transform = Math.abs(shift) > DRAGGED ? `translateX(${shift}px)` : "";
      },
      end: () => {
        cell.style.transform = "";
        if (Math.abs(shift) <= DRAGGED) this.#sort(column);
        else this.#move(column, this.#places(column, shift));
      },
    });
  }

  /**
   * @param {PlacedColumn} column
   * @param {number} shift pixels
   */
  #places(column, shift) {
    const shown = this.columns.shown;
    const way = Math.sign(shift);
    let places = 0;
    let left = Math.abs(shift);
    for (let at = shown.indexOf(column) + way; shown[at]; at += way) {
      left -= /** @type {PlacedColumn} */ (shown[at]).width;
      if (left < -/** @type {PlacedColumn} */ (shown[at]).width / 2) break;
      places += way;
    }
    return places;
  }

  /**
   * @param {PointerEvent} start
   * @param {{move: (event: PointerEvent) => void, end: () => void}} follow
   */
  #track(start, follow) {
    const target = this.element;
    target.setPointerCapture(start.pointerId);
    const ending = new AbortController();
    const { signal } = ending;
    const end = () => {
      ending.abort();
      follow.end();
    };
    target.addEventListener("pointermove", follow.move, { signal });
    target.addEventListener("pointerup", end, { signal });
    target.addEventListener("pointercancel", () => ending.abort(), { signal });
  }
}

function checkHead() {
  const cell = element("div", "grid-cell grid-check", { role: "columnheader", tabindex: "-1" });
  const label = element("span", "grid-hidden-text");
  label.textContent = "Sélection";
  cell.append(label);
  return cell;
}
