// What an action is about: the selection, else the row that is active.

/** @typedef {import("../grid/types.d.ts").Selection} Selection */

/**
 * @param {import("../grid/grid.js").Grid} grid
 * @returns {Selection}
 */
export function selected(grid) {
  const chosen = grid.selection;
  if (chosen.count > 0) return chosen;
  const row = grid.activeRow;
  return { whole: false, ids: row ? [row.id] : [], except: [], count: row ? 1 : 0 };
}

/**
 * The fields of a form that says it.
 * @param {Selection} chosen
 * @returns {Record<string, string>}
 */
export function figures(chosen) {
  if (chosen.whole) return { tout: "1", sauf: chosen.except.join(",") };
  return { ids: chosen.ids.join(",") };
}
