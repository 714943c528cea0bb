// The lists and the records of customers, contracts and structures: the arrows go from the search
// to the rows and from row to row, Ctrl+S saves.
import "./combobox.js";
import "./line_table.js";
import "./tabs.js";

/** @param {EventTarget | null} target */
function stops(target) {
  const field = document.querySelector("[data-list-search]");
  const links = [...document.querySelectorAll("[data-rows] a[data-row]")];
  const all = /** @type {HTMLElement[]} */ ([field, ...links].filter(Boolean));
  return { all, here: all.indexOf(/** @type {HTMLElement} */ (target)) };
}

document.addEventListener("keydown", (event) => {
  if (event.key === "s" && event.ctrlKey) {
    const form = document.querySelector("form[data-record]");
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const { all, here } = stops(event.target);
  const next = here < 0 ? null : all[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  next.focus();
  event.preventDefault();
});

// A search that has the focus opens what stands first: Enter, without leaving the field.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLElement) || !field.matches("[data-list-search]")) return;
  const first = document.querySelector("[data-rows] a[data-row]");
  if (!(first instanceof HTMLElement) || document.querySelector("[data-rows].htmx-request")) return;
  event.preventDefault();
  first.click();
});
