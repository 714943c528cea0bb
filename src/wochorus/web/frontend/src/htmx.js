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

/** @type {WeakSet<HTMLFormElement>} Those handed to htmx a moment ago. */
const handed = new WeakSet();

// What is swapped in stands on the page a moment before htmx has bound it. A form sent by a fast key
// in that moment would leave the page; it is bound, and sent again, once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  if (!form.matches("[hx-post], [hx-get]") || handed.delete(form)) return;
  event.preventDefault();
  htmx.process(form);
  const { submitter } = event;
  // A form does not send itself while it is being sent.
  setTimeout(() => {
    handed.add(form);
    form.requestSubmit(submitter);
    handed.delete(form);
  });
});
