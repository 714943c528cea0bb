// The menus of the bar above: arrows go from entry to entry, Escape and a click elsewhere close.
/** @param {Element} menu */
function entries(menu) {
  return /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("li a, li button")]);
}

/** @param {KeyboardEvent} event */
function step(event) {
  const target = /** @type {Element} */ (event.target);
  const menu = target.closest("details.switcher");
  if (!(menu instanceof HTMLDetailsElement)) return;
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    menu.open = true;
    const all = entries(menu);
    const place = all.indexOf(/** @type {HTMLElement} */ (target));
    const move = event.key === "ArrowDown" ? 1 : -1;
    const first = move === 1 ? 0 : all.length - 1;
    all[place === -1 ? first : (place + move + all.length) % all.length]?.focus();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Event} event */
function closeOthers(event) {
  for (const menu of document.querySelectorAll("details.switcher[open]"))
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
}

document.addEventListener("keydown", step, { capture: true });
document.addEventListener("click", closeOthers);
document.addEventListener("focusin", closeOthers);
