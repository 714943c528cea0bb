// A passkey that was not read says so on the page; the library tells the console alone.
document.addEventListener("allauth.error", () => {
  const place = document.getElementById("messages");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "alert alert-danger";
  box.setAttribute("role", "alert");
  box.textContent =
    "La clé n'a pas été lue : la demande a été fermée, ou cet appareil n'a pas de clé pour ce site. Recommencez, ou entrez avec votre mot de passe.";
  place.replaceChildren(box);
});
