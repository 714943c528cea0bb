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

// Enter in the search opens what stands first, once the list answers to what is typed.
let asked = searched();
let shown = asked;
let waits = false;

function searched() {
  const field = document.querySelector("[data-list-search]");
  return field instanceof HTMLInputElement ? field.value : "";
}

function openFirst() {
  const first = document.querySelector("[data-rows] a[data-row]");
  if (first instanceof HTMLElement) first.click();
}

document.addEventListener("htmx:beforeRequest", () => {
  asked = searched();
});
// The list may come anew under one who has just gone down into it.
let row = 0;
document.addEventListener("htmx:beforeSwap", () => {
  row = stops(document.activeElement).here;
});
document.addEventListener("htmx:afterSwap", () => {
  const { all } = stops(null);
  if (row > 0 && document.activeElement === document.body) all[Math.min(row, all.length - 1)]?.focus();
});
document.addEventListener("htmx:afterSettle", () => {
  shown = asked;
  if (waits && shown === searched()) openFirst();
  waits = false;
});
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches("[data-list-search]")) return;
  // Escape empties the field, then leaves it: the other keys of the page answer again.
  if (event.key === "Escape" && !field.value) field.blur();
  waits = event.key === "Enter" && shown !== searched();
  if (event.key !== "Enter") return;
  event.preventDefault();
  if (!waits) openFirst();
});

// A refused form begins where it is to be corrected.
const wrong = document.querySelector(".is-wrong :is(input, select, textarea):not([type=hidden])");
if (wrong instanceof HTMLElement) wrong.focus();
