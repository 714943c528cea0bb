// The menu of a row, by the right button of the mouse or Maj+F10: the same actions as the bar's.

/**
 * @param {HTMLElement} page
 * @param {import("./actions.js").Actions} actions
 * @param {import("./panel.js").Panel} panel
 * @param {import("../grid/grid.js").Grid} grid
 * @param {import("../grid/types.d.ts").Row} row
 * @param {number} x
 * @param {number} y
 */
export function openMenu(page, actions, panel, grid, row, x, y) {
  document.querySelector("[role=menu]")?.remove();
  const menu = document.createElement("div");
  menu.className = "journal-menu";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", `Actions sur ${row.number}`);
  const leave = () => {
    grid.focus();
    menu.remove();
  };
  const add = (/** @type {string} */ text, /** @type {() => void} */ action) => {
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
    item.textContent = text;
    item.addEventListener("click", () => {
      leave();
      action();
    });
    menu.append(item);
  };
  add(`Ouvrir ${row.number}`, () => panel.open(row));
  for (const button of actions.buttons) {
    const label = button.querySelector("span")?.textContent ?? "";
    if (!button.disabled) add(label, () => actions.take(button.dataset.take ?? ""));
  }
  add("Voir le PDF", () => void window.open(actions.address("pdf", row.id), "_blank", "noopener"));
  add(`Copier le n° ${row.number}`, () => void navigator.clipboard.writeText(String(row.number)));
  for (const link of page.querySelectorAll("[data-export]")) {
    if (link instanceof HTMLElement) add(`Exporter : ${link.textContent?.trim()}`, () => link.click());
  }
  menu.addEventListener("keydown", (event) => key(event, menu, leave));
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(/** @type {Node | null} */ (event.relatedTarget))) menu.remove();
  });
  document.body.append(menu);
  menu.style.left = `${Math.min(x, innerWidth - menu.offsetWidth - 4)}px`;
  menu.style.top = `${Math.min(y, innerHeight - menu.offsetHeight - 4)}px`;
  /** @type {HTMLElement | null} */ (menu.firstElementChild)?.focus();
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} menu
 * @param {() => void} leave
 */
function key(event, menu, leave) {
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  event.stopPropagation();
  if (event.key === "Escape" || event.key === "Tab") leave();
  else if (event.key in to) items[(to[event.key] ?? 0) % items.length]?.focus();
  else return;
  event.preventDefault();
}
