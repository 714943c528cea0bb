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
