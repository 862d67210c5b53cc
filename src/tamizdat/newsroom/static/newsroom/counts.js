// Beside a field with data-counted: how many characters it has, of how many. Works without: the field's limit stands in its help.
(() => {
  const show = (field) => {
    const limit = Number(field.dataset.counted);
    let note = field.parentElement.querySelector(":scope > .newsroom-count");
    if (!note) {
      note = document.createElement("output");
      note.className = "newsroom-count w-help-text";
      note.htmlFor = field.id;
      field.after(note);
    }
    note.textContent = `${[...field.value].length} of ${limit} characters`;
  };
  const start = () => {
    for (const field of document.querySelectorAll("[data-counted]")) {
      show(field);
      field.addEventListener("input", () => show(field));
    }
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
