// The editable lines of a contract: Enter on the last row adds one, Alt+arrows move a row, Alt+Delete
// takes it away. Rows are named by their rank (ligne-3-name); the field "ordre" tells their order.

/** @returns {HTMLTableSectionElement | null} */
function body() {
  return document.querySelector("tbody[data-lines]");
}

/** @param {Element} element */
function rowOf(element) {
  return element.closest("tr[data-line]");
}

function rows() {
  const all = [...(body()?.querySelectorAll("tr[data-line]") ?? [])];
  return /** @type {HTMLTableRowElement[]} */ (all.filter((row) => !row.hasAttribute("hidden")));
}

function tellOrder() {
  const field = document.querySelector("input[name=ordre]");
  const order = rows().map((row) => row.dataset.line);
  if (field instanceof HTMLInputElement) field.value = order.join(" ");
}

/** @param {string} text */
function say(text) {
  const place = document.getElementById("lignes-dit");
  if (place) place.textContent = text;
}

/** @param {Element | null | undefined} row */
function enter(row) {
  const field = row?.querySelector("input:not([type=hidden]):not([readonly])");
  if (field instanceof HTMLInputElement) field.focus();
}

function add() {
  const blank = document.getElementById("ligne-vierge");
  const place = body();
  if (!(blank instanceof HTMLTemplateElement) || !place) return;
  const rank = String(Number(place.dataset.lines) + 1);
  place.dataset.lines = rank;
  const text = blank.innerHTML.replaceAll("__rang__", rank);
  const parsed = new DOMParser().parseFromString(`<table><tbody>${text}</tbody></table>`, "text/html");
  const row = parsed.querySelector("tr");
  if (!row) return;
  place.append(row);
  tellOrder();
  enter(row);
  say(`Ligne ajoutée, ${rows().length} en tout`);
}

/** @param {HTMLTableRowElement} row */
function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const gone = row.querySelector("input[name$='-gone']");
  if (gone instanceof HTMLInputElement) {
    gone.value = "1";
    row.hidden = true;
  } else {
    row.remove();
  }
  tellOrder();
  enter(next);
  say("Ligne retirée ; elle l'est pour de bon à l'enregistrement");
}

/**
 * @param {HTMLTableRowElement} row
 * @param {number} step
 */
function move(row, step) {
  const all = rows();
  const other = all[all.indexOf(row) + step];
  if (!other) return;
  const focused = document.activeElement;
  if (step < 0) other.before(row);
  else other.after(row);
  if (focused instanceof HTMLElement) focused.focus();
  tellOrder();
  say(`Ligne au rang ${rows().indexOf(row) + 1} sur ${rows().length}`);
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  const row = field instanceof HTMLElement ? rowOf(field) : null;
  if (!(row instanceof HTMLTableRowElement) || !(field instanceof HTMLElement)) return;
  const isTyping = field.matches("input, select");
  if (event.key === "Enter" && isTyping && !event.defaultPrevented) {
    const all = rows();
    const next = all[all.indexOf(row) + 1];
    if (next) enter(next);
    else add();
  } else if (event.altKey && event.key === "ArrowUp") move(row, -1);
  else if (event.altKey && event.key === "ArrowDown") move(row, 1);
  else if (event.altKey && event.key === "Delete") remove(row);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-line-action]");
  if (!(button instanceof HTMLElement)) return;
  const row = rowOf(button);
  if (button.dataset.lineAction === "add") add();
  else if (!(row instanceof HTMLTableRowElement)) return;
  else if (button.dataset.lineAction === "remove") remove(row);
  else move(row, button.dataset.lineAction === "up" ? -1 : 1);
});
