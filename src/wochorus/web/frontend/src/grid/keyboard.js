// What each key asks of a grid.

/** @typedef {import("./grid.js").Grid} Grid */

/** @type {Record<string, (grid: Grid, event: KeyboardEvent) => void>} */
const KEYS = {
  ArrowDown: (grid, event) => grid.step(1, event.shiftKey),
  ArrowUp: (grid, event) => grid.step(-1, event.shiftKey),
  j: (grid) => grid.step(1, false),
  k: (grid) => grid.step(-1, false),
  PageDown: (grid, event) => grid.step(grid.pageRows, event.shiftKey),
  PageUp: (grid, event) => grid.step(-grid.pageRows, event.shiftKey),
  ArrowLeft: (grid) => grid.across(-1),
  ArrowRight: (grid) => grid.across(1),
  Home: (grid) => grid.across(-Infinity),
  End: (grid) => grid.across(Infinity),
  "Ctrl+Home": (grid, event) => grid.step(-Infinity, event.shiftKey),
  "Ctrl+End": (grid, event) => grid.step(Infinity, event.shiftKey),
  " ": (grid) => grid.toggleActive(),
  "Ctrl+a": (grid) => grid.selectAll(),
  Enter: (grid) => grid.openActive(),
  ContextMenu: (grid) => grid.menuOfActive(),
  "Shift+F10": (grid) => grid.menuOfActive(),
};

/**
 * @param {Grid} grid
 * @param {KeyboardEvent} event
 */
export function press(grid, event) {
  if (event.target instanceof Element && event.target.closest("input, select, textarea, button")) {
    return;
  }
  if (grid.headKey(event)) return event.preventDefault();
  if (event.altKey) return;
  const answer = KEYS[named(event)];
  if (!answer) return;
  event.preventDefault();
  answer(grid, event);
}

/** @param {KeyboardEvent} event */
function named(event) {
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `Ctrl+${letter}`;
  return event.key === "F10" && event.shiftKey ? "Shift+F10" : letter;
}
