/**
 * Rows: a list one works through by keyboard. j and k move, Enter opens, the row in use shows its actions.
 *   <ol data-rows data-actions="#row-actions" data-preview="#preview">
 *     <li data-row data-id="17" data-preview="/leads/17/preview/"> … <a data-open href="…"> … </li>
 *   data-actions  a <template> that is put into the row in use, with __id__ in its addresses replaced by data-id, and the
 *                 text of each [data-from="phone"] in it by data-phone of the row
 *   data-preview  on the list: where the preview of the row in use is loaded; on the row: from where
 *   data-preview-from  on the list, for all its rows: from where, with __id__
 *   data-count    on the list: where it says how many rows there are
 *   data-preview-close  in the preview: puts it away until the page is loaded again
 * Several lists on a page are walked through as one. A row that is replaced while in use stays in use; the row after one
 * that leaves takes its place.
 */
const DELAY = 180;
let pending;
let place = 0;

const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
const current = () => document.querySelector("[data-rows] [data-row].is-on");
const link = (row) => row.querySelector("a[data-open], a[href]");

function address(node, id) {
  for (const name of ["action", "href", "hx-get", "hx-post"]) {
    const value = node.getAttribute(name);
    if (value?.includes("__id__")) node.setAttribute(name, value.replaceAll("__id__", id));
  }
}

function showActions(row) {
  const pattern = document.querySelector(row.closest("[data-rows]").dataset.actions || "template:not(*)");
  if (!pattern || row.querySelector("[data-row-actions]")) return;
  const actions = pattern.content.firstElementChild.cloneNode(true);
  actions.dataset.rowActions = "";
  [actions, ...actions.querySelectorAll("*")].forEach((node) => address(node, row.dataset.id));
  actions.querySelectorAll("[data-from]").forEach((node) => (node.textContent = row.dataset[node.dataset.from] ?? ""));
  row.append(actions);
  window.htmx?.process(actions);
}

function showPreview(row) {
  const { preview: target, previewFrom } = row.closest("[data-rows]").dataset;
  const shown = target && document.querySelector(target);
  const from = row.dataset.preview ?? previewFrom?.replace("__id__", row.dataset.id);
  clearTimeout(pending);
  if (!from || !shown?.checkVisibility()) return;
  pending = setTimeout(() => window.htmx?.ajax("GET", from, { target, swap: "innerHTML" }), DELAY);
}

function leave(row) {
  row.classList.remove("is-on");
  row.removeAttribute("aria-current");
  row.querySelector("[data-row-actions]")?.remove();
}

function use(row, { focus = true } = {}) {
  const before = current();
  if (before && before !== row) leave(before);
  place = rows().indexOf(row);
  row.classList.add("is-on");
  row.setAttribute("aria-current", "true");
  showActions(row);
  if (before !== row) showPreview(row);
  if (focus) {
    link(row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}

function move(by) {
  const list = rows();
  if (!list.length) return;
  const at = list.indexOf(current());
  use(list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))]);
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
  if (event.key === "j" || event.key === "k") {
    if (localStorage.getItem("keys-off") || !rows().length) return;
    event.preventDefault();
    move(event.key === "j" ? 1 : -1);
  } else if (event.key === "Enter" && event.target === document.body && current()) {
    link(current())?.click();
  }
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-rows] [data-row]");
  if (row && row !== current()) use(row, { focus: false });
});

document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.("[data-rows] [data-row]");
  if (row && row !== current()) use(row, { focus: false });
});

// A row may be replaced or taken out by an answer of the server.

function uncount(list) {
  const count = list.dataset.count && document.querySelector(list.dataset.count);
  const number = Number(count?.textContent);
  if (number > 0) count.textContent = number - 1;
}

function follow(changes) {
  for (const { target, removedNodes } of changes) {
    for (const gone of removedNodes) {
      if (!gone.matches?.("[data-row]")) continue;
      const again = target.querySelector(`[data-row][data-id="${gone.dataset.id}"]`);
      if (!again) uncount(target);
      const next = again ?? rows()[Math.min(place, rows().length - 1)];
      if (gone.classList.contains("is-on") && next) use(next, { focus: !document.querySelector("dialog[open]") });
    }
  }
}

for (const list of document.querySelectorAll("[data-rows]")) {
  new MutationObserver(follow).observe(list, { childList: true });
}

// A dialog gives the focus back to what opened it. When that has left with its row meanwhile, the row in use takes it.
document.addEventListener(
  "close",
  ({ target }) => {
    const at = document.activeElement;
    if (current() && (at === document.body || target.contains(at))) link(current())?.focus({ preventScroll: true });
  },
  true,
);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-preview-close]")) event.target.closest("[id]").hidden = true;
});

const first = current();
if (first) showActions(first);
