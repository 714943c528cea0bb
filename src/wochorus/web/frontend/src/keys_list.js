// The list of keys, in a dialog of its own.

/**
 * @param {{key: string, label: string}[]} shortcuts
 * @returns {true}
 */
export function showKeys(shortcuts) {
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Raccourcis clavier");
  const title = document.createElement("h2");
  title.textContent = "Raccourcis clavier";
  const close = document.createElement("button");
  close.className = "btn";
  close.textContent = "Fermer";
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list(shortcuts), close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return true;
}

/** @param {{key: string, label: string}[]} shortcuts */
function list(shortcuts) {
  const lines = document.createElement("dl");
  for (const { key, label } of shortcuts) {
    const term = document.createElement("dt");
    const written = document.createElement("kbd");
    written.textContent = key.length === 1 ? key.toUpperCase() : key;
    term.append(written);
    const meaning = document.createElement("dd");
    meaning.textContent = label;
    lines.append(term, meaning);
  }
  return lines;
}
