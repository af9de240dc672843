/**
 * Talk: the comments on the clause in view stand beside it, and what was typed outlives what comes back. Without it the comments
 * on every clause stand one below the other (templates/agreements/_talk.html).
 */
const EDGE = 60;
const HOLD = 600;
const beside = window.matchMedia("(min-width: 761px)");
const typed = new Map();
let shown = new URLSearchParams(location.search).get("talk");
let held = shown ? Infinity : 0;

const panel = () => document.getElementById("ws-talk");
const field = (name) => panel().querySelector(`[data-talk-new] [name=${name}]`);

// The clause in view, or the one that was asked for.

function inView() {
  const pane = document.querySelector(".ws-doc");
  const edge = Math.max(pane.getBoundingClientRect().top, 0) + EDGE;
  const places = [...pane.querySelectorAll("[data-place]")];
  return places.filter((place) => place.getBoundingClientRect().top <= edge).at(-1)?.dataset.place ?? "purpose";
}

function show(key) {
  shown = key;
  const parts = [...panel().querySelectorAll("[data-talk]")];
  for (const part of parts) part.hidden = beside.matches && part.dataset.talk !== key;
  const none = panel().querySelector("[data-talk-none]");
  none.hidden = !beside.matches || parts.length === 0 || parts.some((part) => !part.hidden);
  const about = field("place");
  if (about && !field("text").value && about.querySelector(`[value="${key}"]`)) about.value = key;
}

function hold(key) {
  held = performance.now() + HOLD;
  show(key);
}

function follow() {
  if (performance.now() < held || panel().contains(document.activeElement)) return;
  const key = inView();
  if (key !== shown) show(key);
}

document.addEventListener("scroll", (event) => {
  if (!panel().contains(event.target)) requestAnimationFrame(follow);
}, { capture: true, passive: true });
document.addEventListener("wheel", () => { if (held === Infinity) held = 0; }, { passive: true });
beside.addEventListener("change", () => show(shown));

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-talk-of]");
  const key = opener?.dataset.talkOf ?? event.target.closest(".ws-doc [data-place]")?.dataset.place;
  if (!key) return;
  hold(key);
  if (!opener) return;
  event.preventDefault();
  const part = document.getElementById(`talk-${key}`);
  const fresh = panel().querySelector("[data-talk-new]");
  if (!part && fresh) fresh.open = true;
  const target = part?.querySelector("h3 a") ?? field("text") ?? panel();
  target.focus({ preventScroll: beside.matches });
  (part ?? panel()).scrollIntoView({ block: "nearest" });
});

// What was typed outlives what comes back.

document.addEventListener("input", (event) => {
  if (event.target.matches("#ws-talk textarea")) typed.set(event.target.id, event.target.value);
});

document.addEventListener("submit", (event) => {
  for (const area of event.target.querySelectorAll?.("textarea") ?? []) typed.delete(area.id);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const [id, text] of typed) {
    const area = document.getElementById(id);
    if (!area || area.value) continue;
    area.value = text;
    const fold = area.closest("details");
    if (fold && text) fold.open = true;
  }
  show(shown);
});

if (panel()) {
  const asked = shown && document.getElementById(`s-${shown}`);
  if (asked && beside.matches) asked.scrollIntoView({ block: "start" });
  show(asked ? shown : inView());
}
