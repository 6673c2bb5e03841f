// What htmx needs beyond its settings in <meta name="htmx-config">: forms with faults (422) are swapped like pages.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// A swapped region may carry a sentence for the live region, so that a screen reader hears what changed.
document.addEventListener("htmx:afterSwap", (event) => {
  const said = event.target.querySelector("[data-announce]");
  const live = document.getElementById("live");
  if (said && live) live.textContent = said.getAttribute("data-announce");
});
