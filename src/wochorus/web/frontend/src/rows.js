// A table of rows each of which has one thing to choose: <table data-rows>, <input data-row>. Arrows
// or J and K go from row to row, Space ticks; with nothing chosen yet they begin at the first one.

/** @returns {HTMLElement[]} */
function stops() {
  return [...document.querySelectorAll("[data-rows] [data-row]")].filter(
    (each) => each instanceof HTMLElement,
  );
}

const STEPS = new Map([
  ["ArrowDown", 1],
  ["j", 1],
  ["ArrowUp", -1],
  ["k", -1],
]);

document.addEventListener("keydown", (event) => {
  const step = STEPS.get(event.key);
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const here = document.activeElement;
  const all = stops();
  const at = all.indexOf(/** @type {HTMLElement} */ (here));
  if (at < 0 && here !== document.body && here?.id !== "contenu") return;
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  event.preventDefault();
});

if (document.querySelector("[data-rows] [data-row]")) {
  window.wochorus.keys.mention("J / K", "Ligne suivante, précédente");
  window.wochorus.keys.mention("Espace", "Cocher ou décocher la ligne");
}

// In a table of lines to type: Alt with the arrows moves the line that has the focus, Alt+Delete
// removes it, each by its visible button.
const ACTIONS = new Map([
  ["ArrowUp", "[data-line-up]"],
  ["ArrowDown", "[data-line-down]"],
  ["Delete", "[data-line-remove]"],
]);

document.addEventListener("keydown", (event) => {
  const action = event.altKey && ACTIONS.get(event.key);
  const row = event.target instanceof Element && event.target.closest("[data-line]");
  const button = action && row && row.querySelector(action);
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.click();
});
