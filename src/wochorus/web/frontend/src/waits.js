// A form whose answer takes long says so once sent: <form data-waits="Une demi-minute…">.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.waits) return;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = form.dataset.waits;
  form.append(said);
  // After the browser has read the form: a disabled button would not be sent.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
});

// A page that comes back from the memory of the browser is ready again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-waits]")) {
    form.querySelector("[role=status]")?.remove();
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
});
