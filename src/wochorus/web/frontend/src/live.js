// An order, live. The server sends rows already drawn: those that the page has are replaced, the
// others are not loaded yet and will be right when they are. A page that nobody looks at does not
// listen: a browser keeps six connections to a server, and each listener holds one.

/** @param {HTMLElement} table its `data-live` is the address of the stream */
export function follow(table) {
  /** @type {EventSource | null} */
  let source = null;
  let last = "";

  function open() {
    if (source || document.hidden) return;
    const address = new URL(table.dataset.live ?? "", location.href);
    if (last) address.searchParams.set("depuis", last);
    source = new EventSource(address);
    for (const [name, answer] of Object.entries(ANSWERS)) {
      source.addEventListener(name, (event) => {
        last = event.lastEventId || last;
        answer(event.data);
      });
    }
  }

  function close() {
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}

/** @type {Record<string, (content: string) => void>} */
const ANSWERS = { rows, summary, controls, reload };

/** @param {string} content rows of the table */
function rows(content) {
  const template = document.createElement("template");
  template.innerHTML = content;
  for (const row of template.content.querySelectorAll("tr")) {
    const old = document.getElementById(row.id);
    if (!old) continue;
    const wasHere = old.contains(document.activeElement);
    old.replaceWith(row);
    if (wasHere) row.querySelector("a")?.focus();
  }
}

/** @param {string} content */
function summary(content) {
  const place = document.getElementById("order-summary");
  if (place) place.innerHTML = content;
}

/** The buttons depend on who looks: each page asks for its own. */
function controls() {
  const place = document.getElementById("order-controls");
  if (!place || place.querySelector("details[open], input:focus")) return;
  window.htmx.ajax("get", place.dataset.controls ?? "", { target: place, swap: "innerHTML" });
}

function reload() {
  for (const block of document.querySelectorAll("tbody[data-block]")) {
    window.htmx.trigger(block, "reread", {});
  }
}
