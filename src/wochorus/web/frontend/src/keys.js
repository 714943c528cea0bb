// The keys of the screens. A visible button names its key: <button data-key="d">; a link of the
// rail names the letter after G: <a data-go="j">. Both work by a click of what is seen, so that
// nothing can be done by key that cannot be done by hand. `?` lists what the page answers to.
import { showKeys } from "./keys_list.js";

/** @typedef {{key: string, label: string, action: (() => void) | null}} Shortcut */

/** @type {Map<string, Shortcut>} */
const registered = new Map();
let awaitsGo = false;

/**
 * Answer to a key that has no button, such as a move in a grid.
 * @param {string} key as KeyboardEvent.key, "Ctrl+" before it when held
 * @param {string} label what it does, in French
 * @param {() => void} action
 */
export function register(key, label, action) {
  registered.set(key, { key, label, action });
}

/**
 * List a key that something else answers to, such as a grid that has the focus.
 * @param {string} key
 * @param {string} label in French
 */
export function mention(key, label) {
  registered.set(key, { key, label, action: null });
}

/** @param {string} key */
export function forget(key) {
  registered.delete(key);
}

/** List what the page answers to, in the order of the page. */
export function listed() {
  const buttons = [...document.querySelectorAll("[data-key]")].filter(isShown);
  return [
    ...buttons.map((button) => ({ key: nameOf(button), label: labelOf(button) })),
    ...[...registered.values()].map(({ key, label }) => ({ key, label })),
    ...[...document.querySelectorAll("[data-go]")].map((link) => ({
      key: `G puis ${link.getAttribute("data-go")?.toUpperCase()}`,
      label: labelOf(link),
    })),
  ];
}

/** @param {Element} element */
function nameOf(element) {
  return element.getAttribute("data-key") ?? "";
}

/** @param {Element} element */
function labelOf(element) {
  const label = element instanceof HTMLInputElement ? element.labels?.[0] : element;
  const copy = /** @type {Element | undefined} */ (label?.cloneNode(true));
  for (const key of copy?.querySelectorAll("kbd") ?? []) key.remove();
  return element.getAttribute("aria-label") ?? copy?.textContent?.trim() ?? "";
}

/** @param {Element} element */
function isShown(element) {
  return element.getClientRects().length > 0 && !element.closest("[disabled], [inert]");
}

/** @param {KeyboardEvent} event */
function typing(event) {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  const fields = "input:not([type=checkbox], [type=radio], [type=button], [type=submit])";
  return target.isContentEditable || target.matches(`${fields}, select, textarea`);
}

/** @param {KeyboardEvent} event */
function written(event) {
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + letter;
}

/** @param {string} name */
function act(name) {
  const same = (/** @type {Element} */ element) =>
    nameOf(element).toLowerCase() === name.toLowerCase() && isShown(element);
  const found = [...document.querySelectorAll("[data-key]")].find(same);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) found.focus();
  else if (found instanceof HTMLElement) found.click();
  const action = found ? null : registered.get(name)?.action;
  action?.();
  return Boolean(found ?? action);
}

/** @param {string} letter */
function go(letter) {
  awaitsGo = false;
  const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (link instanceof HTMLElement) link.click();
  return link !== null;
}

/** @param {KeyboardEvent} event */
function answer(event) {
  const name = written(event);
  if (event.altKey || (typing(event) && !name.startsWith("Ctrl+"))) return false;
  if (document.querySelector("dialog:modal")) return false;
  if (name === "g") return (awaitsGo = true);
  if (name === "?") return showKeys(listed());
  return act(name);
}

// The letter after G comes before whatever has the focus, such as a grid that moves by J and K.
document.addEventListener(
  "keydown",
  (event) => {
    if (!awaitsGo || typing(event)) return;
    if (go(written(event))) event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

document.addEventListener("keydown", (event) => {
  if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  if (!event.defaultPrevented && answer(event)) event.preventDefault();
});
