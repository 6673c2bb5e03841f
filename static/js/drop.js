// Dragging a file to its box: a comfort beside the browser's own button. Without this script nothing is missing.
for (const box of document.querySelectorAll("input[type=file][data-drop]")) {
  const area = box.closest(".field");
  const words = document.createElement("span");
  words.className = "hint drop-words";
  words.textContent = box.dataset.drop;
  area.append(words);
  area.classList.add("drop");
  const lit = (on) => area.classList.toggle("drop-over", on);
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    lit(true);
  });
  area.addEventListener("dragleave", () => lit(false));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    lit(false);
    if (!event.dataTransfer.files.length) return;
    box.files = event.dataTransfer.files;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  box.addEventListener("change", () => {
    const [file] = box.files;
    if (file) words.textContent = `Chosen: ${file.name}`;
    box.focus();
  });
}
