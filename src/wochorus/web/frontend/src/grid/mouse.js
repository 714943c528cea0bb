// What the mouse asks of a grid; the keyboard asks the same.

/** @typedef {import("./grid.js").Grid} Grid */

/** @param {Grid} grid */
export function listenToMouse(grid) {
  const { root, body } = grid;
  root.addEventListener("click", (event) => click(grid, event));
  root.addEventListener("dblclick", (event) => {
    if (body.locate(event.target)) grid.openActive();
  });
  root.addEventListener("contextmenu", (event) => menu(grid, event));
}

/**
 * @param {Grid} grid
 * @param {MouseEvent} event
 */
function click(grid, event) {
  const place = grid.body.locate(event.target);
  if (!place || onControl(event)) return;
  const inBox = grid.selectable && place.column === 0;
  if (event.shiftKey) void grid.selecting.extend(place.row);
  else if (event.ctrlKey || event.metaKey || inBox) grid.selecting.toggle(place.row);
  else grid.selecting.start(place.row);
  grid.activate(place.row, place.column);
}

/** @param {MouseEvent} event */
function onControl(event) {
  const target = /** @type {Element} */ (event.target);
  return target.closest("a, button, input, select, textarea, label") !== null;
}

/**
 * @param {Grid} grid
 * @param {MouseEvent} event
 */
function menu(grid, event) {
  const place = grid.body.locate(event.target);
  if (!place) return;
  grid.activate(place.row, place.column);
  if (grid.menuAt(event.clientX, event.clientY)) event.preventDefault();
}
