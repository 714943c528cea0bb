// The search from any page: a dialog whose list fills as one types; arrows move in it. Without
// this file the button is a link to the page of the search.

/** @returns {HTMLDialogElement | null} */
function box() {
  const found = document.getElementById("search");
  return found instanceof HTMLDialogElement ? found : null;
}

document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element && event.target.closest("[data-action=search]");
  const dialog = box();
  if (!opener || !dialog) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input")?.select();
});

/** @param {KeyboardEvent} event */
function move(event) {
  const dialog = box();
  if (!dialog?.open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const input = /** @type {HTMLElement | null} */ (dialog.querySelector("input"));
  const stops = [input, .../** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll(".hits a"))];
  const here = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) next.focus();
  event.preventDefault();
}

/** @param {KeyboardEvent} event Enter in the field opens what stands first. */
function open(event) {
  const dialog = box();
  if (event.key !== "Enter" || !dialog?.open || document.activeElement?.tagName !== "INPUT") return;
  const first = dialog.querySelector(".hits a");
  if (!(first instanceof HTMLElement)) return;
  event.preventDefault();
  first.click();
}

/** @param {KeyboardEvent} event Escape closes at once; a browser would first empty the field. */
function close(event) {
  const dialog = box();
  if (event.key !== "Escape" || !dialog?.open) return;
  event.preventDefault();
  dialog.close();
}

document.addEventListener("keydown", (event) => {
  move(event);
  open(event);
  close(event);
});
