// Selecting row by row, from one row to another, or the whole filter.
import { Chosen } from "./selection.js";

const WIDEST = 20_000;

export class Selecting {
  /**
   * @param {boolean} allowed
   * @param {import("./blocks.js").Blocks} blocks
   * @param {{changed: () => void, tooWide: (message: string) => void,
   *   failed: (problem: Error) => void}} listener
   */
  constructor(allowed, blocks, listener) {
    this.allowed = allowed;
    this.blocks = blocks;
    this.listener = listener;
    this.chosen = new Chosen();
    this.anchor = 0;
    this.lead = 0;
  }

  /**
   * The next reach begins here.
   * @param {number} index
   */
  start(index) {
    this.anchor = this.lead = Math.max(0, index);
  }

  /** @param {number} index */
  toggle(index) {
    const row = this.blocks.row(index);
    if (!row || !this.allowed) return;
    this.chosen.set(row.id, !this.chosen.has(row.id));
    this.start(index);
    this.listener.changed();
  }

  /**
   * Select from the anchor to a row, however far; what an earlier reach took beyond is let go.
   * @param {number} to
   */
  async extend(to) {
    if (!this.allowed) return;
    const { anchor, lead } = this;
    if (Math.abs(to - anchor) > WIDEST) return this.#refuse();
    this.lead = to;
    const first = Math.min(lead, to, anchor);
    const [low, high] = [Math.min(to, anchor), Math.max(to, anchor)];
    try {
      const rows = await this.blocks.range(first, Math.max(lead, high));
      rows.forEach(({ id }, at) => this.chosen.set(id, first + at >= low && first + at <= high));
      this.listener.changed();
    } catch (problem) {
      this.listener.failed(/** @type {Error} */ (problem));
    }
  }

  all() {
    if (!this.allowed) return;
    this.chosen.all();
    this.listener.changed();
  }

  none() {
    const held = this.chosen.whole || this.chosen.marked.size > 0;
    this.chosen.none();
    if (held) this.listener.changed();
  }

  #refuse() {
    const most = WIDEST.toLocaleString("fr-FR");
    this.listener.tooWide(`Au plus ${most} lignes d'un trait : filtrez, puis prenez tout (Ctrl+A).`);
  }
}
