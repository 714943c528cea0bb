// What the bundles share, and what their libraries do not declare.
declare module "htmx-ext-sse";
declare module "*.css";

interface Wochorus {
  keys: typeof import("./keys.js");
  createGrid: typeof import("./grid/grid.js").createGrid;
}

interface Window {
  htmx: typeof import("htmx.org").default;
  wochorus: Wochorus;
}
