/**
 * Theme: light, dark, or as the system has it. The choice lives in a cookie, so the server renders it and nothing flashes.
 * Without this module the same form posts to the server, which sets the same cookie.
 */
const YEAR = 365 * 24 * 60 * 60;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  document.documentElement.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll("form[data-theme-form] button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
});
