// A grid over a list of any length that the server holds.
import { Blocks } from "./blocks.js";
import { Body } from "./body.js";
import { chooseColumns } from "./chooser.js";
import { Columns } from "./columns.js";
import { element } from "./element.js";
import { Head } from "./head.js";
import { press } from "./keyboard.js";
import { Scroll } from "./scroll.js";
import { Chosen } from "./selection.js";

/** @typedef {import("./types.d.ts").Row} Row */
/** @typedef {import("./types.d.ts").Options} Options */

const WIDEST_RANGE = 20_000;
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
    this.chosen = new Chosen();
    this.matching = 0;
    this.active = { row: 0, column: 0 };
    this.anchor = 0;
    this.lead = 0;
    this.frame = 0;
    /** The active row was told while it had not come: it is told again when it comes. */
    this.untold = false;
    this.started = 0;
    this.wanted = 0;
    this.resting = 0;
    this.root = element("div", "grid-root", { role: "grid", tabindex: "0", "aria-label": options.label });
    this.notice = element("div", "grid-notice", { role: "status" });
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
    host.classList.add("grid-host");
    host.replaceChildren(this.root, this.notice);
    this.#listen();
    this.#replaced(false);
    this.load(options.url);
  }

  /**
   * Show another list, from its top; the selection ends.
   * @param {string} url
   */
  load(url) {
    const { count } = this.selection;
    this.chosen.none();
    this.#read(url);
    if (count) this.#selected();
  }

  /** @param {string} url */
  #read(url) {
    this.started = performance.now();
    this.blocks.reset(url, this.columns.sort);
    this.active.row = Math.min(0, this.active.row);
    this.anchor = this.lead = 0;
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
    return this.chosen.told(this.matching);
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
    if (extending && this.selectable) void this.extend(to);
    else this.anchor = this.lead = Math.max(0, to);
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
    if (this.active.row >= 0) this.toggle(this.active.row);
  }

  /** @param {number} index */
  toggle(index) {
    const row = this.blocks.row(index);
    if (!row || !this.selectable) return;
    this.chosen.set(row.id, !this.chosen.has(row.id));
    this.anchor = this.lead = index;
    this.#selected();
  }

  /**
   * Select from the anchor to a row, however far; what an earlier reach took beyond is let go.
   * @param {number} to
   */
  async extend(to) {
    const from = this.lead;
    this.lead = to;
    if (Math.abs(to - this.anchor) > WIDEST_RANGE) return this.#tooWide();
    const [first, last] = [Math.min(from, to, this.anchor), Math.max(from, to, this.anchor)];
    const [low, high] = [Math.min(to, this.anchor), Math.max(to, this.anchor)];
    try {
      const rows = await this.blocks.range(first, last);
      rows.forEach(({ id }, at) => this.chosen.set(id, first + at >= low && first + at <= high));
      this.#selected();
    } catch (problem) {
      this.#failed(/** @type {Error} */ (problem));
    }
  }

  /** Select all that the filter gives, seen or not. */
  selectAll() {
    if (!this.selectable) return;
    this.chosen.all();
    this.#selected();
  }

  selectNone() {
    this.chosen.none();
    this.#selected();
  }

  openActive() {
    if (this.activeRow) this.#tell("open", { row: this.activeRow, index: this.active.row });
  }

  menuOfActive() {
    const cell = this.body.cell(this.active.row, this.active.column);
    if (!cell || !this.activeRow) return;
    const { left, bottom } = cell.getBoundingClientRect();
    this.#tell("menu", { row: this.activeRow, index: this.active.row, x: left, y: bottom });
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
    this.root.addEventListener("click", (event) => this.#clicked(event));
    this.root.addEventListener("dblclick", (event) => {
      if (this.body.locate(event.target)) this.openActive();
    });
    this.root.addEventListener("contextmenu", (event) => this.#menu(event));
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
      (row) => this.chosen.has(row.id),
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

  /** @param {MouseEvent} event */
  #clicked(event) {
    const place = this.body.locate(event.target);
    if (!place) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("a, button, input, select, textarea, label")) return;
    const inBox = this.selectable && place.column === 0;
    if (event.shiftKey) void this.extend(place.row);
    else if (event.ctrlKey || event.metaKey || inBox) this.toggle(place.row);
    else this.anchor = this.lead = place.row;
    this.activate(place.row, place.column);
  }

  /** @param {MouseEvent} event */
  #menu(event) {
    const place = this.body.locate(event.target);
    if (!place) return;
    this.activate(place.row, place.column);
    if (!this.activeRow) return;
    event.preventDefault();
    const { clientX: x, clientY: y } = event;
    this.#tell("menu", { row: this.activeRow, index: place.row, x, y });
  }

  /** @param {import("./types.d.ts").Answer} answer */
  #arrived({ total, matching }) {
    this.matching = matching;
    this.scroll.rows = matching;
    this.body.measure();
    this.root.setAttribute("aria-rowcount", String(matching + 1));
    this.root.setAttribute("aria-busy", "false");
    this.notice.className = "grid-notice";
    this.notice.textContent = matching ? "" : "Aucune ligne ne répond à ces filtres.";
    this.active.row = Math.min(this.active.row, Math.max(0, matching - 1));
    this.#draw();
    if (this.untold && this.activeRow) this.#tellActive();
    const milliseconds = this.started ? performance.now() - this.started : null;
    if (milliseconds !== null) this.#tell("loaded", { total, matching, milliseconds });
    this.started = 0;
  }

  /** @param {Error} problem */
  #failed(problem) {
    this.notice.className = "grid-notice grid-problem";
    const again = element("button", "btn", { type: "button" });
    again.textContent = "Réessayer";
    again.addEventListener("click", () => this.refresh());
    this.notice.replaceChildren(`Les lignes n'ont pas pu être lues. ${problem.message} `, again);
    this.#tell("problem", { message: problem.message });
  }

  #tooWide() {
    const most = WIDEST_RANGE.toLocaleString("fr-FR");
    const message = `Au plus ${most} lignes d'un trait : filtrez, puis prenez tout (Ctrl+A).`;
    this.notice.textContent = message;
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
    this.root.style.setProperty("--grid-tracks", this.#tracks());
    this.root.style.setProperty("--grid-width", `${this.columns.width}px`);
    this.#tell("layout", this.layout);
  }

  #replaced(telling = true) {
    const held = this.root.contains(document.activeElement);
    this.head.draw();
    this.body.setColumns(this.columns.shown);
    const columns = this.columns.shown.length + (this.selectable ? 1 : 0);
    this.root.setAttribute("aria-colcount", String(columns));
    this.active.column = Math.min(this.active.column, columns - 1);
    this.root.style.setProperty("--grid-tracks", this.#tracks());
    this.root.style.setProperty("--grid-width", `${this.columns.width}px`);
    this.#draw();
    if (held) this.#focus(true);
    if (telling) this.#tell("layout", this.layout);
  }

  #tracks() {
    return this.selectable ? `32px ${this.columns.tracks}` : this.columns.tracks;
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
