// The dialog that shows, hides and orders columns.
import { element } from "./element.js";

/** @typedef {import("./types.d.ts").PlacedColumn} PlacedColumn */

/**
 * @param {import("./columns.js").Columns} columns
 * @param {() => void} changed
 */
export function chooseColumns(columns, changed) {
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", "grid-chooser"));
  dialog.setAttribute("aria-label", "Colonnes");
  const title = element("h2", "");
  title.textContent = "Colonnes";
  const list = element("ul", "");
  const draw = () => list.replaceChildren(...columns.all.map((one) => line(one, columns, redraw)));
  const redraw = () => {
    draw();
    changed();
  };
  draw();
  const close = button("Fermer", "", () => dialog.close());
  dialog.append(title, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {PlacedColumn} column
 * @param {import("./columns.js").Columns} columns
 * @param {() => void} changed
 */
function line(column, columns, changed) {
  const item = element("li", "");
  const label = element("label", "");
  const box = /** @type {HTMLInputElement} */ (element("input", "form-check-input"));
  box.type = "checkbox";
  box.checked = !column.hidden;
  box.addEventListener("change", () => {
    columns.hide(column, !box.checked);
    changed();
  });
  label.append(box, ` ${column.title ?? column.label}`);
  item.append(label);
  if (column.hidden) return item;
  item.append(
    button("↑", `Monter ${column.label}`, () => columns.move(column, -1) && changed()),
    button("↓", `Descendre ${column.label}`, () => columns.move(column, 1) && changed()),
  );
  return item;
}

/**
 * @param {string} text
 * @param {string} label for a screen reader, when the text does not say it
 * @param {() => void} action
 */
function button(text, label, action) {
  const made = element("button", "btn", { type: "button" });
  if (label) made.setAttribute("aria-label", label);
  made.textContent = text;
  made.addEventListener("click", action);
  return made;
}
