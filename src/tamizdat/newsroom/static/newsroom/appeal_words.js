// Beside a letter's appeal: the words of the appeal that was picked come into the letter's own fields, where they may be changed.
(() => {
  const put = (id, words) => {
    const field = document.getElementById(id);
    field.value = words;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  };
  document.addEventListener("change", (event) => {
    if (event.target.id !== "id_appeal_words") return;
    const { text, button } = event.target.selectedOptions[0].dataset;
    if (text === undefined) return;
    put("id_appeal", text);
    put("id_appeal_label", button);
  });
})();
