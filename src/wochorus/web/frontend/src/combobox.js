// A field that offers what may be chosen as one types: <input role="combobox" data-choices="address">
// followed by <ul role="listbox" popover="manual">. The address answers with <li role="option"
// data-value>; those that cannot be chosen are aria-disabled, the likely one has data-likely. The
// first is marked when it is likely or when something was typed: Enter takes what is marked and
// sends the form, Escape closes. Nothing is ever taken that was not marked.
// With data-keep the form is not sent: "choices:taken" and "change" tell what was taken. data-with
// names fields whose values go along with what is typed.
const WAIT = 120;
const LEAST_ROOM = 110; // px: four choices

/** @type {WeakMap<HTMLInputElement, {timer: number, asked: number}>} */
const states = new WeakMap();
let serial = 0;

/** @param {EventTarget | null} target */
function comboboxOf(target) {
  const found = target instanceof HTMLInputElement && target.matches("[data-choices]");
  return found ? target : null;
}

/** @param {HTMLInputElement} input */
function listOf(input) {
  const id = input.getAttribute("aria-controls") ?? "";
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {HTMLInputElement} input */
function optionsOf(input) {
  return /** @type {HTMLElement[]} */ ([
    ...listOf(input).querySelectorAll("[role=option]:not([aria-disabled])"),
  ]);
}

/** @param {HTMLInputElement} input */
function isOpen(input) {
  return input.getAttribute("aria-expanded") === "true";
}

/** @param {HTMLInputElement} input */
async function offer(input) {
  const state = states.get(input) ?? { timer: 0, asked: 0 };
  states.set(input, state);
  const turn = ++state.asked;
  const address = new URL(input.dataset.choices ?? "", location.href);
  address.searchParams.set("q", input.value);
  for (const id of (input.dataset.with ?? "").split(" ").filter(Boolean)) {
    const field = document.getElementById(id);
    if (field instanceof HTMLInputElement) address.searchParams.set(field.name, field.value);
  }
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok || turn !== state.asked || document.activeElement !== input) return;
  const list = listOf(input);
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...parsed.body.querySelectorAll("[role=option]"));
  for (const option of list.children) option.id ||= `choix-${++serial}`;
  if (list.children.length) open(input);
  else close(input);
  const first = optionsOf(input)[0] ?? null;
  const isGuess = first?.hasAttribute("data-likely") || input.value.trim();
  if (isOpen(input)) mark(input, isGuess ? first : null);
}

/** @param {HTMLInputElement} input */
function open(input) {
  const list = listOf(input);
  const box = input.getBoundingClientRect();
  list.style.left = `${box.left}px`;
  list.style.top = `${box.bottom + 2}px`;
  list.style.minWidth = `${box.width}px`;
  if (!isOpen(input)) list.showPopover();
  const below = innerHeight - box.bottom - 8;
  const above = box.top - 8;
  const opensUp = below < LEAST_ROOM && above > below;
  const room = opensUp ? above : below;
  list.style.maxHeight = `${Math.min(room, 320)}px`;
  if (opensUp) list.style.top = `${Math.max(4, box.top - list.offsetHeight - 2)}px`;
  const over = list.getBoundingClientRect().right - innerWidth + 8;
  if (over > 0) list.style.left = `${Math.max(4, box.left - over)}px`;
  input.setAttribute("aria-expanded", "true");
}

/** @param {HTMLInputElement} input */
function close(input) {
  if (isOpen(input)) listOf(input).hidePopover();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement | null} option
 */
function mark(input, option) {
  for (const each of listOf(input).querySelectorAll("[aria-selected=true]")) {
    each.removeAttribute("aria-selected");
  }
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

/** @param {HTMLInputElement} input */
function marked(input) {
  const id = input.getAttribute("aria-activedescendant");
  return isOpen(input) && id ? document.getElementById(id) : null;
}

/** @param {HTMLInputElement} input */
function keeps(input) {
  return input.dataset.keep !== undefined;
}

/** @param {HTMLInputElement} input What was asked while typing would open the list once more. */
function forget(input) {
  const state = states.get(input);
  if (!state) return;
  clearTimeout(state.timer);
  state.asked += 1;
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} option
 */
function take(input, option) {
  input.value = option.dataset.value ?? "";
  forget(input);
  close(input);
  if (!keeps(input)) return;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.dispatchEvent(new CustomEvent("choices:taken", { bubbles: true }));
}

/**
 * @param {HTMLInputElement} input
 * @param {number} step
 */
function move(input, step) {
  const options = optionsOf(input);
  const here = options.indexOf(/** @type {HTMLElement} */ (marked(input)));
  const from = here < 0 && step < 0 ? 0 : here;
  const next = options[(from + step + options.length) % options.length];
  if (next) mark(input, next);
}

document.addEventListener("focusin", (event) => {
  const input = comboboxOf(event.target);
  if (input) void offer(input);
});
document.addEventListener("focusout", (event) => {
  const input = comboboxOf(event.target);
  if (input?.isConnected) close(input);
});
// A list in the top layer does not follow its field.
document.addEventListener(
  "scroll",
  (event) => {
    const input = comboboxOf(document.activeElement);
    if (input && isOpen(input) && event.target !== listOf(input)) close(input);
  },
  { capture: true, passive: true },
);
document.addEventListener("input", (event) => {
  const input = comboboxOf(event.target);
  if (!input) return;
  const state = states.get(input) ?? { timer: 0, asked: 0 };
  states.set(input, state);
  clearTimeout(state.timer);
  mark(input, null);
  state.timer = setTimeout(() => void offer(input), WAIT);
});
document.addEventListener("keydown", (event) => {
  const input = comboboxOf(event.target);
  if (!input) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (isOpen(input)) move(input, event.key === "ArrowDown" ? 1 : -1);
    else void offer(input);
    event.preventDefault();
  } else if (event.key === "Escape" && isOpen(input)) {
    close(input);
    event.preventDefault();
  } else if (event.key === "Enter") {
    const option = marked(input);
    if (option) take(input, option);
    if (keeps(input)) event.preventDefault();
  }
});
document.addEventListener("pointerdown", (event) => {
  const option = event.target instanceof Element && event.target.closest(".choices [role=option]");
  if (!(option instanceof HTMLElement)) return;
  event.preventDefault();
  const input = document.querySelector(`[aria-controls="${option.parentElement?.id}"]`);
  if (input instanceof HTMLInputElement && !option.hasAttribute("aria-disabled")) {
    take(input, option);
    if (!keeps(input)) input.form?.requestSubmit();
  }
});

// A field that the page gave its value and the focus before this file was there.
const focused = comboboxOf(document.activeElement);
if (focused?.value) void offer(focused);
