/**
 * Every htmx request that changes something carries the CSRF token, which the page holds in <meta name="csrf-token">.
 */
const SAFE = new Set(["get", "head", "options"]);

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && !SAFE.has(event.detail.verb)) event.detail.headers["X-CSRFToken"] = token;
});
