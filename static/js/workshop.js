/**
 * Workshop: the outline follows the reader, a form that opens takes the focus, and what was typed is not lost unasked.
 * Every link and form has an address of its own and works without this; htmx only brings less of the page
 * (templates/agreements/draft.html).
 */
const FIELDS = "input:not([type=hidden]), select, textarea";
const EDGE = 48;
const HOLD = 500;

const inner = () => document.getElementById("ws-in");
const inside = (node) => Boolean(inner()?.contains(node));
let revision = inner()?.dataset.revision;
let origin = {};
let unsaved = null;
let chosen = { until: 0 };

// The outline marks the section in view.

function sectionInView() {
  const pane = document.querySelector(".ws-doc");
  const edge = Math.max(pane.getBoundingClientRect().top, 0) + EDGE;
  const above = [...pane.querySelectorAll(".ws-cl[id]")].filter((section) => section.getBoundingClientRect().top <= edge);
  return above.reverse().find((section) => entryOf(section.id))?.id ?? "s-purpose";
}

const entryOf = (id) => document.querySelector(`#ws-ol a[href="#${id}"]`);

function mark() {
  const id = chosen.until > performance.now() ? chosen.id : sectionInView();
  const entry = entryOf(id);
  if (!entry || entry.ariaCurrent) return;
  document.querySelectorAll("#ws-ol [aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  entry.setAttribute("aria-current", "true");
  entry.scrollIntoView({ block: "nearest" });
}

document.addEventListener("scroll", () => requestAnimationFrame(mark), { capture: true, passive: true });
document.addEventListener("click", (event) => {
  const entry = event.target.closest("#ws-ol a");
  if (!entry) return;
  chosen = { id: entry.hash.slice(1), until: performance.now() + HOLD };
  mark();
});
if (inner()) mark();

// What comes back takes the place of what was there: the reader stays where they were.

document.addEventListener("htmx:beforeRequest", (event) => {
  const asker = event.detail.elt;
  if (!inside(asker)) return;
  origin = { section: asker.closest(".ws-cl")?.id, row: asker.closest("[data-item], [data-group]")?.dataset };
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "ws-in") event.detail.pathInfo.anchor = "";
});

function place() {
  const open = inner().querySelector(".ws-form form, .cb-form form[data-criterion], .cb-form form");
  const row = origin.row?.item ?? origin.row?.group;
  return (
    open?.querySelector(".is-invalid") ??
    open?.querySelector(FIELDS) ??
    document.getElementById(`open-${row}`) ??
    document.querySelector(`#${origin.section} [data-edit]`)
  );
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "ws-in") return;
  if (event.target.dataset.revision !== revision) window.htmx.trigger(document.body, "draft-saved");
  revision = event.target.dataset.revision;
  unsaved = null;
  if (!inside(document.activeElement)) place()?.focus({ preventScroll: true });
  const form = inner().querySelector(".ws-form form, .cb-form");
  (form && !form.closest("#s-propose") ? form : document.getElementById(origin.section))?.scrollIntoView({ block: "nearest" });
  mark();
});

// What was typed is not lost unasked.

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (inside(form) && form.method === "post") unsaved = form;
});

document.addEventListener("htmx:confirm", (event) => {
  const asker = event.detail.elt;
  if (!unsaved?.isConnected || !inside(asker) || unsaved.contains(asker)) return;
  if (!window.confirm(inner().dataset.unsaved)) event.preventDefault();
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved?.isConnected) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if (event.target === unsaved) unsaved = null;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !inside(event.target)) return;
  event.target.closest(".ws-form, .cb-form")?.querySelector("[data-cancel]")?.click();
});
