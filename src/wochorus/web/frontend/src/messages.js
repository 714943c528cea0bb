// A message stays until it is read: its cross takes it away.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-action=dismiss]");
  if (button) button.closest(".alert")?.remove();
});
