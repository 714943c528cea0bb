// The page of the journal: the grid, what it adds up to, the panel, the actions on the selection.
import { Actions } from "./journal/actions.js";
import { listenToFilters } from "./journal/filters.js";
import { openMenu } from "./journal/menu.js";
import { Panel } from "./journal/panel.js";
import { rendered } from "./journal/columns.js";
import { Sums } from "./journal/sums.js";
import { post } from "./journal/sending.js";

/** @param {string} id */
function told(id) {
  const text = document.getElementById(id)?.textContent ?? "null";
  return JSON.parse(text);
}

function start() {
  const page = document.getElementById("journal");
  const host = document.getElementById("journal-grid");
  if (!page || !host) return;
  const { query = "", columns = "", rows = "" } = page.dataset;
  const grid = window.wochorus.createGrid(host, {
    columns: told("journal-columns").map(rendered),
    layout: told("journal-layout"),
    url: `${rows}?${query}`,
    label: "Journal de facturation",
    selectable: true,
  });
  const panel = new Panel(page, grid);
  const sums = new Sums(page, grid);
  const actions = new Actions(page, grid, sums);
  listenToFilters(page);

  host.addEventListener("grid:loaded", (event) => {
    void sums.loaded(/** @type {CustomEvent} */ (event).detail);
    actions.draw();
  });
  host.addEventListener("journal:counted", () => {
    actions.draw();
    sums.selected();
  });
  host.addEventListener("grid:selection", () => {
    actions.draw();
    sums.selected();
  });
  host.addEventListener("grid:active", (event) => {
    actions.draw();
    panel.follow(/** @type {CustomEvent} */ (event).detail.row);
  });
  host.addEventListener("grid:open", (event) => {
    panel.open(/** @type {CustomEvent} */ (event).detail.row);
  });
  host.addEventListener("grid:menu", (event) => {
    const { row, x, y } = /** @type {CustomEvent} */ (event).detail;
    openMenu(page, actions, panel, grid, row, x, y);
  });
  let keeping = 0;
  host.addEventListener("grid:layout", (event) => {
    const layout = /** @type {CustomEvent} */ (event).detail;
    clearTimeout(keeping);
    keeping = window.setTimeout(() => void post(columns, JSON.stringify(layout)), 400);
  });
  document.body.addEventListener("invoice-changed", () => {
    grid.refresh();
    void sums.again();
  });
  if (panel.isOpen) return;
  grid.focus();
}

document.addEventListener("DOMContentLoaded", start);
