// htmx stands on window for its extensions; what needs eval or an inline style is off,
// since the policy of the pages refuses both.
import htmx from "htmx.org";
import "htmx-ext-sse";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
// A refused form comes back drawn anew, with its errors: 422.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];
window.htmx = htmx;

// What is swapped in stands on the page a moment before htmx has bound it. A key struck in that moment
// would do nothing, or send its form to the page's own address: it is bound before the event gets
// there. What is bound already stays as it is.
for (const kind of ["click", "submit"]) {
  document.addEventListener(
    kind,
    (event) => {
      const asked = event.target instanceof Element && event.target.closest("[hx-get], [hx-post]");
      if (asked) htmx.process(asked);
    },
    { capture: true },
  );
}
