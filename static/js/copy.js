// Copies the text of a field: <button data-copy="#field" data-copied="Copied" hidden>. Without a clipboard the button stays hidden.

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.querySelector(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      const word = button.querySelector("span");
      const before = word.textContent;
      word.textContent = button.dataset.copied;
      setTimeout(() => { word.textContent = before; }, 2000);
    });
  }
}
