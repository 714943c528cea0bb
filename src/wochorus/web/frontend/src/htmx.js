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
