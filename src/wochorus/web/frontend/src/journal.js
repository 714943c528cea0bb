// What a page with a grid loads besides app.js: wochorus.createGrid(element, options).
import * as grid from "./grid/grid.js";

const MENTIONED = {
  Espace: "Sélectionner la ligne",
  "Maj + ↓": "Étendre la sélection",
  Entrée: "Ouvrir la ligne",
  "Ctrl + Début": "Première ligne",
  "Ctrl + Fin": "Dernière ligne",
  "Maj + F10": "Actions de la ligne",
};

/** @type {typeof grid.createGrid} */
function createGrid(host, options) {
  const made = grid.createGrid(host, options);
  if (options.keys ?? true) offerKeys(made);
  return made;
}

/** @param {grid.Grid} made the grid that answers wherever the focus is */
function offerKeys(made) {
  const { keys } = window.wochorus;
  const moving = (/** @type {number} */ rows) => () => {
    made.step(rows, false);
    made.focus();
  };
  keys.register("j", "Ligne suivante", moving(1));
  keys.register("k", "Ligne précédente", moving(-1));
  keys.register("Ctrl+a", "Sélectionner tout ce que donne le filtre", () => made.selectAll());
  for (const [key, label] of Object.entries(MENTIONED)) keys.mention(key, label);
}

window.wochorus = { ...window.wochorus, createGrid };
