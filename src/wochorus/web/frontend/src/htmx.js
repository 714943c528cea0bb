// htmx stands on window for its extensions; what needs eval or an inline style is off,
// since the policy of the pages refuses both.
import htmx from "htmx.org";
import "htmx-ext-sse";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
window.htmx = htmx;
