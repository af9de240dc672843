/**
 * Mentioning: while somebody writes a comment, names are offered after "@". Without it people are ticked below the comment
 * (templates/agreements/_talk.html).
 */
let offer = null;

function names() {
  const boxes = document.querySelectorAll("#ws-talk [name=mentions]");
  return [...boxes].map((box) => box.closest(".form-check").textContent.trim());
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
