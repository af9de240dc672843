// Walks through the changed paragraphs of a text, one after the other.
const bar = document.querySelector("[data-changes]");
const changes = [...document.querySelectorAll("[data-change]")];
let current = -1;

function go() {
  current = (current + 1) % changes.length;
  changes[current].scrollIntoView({ block: "center", behavior: "smooth" });
  changes[current].focus({ preventScroll: true });
  const said = bar.querySelector("[data-changes-said]");
  said.textContent = said.dataset.of.replace("NR", current + 1);
}

if (bar && changes.length) {
  bar.hidden = false;
  bar.querySelector("[data-changes-next]").addEventListener("click", go);
}
