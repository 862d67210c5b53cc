// Stands in every page, hence few words. A link to the letter opens its form in place, and a form of ours is sealed before it is
// sent: both by letter.js, which is fetched only then, and only as the text that this page was made with. Whatever fails, the link
// and the form do what they do without script.
(() => {
  const page = new URL(document.currentScript.dataset.letter, location);
  if (!window.crypto?.subtle || !window.HTMLDialogElement || page.protocol == "file:") return;
  let loading;
  const load = () => loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.integrity = "LETTER-HASH";
    script.src = new URL("../js/letter.js", page);
    script.onload = () => done(tamizdatLetter);
    script.onerror = failed;
    document.head.append(script);
  });
  const leave = () => location.assign(page);
  addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link?.href != page.href || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load().then(letter => letter.open(page)).catch(leave);
  });
  addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches(".sign")) return;
    event.preventDefault();
    load().then(letter => letter.send(form, page)).catch(() => form.closest("dialog") ? leave() : form.submit());
  });
})();
