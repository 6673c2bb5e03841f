// Fetches the script library when somebody is about to use it, so that nobody waits or pays for it before.
// Until it is there every form and every link works as it does without script.
const names = document.currentScript.dataset.scripts.split(" ");
const USES = ["pointerover", "focusin", "change"];
let chosen = null; // what was changed while the library was on its way

function fetchAll() {
  // In order; and not before the page is whole, for the library would wait for a beginning that is over.
  const scripts = names.map((src) => Object.assign(document.createElement("script"), { src, async: false }));
  scripts.at(-1).addEventListener("load", () => {
    document.removeEventListener("change", remember);
    if (chosen) chosen.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.head.append(...scripts);
}

function remember(event) {
  // Once the library is there it hears the change itself; told again, one choice would be two steps back.
  if (event.target.closest("[data-hx-get]")) chosen = window.htmx ? null : event.target;
}

function begin(event) {
  if (!event.target.closest("[data-late], [data-hx-get]")) return;
  USES.forEach((use) => document.removeEventListener(use, begin));
  if (document.readyState === "complete") fetchAll();
  else addEventListener("load", fetchAll);
}

USES.forEach((use) => document.addEventListener(use, begin));
document.addEventListener("change", remember);
// Back to a list that the library had shown, on a page that has not fetched it again: the list itself is fetched.
addEventListener("popstate", (event) => {
  if (event.state && event.state.htmx && !window.htmx) location.reload();
});
