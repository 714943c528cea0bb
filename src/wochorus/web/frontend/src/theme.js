// Light or dark. Without a choice the page follows the system, by style sheet alone. A choice is
// kept in a cookie, which the server reads, so that the next page is drawn in it at once.
const YEAR = 365 * 24 * 3600;
const root = document.documentElement;

/** @returns {"light" | "dark"} */
function shown() {
  const chosen = root.dataset.bsTheme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function toggle() {
  const theme = shown() === "dark" ? "light" : "dark";
  root.dataset.bsTheme = theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  document.dispatchEvent(new CustomEvent("themechange", { detail: { theme } }));
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-action=theme]")) toggle();
});
