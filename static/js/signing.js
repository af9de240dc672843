// The bar that leads to the signing form leaves once the form is in view.
const bar = document.querySelector("[data-leads-to]");

if (bar) {
  const watch = new IntersectionObserver(([form]) => (bar.hidden = form.isIntersecting));
  watch.observe(document.querySelector(bar.dataset.leadsTo));
}
