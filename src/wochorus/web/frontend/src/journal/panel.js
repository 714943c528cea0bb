// The side panel: opened on a row, it follows the row that is active until it is closed. The
// address names its invoice, so that a reload shows the same.

const REST = 120;

export class Panel {
  /**
   * @param {HTMLElement} page
   * @param {import("../grid/grid.js").Grid} grid
   */
  constructor(page, grid) {
    this.page = page;
    this.grid = grid;
    this.element = /** @type {HTMLElement} */ (document.getElementById("panel"));
    this.shown = this.element.querySelector("[data-invoice-id]")?.getAttribute("data-invoice-id");
    this.waiting = 0;
    document.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => this.#click(event));
    this.element.addEventListener("change", (event) => this.#chosen(event));
    for (const name of ["dragenter", "dragover"]) {
      this.element.addEventListener(name, (event) => this.#over(/** @type {DragEvent} */ (event)));
    }
    this.element.addEventListener("dragleave", () => this.element.classList.remove("is-over"));
    this.element.addEventListener("drop", (event) => this.#drop(event));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {import("../grid/types.d.ts").Row} row opened already, it takes the focus */
  open(row) {
    const again = this.isOpen && String(row.id) === this.shown;
    if (again) this.element.focus();
    else this.#load(row.id);
  }

  /** @param {import("../grid/types.d.ts").Row | null} row */
  follow(row) {
    clearTimeout(this.waiting);
    if (!this.isOpen || !row || String(row.id) === this.shown) return;
    this.waiting = window.setTimeout(() => this.#load(row.id), REST);
  }

  close() {
    if (!this.isOpen) return;
    clearTimeout(this.waiting);
    this.element.hidden = true;
    this.element.replaceChildren();
    this.shown = null;
    this.#mark(null);
    this.grid.focus();
  }

  /** @param {string | number} id */
  #load(id) {
    this.shown = String(id);
    this.element.hidden = false;
    this.#mark(this.shown);
    const address = (this.page.dataset.invoice ?? "").replace("/0/", `/${id}/`);
    void window.htmx.ajax("get", address, { target: this.element, swap: "innerHTML" });
  }

  /** @param {string | null} id */
  #mark(id) {
    const address = new URL(location.href);
    if (id) address.searchParams.set("facture", id);
    else address.searchParams.delete("facture");
    history.replaceState(null, "", address);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const busy = document.querySelector("dialog:modal, [role=menu]");
    if (event.key !== "Escape" || busy || event.defaultPrevented || !this.isOpen) return;
    event.preventDefault();
    this.close();
  }

  /** @param {Event} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-close]")) this.close();
  }

  /** @param {Event} event files chosen by the button leave at once, as dropped ones do */
  #chosen(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.matches("[data-attach] input[type=file]")) input.form?.requestSubmit();
  }

  #field() {
    return /** @type {HTMLInputElement | null} */ (
      this.element.querySelector("[data-attach] input[type=file]")
    );
  }

  /** @param {DragEvent} event */
  #over(event) {
    if (!event.dataTransfer?.types.includes("Files") || !this.#field()) return;
    event.preventDefault();
    this.element.classList.add("is-over");
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const field = this.#field();
    this.element.classList.remove("is-over");
    if (!field || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.form?.requestSubmit();
  }
}
