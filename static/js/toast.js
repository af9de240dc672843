/**
 * Toasts: what was just done, bottom left, with Undo. One at a time, gone after six seconds, held while pointed at or focused.
 * The server puts them into #toasts, with the page or by hx-swap-oob="beforeend:#toasts"; trouble stays until it is closed.
 */
const SECONDS = 6;
const region = document.getElementById("toasts");
const timers = new WeakMap();

function leave(toast) {
  clearTimeout(timers.get(toast));
  if (toast.contains(document.activeElement)) document.activeElement.blur();
  toast.remove();
}

function hold(toast) {
  clearTimeout(timers.get(toast));
}

function wait(toast) {
  hold(toast);
  if (!("stays" in toast.dataset)) timers.set(toast, setTimeout(leave, SECONDS * 1000, toast));
}

function arrive(toast) {
  for (const other of region.querySelectorAll(".toast-s:not([data-stays])")) if (other !== toast) leave(other);
  toast.addEventListener("pointerenter", () => hold(toast));
  toast.addEventListener("pointerleave", () => wait(toast));
  toast.addEventListener("focusin", () => hold(toast));
  toast.addEventListener("focusout", () => wait(toast));
  wait(toast);
}

function trouble(name) {
  const pattern = document.getElementById(name);
  if (!pattern || region.querySelector(`[data-trouble=${name}]`)) return;
  const toast = pattern.content.firstElementChild.cloneNode(true);
  toast.dataset.trouble = name;
  region.append(toast);
}

if (region) {
  region.querySelectorAll(".toast-s").forEach(arrive);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.(".toast-s")) arrive(node);
    }
  }).observe(region, { childList: true });

  region.addEventListener("click", (event) => {
    const close = event.target.closest("[data-toast-close]");
    if (close) leave(close.closest(".toast-s"));
  });

  document.addEventListener("htmx:responseError", () => trouble("toast-refused"));
  document.addEventListener("htmx:sendError", () => trouble("toast-offline"));
}
