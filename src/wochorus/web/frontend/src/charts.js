// Draws each <figure data-chart> from the table inside it. The table stays, folded, for whoever
// would rather read; without this file it is simply shown.
import { drawFigure } from "./chart.js";

/** @param {ParentNode} part */
function drawAll(part) {
  for (const figure of part.querySelectorAll("figure[data-chart]:not([data-drawn])")) {
    drawFigure(/** @type {HTMLElement} */ (figure));
  }
}

drawAll(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target instanceof Element) drawAll(event.target.parentElement ?? event.target);
});
