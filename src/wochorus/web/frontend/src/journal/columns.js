// Cells that say more on hover than they show.

/** @typedef {import("../grid/types.d.ts").Column} Column */

/**
 * @param {Column} column
 * @returns {Column}
 */
export function rendered(column) {
  if (column.kind === "state") return { ...column, render: state };
  if (column.key === "flow") return { ...column, render: flow };
  return column;
}

/** @param {unknown} value */
function state(value) {
  if (!value) return "";
  const { code, label, title } = /** @type {Record<string, string>} */ (value);
  return span(`state state-${code}`, label ?? "", title ?? "");
}

/**
 * @param {unknown} value
 * @param {import("../grid/types.d.ts").Row} row
 */
function flow(value, row) {
  return value ? span("", String(value), String(row.flow_title ?? "")) : "";
}

/**
 * @param {string} className
 * @param {string} text
 * @param {string} title
 */
function span(className, text, title) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  if (title && title !== text) made.title = title;
  return made;
}
