/**
 * Builder: criteria and groups are dragged to another place, or moved by Alt and the arrows; a form shows the fields its
 * comparison takes. Without it the arrows and "Stands in" do the same, and every field shows.
 */
const TAKEN = { none: [], one: ["value"], two: ["value", "value_to"], many: ["several", "others"] };
const VALUES = ["value", "value_to", "several", "others"];
let dragged = null;

// Fields

function show(form, name, is) {
  const field = form.querySelector(`[id$="div_id_${name}"]`);
  if (field) field.hidden = !is;
}

function fit(form) {
  const comparison = form.querySelector("select[name=operator]");
  const kind = form.querySelector("select[name=kind]");
  const taken = TAKEN[comparison?.selectedOptions[0]?.dataset.takes] ?? VALUES;
  if (comparison) VALUES.forEach((name) => show(form, name, taken.includes(name)));
  if (kind) show(form, "number", ["at_least", "points"].includes(kind.value));
}

function prepare(part) {
  part.querySelectorAll("form[data-criterion], form[data-grouping]").forEach(fit);
  part.querySelectorAll("form[data-pick] .form-actions").forEach((actions) => (actions.hidden = true));
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-pick]")) form.requestSubmit();
  else if (form?.matches("[data-criterion], [data-grouping]")) fit(form);
});
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
prepare(document);

// By keyboard

document.addEventListener("keydown", (event) => {
  const names = { ArrowUp: "up", ArrowDown: "down" };
  const row = event.target.closest?.("[data-builder] [data-item], [data-builder] [data-group]");
  if (!event.altKey || !names[event.key] || !row || event.target.closest("form.fields")) return;
  event.preventDefault();
  document.getElementById(`${names[event.key]}-${row.dataset.item ?? row.dataset.group}`)?.click();
});

// By mouse

const rowsOf = (group) => [...group.children].filter((child) => child.matches("[data-item], [data-group]"));

function placeAt(event) {
  const group = event.target.closest?.("[data-builder] [data-group]");
  if (!group || !dragged || dragged.contains(group)) return null;
  const rows = rowsOf(group).filter((row) => row !== dragged);
  const index = rows.findIndex((row) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2);
  return index < 0 ? { group, index: rows.length, after: rows.at(-1) } : { group, index, before: rows[index] };
}

function clear() {
  document.querySelectorAll(".cb .is-drop, .cb .is-drop-after").forEach((row) => row.classList.remove("is-drop", "is-drop-after"));
}

document.addEventListener("dragstart", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  dragged = handle?.closest("[data-item], [data-group]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  clear();
  if (place.before) place.before.classList.add("is-drop");
  else (place.after ?? place.group).classList.add("is-drop-after");
});

document.addEventListener("dragend", () => {
  clear();
  dragged?.classList.remove("is-dragged");
  dragged = null;
});

document.addEventListener("drop", (event) => {
  const place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  const form = document.querySelector("form[data-drop]");
  const address = form.getAttribute("action").replace("/ID/", `/${dragged.dataset.item ?? dragged.dataset.group}/`);
  window.htmx.ajax("POST", address, { source: form, values: { to: place.group.dataset.group, index: place.index } });
});
