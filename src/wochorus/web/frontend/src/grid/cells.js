// Values as the French write them. The server sends figures as plain text ("1234.56"), so that no
// cent is lost on the way.

const NARROW = "\u202f";

/** @typedef {import("./types.d.ts").Column} Column */
/** @typedef {import("./types.d.ts").Row} Row */

/** @type {Record<string, (value: string) => string>} */
const WRITTEN = {
  amount: (value) => `${figure(value)}${NARROW}€`,
  count: figure,
  date: day,
  moment: (value) => `${day(value)} ${value.slice(11, 16)}`,
  siret: (value) => value.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1 $2 $3 $4"),
};

const RIGHT = new Set(["amount", "count"]);

/** @param {Column} column */
export function alignment(column) {
  return column.align ?? (RIGHT.has(column.kind ?? "") ? "right" : "left");
}

/**
 * Fill a cell.
 * @param {HTMLElement} cell
 * @param {Column} column
 * @param {Row} row
 */
export function fill(cell, column, row) {
  const content = drawn(column, row);
  if (typeof content === "string") cell.textContent = content;
  else cell.replaceChildren(content);
}

/**
 * @param {Column} column
 * @param {Row} row
 * @returns {Node | string}
 */
function drawn(column, row) {
  const value = row[column.key];
  if (column.render) return column.render(value, row);
  if (value === null || value === undefined || value === "") return "";
  if (column.kind === "state") return state(/** @type {{code: string, label: string}} */ (value));
  const write = WRITTEN[column.kind ?? ""];
  return write ? write(String(value)) : String(value);
}

/** @param {{code: string, label: string}} value */
function state({ code, label }) {
  const span = document.createElement("span");
  span.className = `state state-${code}`;
  span.textContent = label;
  return span;
}

/** @param {string} value "-1234.5" */
function figure(value) {
  const [whole = "", cents] = value.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
  return (cents === undefined ? grouped : `${grouped},${cents}`).replace("-", "\u2212");
}

/** @param {string} value "2026-11-24…" */
function day(value) {
  return value.slice(0, 10).split("-").reverse().join("/");
}
