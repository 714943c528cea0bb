// The page of the anomalies: the focus goes on to the next remedy when one is done, Escape leaves,
// F1 opens what explains the anomaly.
import "./combobox.js";

/** @type {string[]} The remedies that follow the one being applied, then those before it. */
let next = [];

/** @param {Element | null} from */
function remember(from) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-remedy]")]);
  const group = from?.closest("tbody")?.id;
  const rest = all.filter((each) => each.closest("tbody")?.id !== group);
  const isLater = (/** @type {HTMLElement} */ each) =>
    from && from.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING;
  const inGroup = all.filter((each) => each.closest("tbody")?.id === group);
  next = [...inGroup, ...rest.filter(isLater), ...rest.filter((each) => !isLater(each))]
    .filter((each) => !each.dataset.remedy?.endsWith(" exclude"))
    .map((each) => each.dataset.remedy ?? "");
}

/** @param {string} name */
function remedy(name) {
  return document.querySelector(`[data-remedy="${CSS.escape(name)}"]`);
}

function goOn() {
  const found = next.map(remedy).find(Boolean) ?? first();
  if (found instanceof HTMLElement) found.focus();
}

function first() {
  const last = document.getElementById("deposer-tout") ?? document.getElementById("deposer");
  const mending = document.querySelector("[data-remedy]:not([data-remedy$=' exclude'])");
  return mending ?? document.querySelector("[data-remedy]") ?? last;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target instanceof Element ? event.target.closest("tbody.held form") : null;
  if (!form) return;
  const preview = form.closest(".preview-row");
  if (!preview) leavePreview(null);
  remember(preview ? preview.previousElementSibling : form);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const asked = detail.pathInfo?.requestPath ?? "";
  if (!/\/anomalies\/(correction|fichier|ecarter|annuler|remettre)\//.test(asked)) return;
  if (!detail.successful) return;
  const chosen = document.querySelector(".preview-row input:checked");
  if (chosen instanceof HTMLElement) chosen.focus();
  else goOn();
});

/** @param {HTMLElement | null} inside */
function leavePreview(inside) {
  const row = document.querySelector(".preview-row");
  if (!row) return;
  const field = row.previousElementSibling?.querySelector("[data-remedy]");
  row.remove();
  if (inside && field instanceof HTMLElement) field.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element && event.target.closest("[data-action=leave-preview]");
  if (target instanceof HTMLElement) leavePreview(target);
});

document.addEventListener("keydown", (event) => {
  const here = event.target;
  if (event.defaultPrevented || !(here instanceof HTMLElement)) return;
  if (event.key === "F1" && here.matches("[data-remedy]")) {
    const why = here.closest("tr")?.querySelector("a.why");
    if (why instanceof HTMLElement) why.click();
    event.preventDefault();
  } else if (event.key === "Escape" && here.closest(".preview-row")) {
    leavePreview(here);
    event.preventDefault();
  } else if (event.key === "Escape" && here.matches("[data-remedy]")) {
    here.blur();
    event.preventDefault();
  }
});

window.wochorus.keys.mention("F1", "Expliquer l'anomalie");
window.wochorus.keys.mention("Échap", "Quitter le remède, sans rien changer");
if (document.activeElement === document.body) {
  const start = first();
  if (start instanceof HTMLElement) start.focus({ preventScroll: true });
}
