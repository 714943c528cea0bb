// Tabs of one record: <div role="tablist"> of <button role="tab" aria-controls data-tab>. Arrows,
// Home and End go from one to the next; the address keeps the one that is open, and a field of the
// form named "onglet" tells it to the server.

/** @param {Element} tab */
function listOf(tab) {
  return /** @type {HTMLElement} */ (tab.closest("[role=tablist]"));
}

/** @param {Element} list */
function tabsOf(list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
}

/** @param {HTMLElement} tab */
function show(tab) {
  for (const each of tabsOf(listOf(tab))) {
    const isOpen = each === tab;
    each.setAttribute("aria-selected", String(isOpen));
    each.tabIndex = isOpen ? 0 : -1;
    const panel = document.getElementById(each.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !isOpen;
  }
  const name = tab.dataset.tab ?? "";
  for (const field of document.querySelectorAll("input[name=onglet]")) {
    if (field instanceof HTMLInputElement) field.value = name;
  }
  const address = new URL(location.href);
  address.searchParams.set("onglet", name);
  history.replaceState(history.state, "", address);
}

/** @param {EventTarget | null} target */
function tabOf(target) {
  const found = target instanceof Element ? target.closest("[role=tab]") : null;
  return found instanceof HTMLElement ? found : null;
}

document.addEventListener("click", (event) => {
  const tab = tabOf(event.target);
  if (tab) show(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = tabOf(event.target);
  if (!tab) return;
  const tabs = tabsOf(listOf(tab));
  const here = tabs.indexOf(tab);
  const last = tabs.length - 1;
  const places = new Map([
    ["ArrowRight", here === last ? 0 : here + 1],
    ["ArrowLeft", here === 0 ? last : here - 1],
    ["Home", 0],
    ["End", last],
  ]);
  const next = tabs[places.get(event.key) ?? -1];
  if (!next) return;
  show(next);
  next.focus();
  event.preventDefault();
});
