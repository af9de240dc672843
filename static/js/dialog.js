/**
 * Dialogs and menus, all native: <dialog> and <details class="menu">.
 *   <a href="/full/page" data-dialog="#id">    opens the dialog that stands on this page
 *   <button data-dialog-close>                 closes the one it is in
 *   <dialog data-dialog-now> opens by itself; one that htmx brought into #dialogs leaves the page when it is closed
 * Without JavaScript the link goes to the full page.
 */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.querySelector(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const dialog = event.target.closest("dialog[open]");
  if (dialog && (event.target === dialog || event.target.closest("[data-dialog-close]"))) {
    event.preventDefault();
    dialog.close();
  }
});

function openNow(dialog) {
  if (dialog.open) return;
  if (dialog.closest("#dialogs")) dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

document.addEventListener("htmx:load", (event) => {
  const fresh = event.detail.elt;
  if (fresh.matches?.("dialog[data-dialog-now]")) openNow(fresh);
  fresh.querySelectorAll?.("dialog[data-dialog-now]").forEach(openNow);
});

// Menus close when one looks elsewhere.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
