// The line of filters: empty fields stay out of the address, a box that is ticked filters at once.

/** @param {HTMLElement} page */
export function listenToFilters(page) {
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("form.journal-filters"));
  const more = page.querySelector(".journal-more");
  form?.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
  form?.addEventListener("change", (event) => {
    const input = /** @type {Element} */ (event.target);
    if (input.matches("[data-at-once] input[type=checkbox]")) form.requestSubmit();
  });
  more?.addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key !== "Escape") return;
    event.preventDefault();
    more.removeAttribute("open");
    more.querySelector("summary")?.focus();
  });
  more?.addEventListener("toggle", () => {
    const first = more.querySelector("select, input");
    if (more.hasAttribute("open") && first instanceof HTMLElement) first.focus();
  });
}
