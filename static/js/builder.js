// The criteria builder by mouse: a criterion dragged to another place is moved there by the same form as its arrows.
const builder = () => document.querySelector("[data-builder]");
let dragged = null;

function rowsOf(group) {
  return [...group.children].filter((child) => child.matches("[data-item], [data-group]"));
}

function placeAt(event) {
  const group = event.target.closest("[data-group]");
  if (!group || !dragged) return null;
  const rows = rowsOf(group).filter((row) => row !== dragged);
  const below = rows.findIndex((row) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2);
  return { group, index: below < 0 ? rows.length : below, before: below < 0 ? null : rows[below] };
}

function clear() {
  document.querySelectorAll(".cb .is-drop").forEach((element) => element.classList.remove("is-drop"));
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-builder] [data-item]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  clear();
  (place.before ?? place.group).classList.add("is-drop");
});

document.addEventListener("dragend", () => {
  clear();
  dragged = null;
});

document.addEventListener("drop", (event) => {
  const place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  const form = dragged.querySelector("form").cloneNode(true);
  form.action = builder().dataset.move.replace("/ID/", `/${dragged.dataset.item}/`);
  for (const [name, value] of [["to", place.group.dataset.group], ["index", place.index]]) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(field);
  }
  form.hidden = true;
  document.body.append(form);
  form.submit();
});
