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
  const row = asker.closest("[data-item], [data-group]")?.dataset;
  origin = { section: asker.closest(".ws-cl")?.id, row, picks: asker.matches("[data-pick]") };
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "ws-in") event.detail.pathInfo.anchor = "";
});

function opened() {
  return inner().querySelector(".ws-cl:not(#s-propose) .ws-form, .cb-form");
}

function place(form) {
  const row = origin.row?.item ?? origin.row?.group;
  const forms = form ? [form.querySelector("form[data-criterion]"), form] : [];
  return (
    forms.map((each) => each?.querySelector(".is-invalid") ?? each?.querySelector(FIELDS)).find(Boolean) ??
    document.getElementById(`open-${row}`) ??
    document.querySelector(`#${origin.section} :is([data-edit], [data-suggest])`) ??
    document.getElementById("add-criterion")
  );
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "ws-talk") mark();
  if (event.target.id !== "ws-in") return;
  if (event.target.dataset.revision !== revision) window.htmx.trigger(document.body, "draft-saved");
  revision = event.target.dataset.revision;
  unsaved = null;
  const form = opened();
  const stays = origin.picks || !form;
  if (!stays || !inside(document.activeElement)) place(form)?.focus({ preventScroll: true });
  (form ?? document.getElementById(origin.section))?.scrollIntoView({ block: "nearest" });
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
