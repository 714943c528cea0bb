// What every page loads: htmx with server-sent events, the theme, the keys, the messages.
import "./htmx.js";
import "./messages.js";
import "./search.js";
import "./theme.js";
import "./passkeys.js";
import "./waits.js";
import "./switcher.js";
import * as keys from "./keys.js";

window.wochorus = { ...window.wochorus, keys };
