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
  const escape = document.createElement("kbd");
  escape.textContent = "Échap";
  close.append("Fermer ", escape);
  close.addEventListener("click", () => dialog.close());
  const head = document.createElement("header");
  head.append(title, close);
  dialog.append(head, list(shortcuts));
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
    written.textContent = key.replace(/(^|\+)(.)$/u, (end) => end.toUpperCase());
    term.append(written);
    const meaning = document.createElement("dd");
    meaning.textContent = label;
    const line = document.createElement("div");
    line.append(term, meaning);
    lines.append(line);
  }
  return lines;
}
