// The pages of a deposit: the question before production, and the table that fills by itself.
import { follow } from "./live.js";

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event instanceof CustomEvent ? event.detail.target : null;
  if (!(target instanceof Element) || target.id !== "dialog") return;
  const dialog = target.querySelector("dialog");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
});

const table = document.querySelector("[data-live]");
if (table instanceof HTMLElement) follow(table);
