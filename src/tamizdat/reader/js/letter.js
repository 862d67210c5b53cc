// The letter's form: opened in place on any page, checked, sealed to the queue key of the present head, and sent through its gates.
const letterPage = async address => new DOMParser().parseFromString(await read(address), "text/html");

function dialogOf(page, address) {
  const form = page.querySelector("form.sign"), dialog = document.createElement("dialog"), close = document.createElement("button");
  dialog.lang = page.documentElement.lang;
  dialog.dir = page.documentElement.dir;
  dialog.setAttribute("aria-labelledby", "sign-up");
  for (const link of page.querySelectorAll(".sign-up a")) link.href = new URL(link.getAttribute("href"), address);
  close.className = "close";
  close.textContent = form.dataset.close;
  close.onclick = () => dialog.close();
  dialog.append(close, page.querySelector(".sign-up"));
  dialog.onclose = () => dialog.remove();
  return dialog;
}

async function open(address) {
  let form = document.querySelector("form.sign:not(.short)");
  if (!form) {
    const page = await letterPage(address), dialog = dialogOf(page, address);
    form = dialog.querySelector("form");
    if (!document.querySelector("#form-style")) document.head.append(page.querySelector("#form-style"));
    document.body.append(dialog);
    dialog.showModal();
  }
  form.elements.address.focus();
}

// The name of the sentence that says what is missing, and the field to go to.
function missing(form, data) {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(data.get("address").trim())) return ["address", form.elements.address];
  if (!data.get("letter")) return ["letter", form.querySelector("[name=letter]")];
  return data.get("consent") ? null : ["consent", form.elements.consent];
}

// Canonical JSON: names in order, nothing between.
const record = data => JSON.stringify({
  address: data.get("address").trim(),
  consent: data.get("consent"),
  discreet: data.has("discreet"),
  kind: "sign_up",
  language: data.get("lang"),
  letters: data.getAll("letter"),
});

// Tries one gate after the other; returns the name of the sentence that says how it went.
async function deliver(gates, box, lang) {
  let said = "gone";
  for (const gate of gates) {
    const {status} = await through(gate, "/sign-up", {box, lang}).catch(() => ({}));
    if (status == 200) return "done";
    if (status == 409) said = "old";
    if (status == 503) said = "full";
  }
  return said;
}

// The short form leaves its sentences on the page of the whole one.
async function learn(form, address) {
  if (!form.dataset.busy) Object.assign(form.dataset, (await letterPage(address)).querySelector("form.sign").dataset);
}

async function send(form, address) {
  const data = new FormData(form), said = form.querySelector(".said"), button = form.querySelector("button");
  const say = name => said.textContent = form.dataset[name];
  if (button.disabled) return;
  button.disabled = true;
  try {
    await learn(form, address);
    const lacking = missing(form, data);
    if (lacking) {
      say(lacking[0]);
      return lacking[1].focus();
    }
    say("busy");
    const head = JSON.parse(await read(new URL("../head.json", address))), gates = reachable(head.gates);
    if (!head.queue || !gates.length || Date.parse(head.expires) < Date.now()) throw Error("nothing to seal to");
    const box = await seal(unbase64url(head.queue), record(data));
    const outcome = data.get("website") ? "done" : await deliver(gates, box, data.get("lang"));
    say(outcome);
    if (outcome != "done") return;
    said.tabIndex = -1;
    form.replaceChildren(said);
    said.focus();
  } finally {
    button.disabled = false;
  }
}

globalThis.tamizdatLetter = {open, send};
