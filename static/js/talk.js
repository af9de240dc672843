/**
 * Talk: the comments on the clause in view stand beside it, names are offered after "@", and what was typed outlives what comes
 * back. Without it the comments on every clause stand one below the other (templates/agreements/_talk.html).
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

// Names after "@".

let offer = null;

function names() {
  return [...panel().querySelectorAll("[name=mentions]")].map((box) => box.closest(".form-check").textContent.trim());
}

function close() {
  offer?.area.removeAttribute("aria-activedescendant");
  offer?.list.remove();
  offer = null;
}

function pick(name) {
  const { area, begin } = offer;
  area.setRangeText(`@${name} `, begin, area.selectionStart, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  area.focus();
}

function choose(index) {
  offer.index = index;
  [...offer.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
  offer.area.setAttribute("aria-activedescendant", `name-${index}`);
}

document.addEventListener("input", (event) => {
  const area = event.target;
  if (!area.matches?.("[data-mentioning]")) return;
  close();
  const before = area.value.slice(0, area.selectionStart);
  const begun = /(?:^|[^\w@])@([^@\n]{0,30})$/.exec(before);
  const found = begun ? names().filter((name) => name.toLowerCase().startsWith(begun[1].toLowerCase())).slice(0, 6) : [];
  if (!found.length || found[0] === begun[1].trim()) return;
  const list = document.createElement("ul");
  list.className = "tk-names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", area.getAttribute("aria-label") ?? "@");
  list.append(...found.map((name, index) => {
    const option = document.createElement("li");
    Object.assign(option, { id: `name-${index}`, role: "option", textContent: name });
    option.addEventListener("mousedown", (press) => {
      press.preventDefault();
      pick(name);
    });
    return option;
  }));
  area.after(list);
  offer = { area, list, found, begin: area.selectionStart - begun[1].length - 1, index: 0 };
  choose(0);
});

document.addEventListener("keydown", (event) => {
  if (!offer || event.target !== offer.area) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const last = offer.found.length;
  if (step) choose((offer.index + step + last) % last);
  else if (event.key === "Enter" || event.key === "Tab") pick(offer.found[offer.index]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });

document.addEventListener("focusout", (event) => {
  if (offer && event.target === offer.area) close();
});

if (panel()) {
  const asked = shown && document.getElementById(`s-${shown}`);
  if (asked && beside.matches) asked.scrollIntoView({ block: "start" });
  show(asked ? shown : inView());
}
