/**
 * Keys: anything with data-key="c" answers to that key; "/ mod+k" names two, mod being Ctrl or Command.
 * A link or button is clicked, a field takes the focus. The row or dialog in use is looked through before the page.
 * "?" opens the help dialog, which lists the keys of the page it stands on, and those of rows.js where there are rows.
 */
const OFF = "keys-off";

const typing = (node) => node.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const shown = (node) => node.checkVisibility?.({ visibilityProperty: true }) ?? node.offsetParent !== null;

function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

function find(name) {
  const modal = document.querySelector("dialog:modal");
  const places = modal ? [modal] : [document.querySelector("[data-row].is-on"), document];
  for (const place of places) {
    for (const node of place?.querySelectorAll("[data-key]") ?? []) {
      if (node.dataset.key.split(" ").includes(name) && !node.disabled && shown(node)) return node;
    }
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const single = !name.startsWith("mod+");
  if (single && (typing(event.target) || localStorage.getItem(OFF))) return;
  const node = find(name);
  if (!node) return;
  event.preventDefault();
  if (typing(node)) {
    node.focus();
    node.select?.();
  } else {
    node.click();
  }
});

// The help dialog lists what this page answers to.

function labelOf(node) {
  if (node.dataset.keyLabel) return node.dataset.keyLabel;
  if (node.getAttribute("aria-label")) return node.getAttribute("aria-label");
  const copy = node.cloneNode(true);
  copy.querySelectorAll("kbd, svg, .n, .count").forEach((part) => part.remove());
  return copy.textContent.trim();
}

function listed() {
  const rows = new Map();
  for (const node of document.querySelectorAll("[data-key]")) {
    if (!node.closest("dialog, .toast-s") && shown(node)) rows.set(node.dataset.key, labelOf(node));
  }
  return rows;
}

function fill(dialog) {
  const list = dialog.querySelector("[data-keys-here]");
  list.replaceChildren();
  dialog.querySelector("[data-keys-of-rows]").hidden = !document.querySelector("[data-rows] [data-row]");
  for (const [keys, label] of listed()) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    for (const key of keys.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key.replace("mod+", "Ctrl ").replace("Enter", "↵").toUpperCase().replace("CTRL", "Ctrl");
      term.append(cap);
    }
    const text = document.createElement("dd");
    text.textContent = label;
    row.append(term, text);
    list.append(row);
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-keys-help]");
  const dialog = document.getElementById("keys-help");
  if (!opener || !dialog) return;
  event.preventDefault();
  fill(dialog);
  dialog.querySelector("[data-keys-off]").checked = !localStorage.getItem(OFF);
  dialog.showModal();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-keys-off]")) return;
  if (event.target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
