// The foot of the journal: how many are shown out of how many, what they and the selection add to.
import { figures, selected } from "./selection.js";
import { post } from "./sending.js";

/** @typedef {{count: string, without_tax: string, tax: string, with_tax: string, left: string}} Totals */

export class Sums {
  /**
   * @param {HTMLElement} page
   * @param {import("../grid/grid.js").Grid} grid
   */
  constructor(page, grid) {
    this.page = page;
    this.grid = grid;
    this.counted = part("journal-counted");
    this.totals = part("journal-totals");
    this.selection = part("journal-selected");
    /** False while the number of rows is only a lower bound. */
    this.exact = true;
    this.time = 0;
    this.waiting = 0;
    this.asked = 0;
  }

  /** @param {{matching: number, total?: number, exact?: boolean, milliseconds: number}} told */
  async loaded(told) {
    this.time = told.milliseconds;
    if (told.total === undefined) return;
    this.exact = told.exact ?? true;
    if (this.exact) this.#tell(told.matching, told.total);
    else {
      this.counted.textContent = `Premières lignes affichées en ${seconds(this.time)}, décompte en cours…`;
      await this.#count();
    }
    await this.#add();
  }

  /** Count and add up again, after something has changed. */
  async again() {
    await this.#count();
    await this.#add();
    this.selected();
  }

  selected() {
    clearTimeout(this.waiting);
    const { count } = this.grid.selection;
    if (count === 0) {
      this.selection.textContent = "";
      return;
    }
    this.selection.textContent = `${number(count)} sélectionnée${count > 1 ? "s" : ""}`;
    this.waiting = window.setTimeout(() => void this.#addSelected(), 150);
  }

  async #count() {
    const answer = await fetch(`${this.page.dataset.counts}?${this.page.dataset.query}`);
    if (!answer.ok) return;
    const { matching, total } = await answer.json();
    this.exact = true;
    this.grid.count(matching);
    this.grid.host.dispatchEvent(new CustomEvent("journal:counted"));
    this.#tell(matching, total);
  }

  /**
   * @param {number} matching
   * @param {number} total
   */
  #tell(matching, total) {
    this.counted.textContent = `${number(matching)} / ${number(total)} affichés en ${seconds(this.time)}`;
  }

  async #add() {
    this.totals.textContent = "Totaux…";
    const answer = await fetch(`${this.page.dataset.totals}?${this.page.dataset.query}`);
    this.totals.textContent = answer.ok ? written(await answer.json()) : "";
  }

  async #addSelected() {
    const asked = (this.asked += 1);
    const body = new URLSearchParams(figures(selected(this.grid)));
    const answer = await post(`${this.page.dataset.totals}?${this.page.dataset.query}`, body);
    if (!answer.ok || asked !== this.asked) return;
    /** @type {Totals} */
    const told = await answer.json();
    const count = Number(told.count);
    this.selection.textContent = `${number(count)} sélectionnée${count > 1 ? "s" : ""} : ${written(told)}`;
  }
}

/** @param {Totals} told */
function written(told) {
  const { without_tax: net, tax, with_tax: gross, left } = told;
  return `HT ${euros(net)} · TVA ${euros(tax)} · TTC ${euros(gross)} · Reste dû ${euros(left)}`;
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  const whole = Math.floor(milliseconds / 60_000);
  const rest = ((milliseconds % 60_000) / 1000).toFixed(2).padStart(5, "0").replace(".", ",");
  return `${String(whole).padStart(2, "0")} m ${rest} s`;
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString("fr-FR");
}

/** @param {string} amount plain, "-1234.50" */
function euros(amount) {
  const [whole = "", cents = "00"] = amount.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f").replace("-", "\u2212");
  return `${grouped},${cents.padEnd(2, "0")}\u00a0€`;
}

/** @param {string} id */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
