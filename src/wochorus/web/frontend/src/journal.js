// What a page with a grid loads besides app.js: wochorus.createGrid(element, options).
import { createGrid } from "./grid/grid.js";

window.wochorus = { ...window.wochorus, createGrid };
