// The bar of actions names how many invoices they are about.
import { figures, selected } from "./selection.js";
import { submit } from "./sending.js";

export class Actions {
  /**
   * @param {HTMLElement} page
   * @param {import("../grid/grid.js").Grid} grid
   * @param {import("./sums.js").Sums} sums
   */
  constructor(page, grid, sums) {
    this.page = page;
    this.grid = grid;
    this.sums = sums;
    this.buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (
      page.querySelectorAll("[data-take]")
    );
    this.pdf = /** @type {HTMLAnchorElement | null} */ (page.querySelector("[data-pdf]"));
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.take(button.dataset.take ?? ""));
    }
    for (const link of page.querySelectorAll("[data-export]")) {
      link.addEventListener("click", (event) => this.#export(event));
    }
    page.querySelector("[data-columns]")?.addEventListener("click", () => grid.chooseColumns());
    page.querySelector("[data-all]")?.addEventListener("click", () => this.all());
    this.draw();
  }

  all() {
    if (this.grid.selection.count) this.grid.selectNone();
    else this.grid.selectAll();
    this.grid.focus();
  }

  draw() {
    const { count } = selected(this.grid);
    const row = this.grid.activeRow;
    const chosen = this.grid.selection.count > 0;
    const least = this.grid.selection.whole && !this.sums.exact ? "plus de " : "";
    const which = chosen ? least + numbered(count) : row ? String(row.number) : "";
    for (const button of this.buttons) {
      button.disabled = count === 0;
      const label = /** @type {HTMLElement} */ (button.querySelector("span"));
      label.textContent = (button.dataset.words ?? "").replace("{}", which).replace("  ", " ");
    }
    const all = this.page.querySelector("[data-all] span");
    if (all) all.textContent = chosen ? "Ne rien sélectionner" : "Tout sélectionner";
    if (!this.pdf) return;
    this.pdf.hidden = !row;
    if (row) this.pdf.href = this.address("pdf", row.id);
  }

  /**
   * @param {string} what
   * @param {string | number} id
   */
  address(what, id) {
    const whole = what === "pdf" ? this.page.dataset.pdf : this.page.dataset.invoice;
    return (whole ?? "").replace("/0/", `/${id}/`);
  }

  /** @param {string} target */
  take(target) {
    const chosen = selected(this.grid);
    if (chosen.count === 0) return;
    const address = (this.page.dataset.take ?? "").replace("/0/", `/${target}/`);
    submit(`${address}?${this.page.dataset.query}`, figures(chosen));
  }

  /** @param {Event} event the file holds the columns that are shown, in their order */
  #export(event) {
    event.preventDefault();
    const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    link.closest("details")?.removeAttribute("open");
    const { columns, sort } = this.grid.layout;
    const query = new URLSearchParams(this.page.dataset.query);
    query.set("sort", sort);
    query.set("colonnes", columns.filter((one) => !one.hidden).map((one) => one.key).join(","));
    const chosen = this.grid.selection;
    const address = `${link.pathname}?${query}`;
    if (chosen.count > 0) submit(address, figures(chosen));
    else location.assign(address);
  }
}

/** @param {number} count */
function numbered(count) {
  return `${count.toLocaleString("fr-FR")} facture${count > 1 ? "s" : ""}`;
}
