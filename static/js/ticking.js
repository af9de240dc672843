/**
 * Ticking: every [data-left] keeps its words and its ring true between two visits to the server.
 *   data-left    seconds left when the page was made (negative: late by so much), in the clock's own time
 *   data-total   seconds the clock was given; the ring shows left / total
 *   data-warn    seconds left at which it turns amber; a fifth of the total where it is not said
 *   data-day     seconds in a day of the clock's time (a business day, or 86,400)
 *   data-closes  the instant at which business time next stops; from then on the clock stands still
 * A list with data-ticking may say once what its clocks have in common.
 * Words come from <template id="ticking-words">, so they are in the person's language. Not announced: aria-live stays off.
 */
const RING = 43.98; // 2 π 7, the ring of an 18 px face
const EVERY = 15_000;
const made = Date.now();

const words = () => document.getElementById("ticking-words")?.dataset;
const put = (pattern, ...values) => values.reduce((text, value) => text.replace("{}", value), pattern);

function spoken(seconds, day, say) {
  const minutes = Math.floor(seconds / 60);
  if (seconds >= day) {
    const days = Math.floor(seconds / day);
    return put(days === 1 ? say.day : say.days, days);
  }
  if (minutes < 1) return say.none;
  if (minutes < 60) return put(say.min, minutes);
  const rest = minutes % 60;
  return rest ? put(say.hm, Math.floor(minutes / 60), String(rest).padStart(2, "0")) : put(say.h, minutes / 60);
}

function face(node, state, part) {
  node.classList.toggle("due-warn", state === "warn");
  node.classList.toggle("due-late", state === "late");
  const svg = node.querySelector(".clk");
  if (!svg) return;
  if (state === "late" && !svg.classList.contains("clk-late")) {
    svg.replaceWith(document.getElementById("clk-late").content.firstElementChild.cloneNode(true));
    return;
  }
  svg.classList.toggle("clk-warn", state === "warn");
  svg.classList.toggle("clk-run", state === "run");
  svg.querySelector(".ar")?.setAttribute("stroke-dasharray", `${(RING * part).toFixed(1)} ${RING}`);
}

function tick(node, at, say) {
  const { left, total, warn, day, closes } = { ...node.closest("[data-ticking]")?.dataset, ...node.dataset };
  const since = Number(node.dataset.made ?? made);
  const until = closes ? Math.min(at, Math.max(since, Date.parse(closes))) : at;
  const rest = Number(left) - (until - since) / 1000;
  const state = rest < 0 ? "late" : rest <= Number(warn ?? (total ?? 0) / 5) ? "warn" : "run";
  const text = node.querySelector("b") ?? node;
  const span = spoken(Math.abs(rest), Number(day ?? 86_400), say);
  text.textContent = put(state === "late" ? say.late : say.left, span);
  if (node.classList.contains("due")) face(node, state, Math.max(0, Math.min(1, rest / Number(total || 1))));
}

function all() {
  const say = words();
  if (!say) return;
  const at = Date.now();
  for (const node of document.querySelectorAll("[data-left]")) tick(node, at, say);
}

// What arrives later was made later than the page.
document.addEventListener("htmx:load", (event) => {
  const fresh = event.detail.elt;
  const at = String(Date.now());
  if (fresh.matches?.("[data-left]")) fresh.dataset.made = at;
  fresh.querySelectorAll?.("[data-left]").forEach((node) => (node.dataset.made ??= at));
});

setInterval(() => document.hidden || all(), EVERY);
document.addEventListener("visibilitychange", () => document.hidden || all());
