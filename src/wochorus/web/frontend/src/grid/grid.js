// A grid over a list of any length that the server holds.
import { Blocks } from "./blocks.js";
import { Body } from "./body.js";
import { chooseColumns } from "./chooser.js";
import { Columns } from "./columns.js";
import { element } from "./element.js";
import { Head } from "./head.js";
import { press } from "./keyboard.js";
import { listenToMouse } from "./mouse.js";
import { Notice } from "./notice.js";
import { Scroll } from "./scroll.js";
import { Selecting } from "./selecting.js";

/** @typedef {import("./types.d.ts").Row} Row */
/** @typedef {import("./types.d.ts").Options} Options */

// The bar dragged through a long list passes by thousands of rows: only where it rests is read.
const REST = 40;

/**
 * Draw a grid in an element, and read its first rows.
 * @param {HTMLElement} host
 * @param {Options} options
 */
export function createGrid(host, options) {
  return new Grid(host, options);
}

export class Grid {
  /**
   * @param {HTMLElement} host
   * @param {Options} options
   */
  constructor(host, options) {
    const selectable = options.selectable ?? false;
    this.host = host;
    this.selectable = selectable;
    this.columns = new Columns(options.columns, options.layout);
    this.matching = 0;
    this.active = { row: 0, column: 0 };
    this.frame = 0;
    /** The active row was told while it had not come: it is told again when it comes. */
    this.untold = false;
    this.started = 0;
    this.wanted = 0;
    this.resting = 0;
    this.root = element("div", "grid-root", { role: "grid", tabindex: "0", "aria-label": options.label });
    this.notice = new Notice();
    if (selectable) this.root.setAttribute("aria-multiselectable", "true");
    this.head = new Head(this.columns, selectable, {
      sorted: () => this.#sorted(),
      resized: () => this.#resized(),
      moved: () => this.#replaced(),
    });
    this.root.append(this.head.element);
    this.scroll = new Scroll(this.root, options.rowHeight ?? 28);
    this.body = new Body(this.root, this.scroll, selectable);
    this.blocks = new Blocks(options.pageSize ?? 100, {
      arrived: (answer) => this.#arrived(answer),
      failed: (problem) => this.#failed(problem),
    });
    this.selecting = new Selecting(selectable, this.blocks, {
      changed: () => this.#selected(),
      tooWide: (message) => this.#refused(message),
      failed: (problem) => this.#failed(problem),
    });
    host.classList.add("grid-host");
    host.replaceChildren(this.root, this.notice.element);
    this.#listen();
    this.#replaced(false);
    this.load(options.url);
  }

  /**
   * Show another list, from its top; the selection ends.
   * @param {string} url
   */
  load(url) {
    this.selecting.none();
    this.#read(url);
  }

  /** @param {string} url */
  #read(url) {
    this.started = performance.now();
    this.blocks.reset(url, this.columns.sort);
    this.active.row = Math.min(0, this.active.row);
    this.selecting.start(0);
    this.scroll.reveal(0);
    this.root.setAttribute("aria-busy", "true");
    this.blocks.want(0, 0);
  }

  /** Read again what is seen, without moving. */
  refresh() {
    this.blocks.spoil();
    this.redraw();
  }

  /**
   * Change rows in place, as when one has just been deposited. Unknown ones are let be.
   * @param {Row[]} rows
   */
  update(rows) {
    const changed = new Map(rows.map((row) => [row.id, row]));
    for (const row of this.blocks.kept()) Object.assign(row, changed.get(row.id));
    this.body.forget();
    this.redraw();
  }

  /** @returns {import("./types.d.ts").Selection} */
  get selection() {
    return this.selecting.chosen.told(this.matching);
  }

  get layout() {
    return this.columns.layout;
  }

  /** @returns {Row | null} null while it has not come */
  get activeRow() {
    return this.active.row < 0 ? null : this.blocks.row(this.active.row);
  }

  get pageRows() {
    return Math.max(1, Math.floor(this.scroll.room / this.scroll.rowHeight) - 1);
  }

  /**
   * @param {number} rows how far; Infinity for the end
   * @param {boolean} extending
   */
  step(rows, extending) {
    const from = this.active.row;
    const lowest = extending || rows < -1 ? 0 : -1;
    const to = Math.min(Math.max(from + rows, lowest), this.matching - 1);
    if (extending) void this.selecting.extend(to);
    else this.selecting.start(to);
    this.activate(to, this.active.column);
  }

  /** @param {number} cells how far; Infinity for the end */
  across(cells) {
    const last = this.columns.shown.length - (this.selectable ? 0 : 1);
    const column = Math.min(Math.max(this.active.column + cells, 0), last);
    this.activate(this.active.row, column);
  }

  /**
   * @param {number} row -1 for the head
   * @param {number} column
   */
  activate(row, column) {
    const moved = row !== this.active.row;
    this.active = { row, column };
    if (row >= 0) this.scroll.reveal(row);
    this.#draw();
    this.#focus();
    if (moved && row >= 0) this.#tellActive();
  }

  #tellActive() {
    this.untold = this.activeRow === null;
    this.#tell("active", { row: this.activeRow, index: this.active.row });
  }

  toggleActive() {
    if (this.active.row >= 0) this.selecting.toggle(this.active.row);
  }

  /** Select all that the filter gives, seen or not. */
  selectAll() {
    this.selecting.all();
  }

  selectNone() {
    this.selecting.none();
  }

  openActive() {
    if (this.activeRow) this.#tell("open", { row: this.activeRow, index: this.active.row });
  }

  menuOfActive() {
    const cell = this.body.cell(this.active.row, this.active.column);
    const corner = cell?.getBoundingClientRect();
    if (corner) this.menuAt(corner.left, corner.bottom);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  menuAt(x, y) {
    const row = this.activeRow;
    if (row) this.#tell("menu", { row, index: this.active.row, x, y });
    return row !== null;
  }

  /** Let the reader choose which columns are shown, and in which order. */
  chooseColumns() {
    chooseColumns(this.columns, () => this.#replaced());
  }

  focus() {
    this.#draw();
    this.#focus(true);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the head took it
   */
  headKey(event) {
    if (this.active.row >= 0) return false;
    const column = this.head.key(event, this.active.column);
    if (column === null) return false;
    this.activate(this.active.row, column);
    return true;
  }

  redraw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#draw());
  }

  #listen() {
    let settling = 0;
    this.root.addEventListener("scroll", () => {
      if (this.root.scrollTop !== this.scroll.seen) this.scroll.follow();
      clearTimeout(settling);
      settling = window.setTimeout(() => this.#settle(), 200);
      this.#draw();
    });
    this.root.addEventListener("keydown", (event) => press(this, event));
    listenToMouse(this);
    new ResizeObserver(() => this.redraw()).observe(this.root);
  }

  #settle() {
    this.scroll.settle();
    this.#draw();
    this.body.arrange();
  }

  #draw() {
    this.scroll.head = this.head.element.offsetHeight;
    this.body.draw(
      (index) => this.blocks.row(index),
      (row) => this.selecting.chosen.has(row.id),
      this.active,
    );
    this.#rove();
    this.#want();
  }

  /** Ask for the rows that are drawn, and for those that come next either way. */
  #want() {
    const { first, last } = this.body.range();
    if (last < first) return;
    const around = Math.ceil(this.blocks.size / 2);
    const far = Math.abs(first - this.wanted) > 2 * this.blocks.size;
    clearTimeout(this.resting);
    this.resting = window.setTimeout(
      () => {
        this.wanted = first;
        this.blocks.want(Math.max(0, first - around), Math.min(last + around, this.matching - 1));
      },
      far ? REST : 0,
    );
  }

  /** One stop for Tab: the active cell, else the grid itself while that cell is out of sight. */
  #rove() {
    const inHead = this.active.row < 0;
    const cell = this.#activeCell();
    [...this.head.row.children].forEach((one) => {
      one.setAttribute("tabindex", inHead && one === cell ? "0" : "-1");
    });
    this.root.setAttribute("tabindex", cell ? "-1" : "0");
  }

  #activeCell() {
    const { row, column } = this.active;
    return row < 0 ? this.head.cell(column) : this.body.cell(row, column);
  }

  /** @param {boolean} [always] even when the focus is elsewhere */
  #focus(always = false) {
    if (!always && !this.root.contains(document.activeElement)) return;
    const cell = this.#activeCell();
    (cell ?? this.root).focus({ preventScroll: true });
    if (cell) this.#revealAcross(cell);
  }

  /** @param {HTMLElement} cell */
  #revealAcross(cell) {
    const { scrollLeft, clientWidth } = this.root;
    const right = cell.offsetLeft + cell.offsetWidth;
    if (cell.offsetLeft < scrollLeft) this.root.scrollLeft = cell.offsetLeft;
    else if (right > scrollLeft + clientWidth) this.root.scrollLeft = right - clientWidth;
  }

  /**
   * Say how many rows there are, when it is known after the first of them.
   * @param {number} matching
   */
  count(matching) {
    this.#measure(matching);
    this.redraw();
  }

  /** @param {number} matching */
  #measure(matching) {
    this.matching = matching;
    this.scroll.rows = matching;
    this.body.measure();
    this.root.setAttribute("aria-rowcount", String(matching + 1));
  }

  /** @param {import("./types.d.ts").Answer} answer */
  #arrived({ rows: _, ...told }) {
    const matching = told.matching ?? this.matching;
    this.#measure(matching);
    this.root.setAttribute("aria-busy", "false");
    this.notice.say(matching ? "" : "Aucune ligne ne répond à ces filtres.");
    this.active.row = Math.min(this.active.row, Math.max(0, matching - 1));
    this.#draw();
    if (this.untold && this.activeRow) this.#tellActive();
    const milliseconds = this.started ? performance.now() - this.started : null;
    if (milliseconds !== null) this.#tell("loaded", { ...told, matching, milliseconds });
    this.started = 0;
  }

  /** @param {Error} problem */
  #failed(problem) {
    this.notice.failed(problem, () => this.refresh());
    this.#tell("problem", { message: problem.message });
  }

  /** @param {string} message */
  #refused(message) {
    this.notice.say(message);
    this.#tell("problem", { message });
  }

  #sorted() {
    const held = this.root.contains(document.activeElement);
    this.head.draw();
    this.#read(this.blocks.url);
    if (held) this.focus();
    this.#tell("layout", this.layout);
  }

  #resized() {
    this.#measureColumns();
    this.#tell("layout", this.layout);
  }

  #replaced(telling = true) {
    const held = this.root.contains(document.activeElement);
    this.head.draw();
    this.body.setColumns(this.columns.shown);
    const columns = this.columns.shown.length + (this.selectable ? 1 : 0);
    this.root.setAttribute("aria-colcount", String(columns));
    this.active.column = Math.min(this.active.column, columns - 1);
    this.#measureColumns();
    this.#draw();
    if (held) this.#focus(true);
    if (telling) this.#tell("layout", this.layout);
  }

  #measureColumns() {
    const box = this.selectable ? 32 : 0;
    const tracks = `${box ? `${box}px ` : ""}${this.columns.tracks}`;
    this.root.style.setProperty("--grid-tracks", tracks);
    this.root.style.setProperty("--grid-width", `${this.columns.width + box}px`);
  }

  #selected() {
    this.redraw();
    this.#tell("selection", this.selection);
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    this.host.dispatchEvent(new CustomEvent(`grid:${name}`, { bubbles: true, detail }));
  }
}
