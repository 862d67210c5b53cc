// The form of giving: checked and decided in the page, sealed to the queue key of the present head, answered by a page of the provider's.
// Whatever fails on this way, the form goes the way that it goes without script.
const form = document.querySelector("form.give"), field = form.elements;
const said = form.querySelector(".said"), button = form.querySelector("button"), links = form.querySelector(".links");
const say = name => said.textContent = form.dataset[name] ?? form.dataset.refused;
const WAIT = 8;  // seconds that the gate holds the request for the newsroom's answer, twice

// Minor units of an amount as people type it: contributions/money.py says which.
function amountOf(text, digits) {
  const plain = text.replace(/[۰-۹٠-٩]/g, digit => digit.charCodeAt() & 15).replace("٫", ".").replace(/[\s'’_]/g, "");
  const [, whole, part = ""] = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(plain) ?? [];
  if (!whole || part.replace(/0+$/, "").length > digits || (part.length == 3 && digits < 3)) return 0;
  return whole * 10 ** digits + Number(part.padEnd(digits, "0").slice(0, digits));
}

const signals = () => ({method: field.method.value, bank: field.bank.value, residence: field.residence?.value ?? "", network: ""});
const sums = () => form.querySelector(`.s-${field.frequency.value}-${field.currency.value}`);

function wish(terms) {
  const {dataset} = field.currency.selectedOptions[0], {frequency, currency} = field;
  const chosen = sums()?.querySelector(":checked")?.value ?? "";
  const amount = amountOf(field.other.value.trim() || chosen, Number(dataset.digits));
  const offer = terms.offers.find(one => one.currency == currency.value && one.frequency == frequency.value);
  const way = terms.methods.find(one => one.code == field.method.value && one.frequencies.includes(frequency.value));
  const email = field.email.value.trim();
  const wrong = decide(terms.countries, signals()).refused || (!offer || !way ? "method" : "") || (amount ? "" : "amount")
    || (amount < offer.least ? "too_little" : "") || (amount > offer.most ? "too_much" : "")
    || (email && !/^[^\s@<>']+@[^\s@<>']+\.[^\s@<>']+$/.test(email) ? "email" : "");
  // Canonical JSON: names in order.
  return {wrong, record: {
    amount,
    appeal: field.appeal.value,
    bank: field.bank.value,
    cover: Boolean(field.cover?.checked),
    currency: currency.value,
    email,
    frequency: frequency.value,
    kind: "wish",
    language: field.language.value,
    method: field.method.value,
    residence: field.residence?.value ?? "",
    variant: field.variant.value,
  }};
}

// The provider's own pages, made beforehand, the nearest amounts first.
function offerLinks(terms, {amount, currency, frequency, method}) {
  const far = link => Math.abs(link.amount - amount);
  const fit = terms.links.filter(one => one.currency == currency && one.frequency == frequency && one.method == method);
  const digits = Number(field.currency.selectedOptions[0].dataset.digits);
  const write = new Intl.NumberFormat(document.documentElement.lang, {style: "currency", currency, minimumFractionDigits: 0});
  links.replaceChildren(...fit.sort((one, other) => far(one) - far(other)).slice(0, 3).map(link => {
    const item = document.createElement("li"), way = document.createElement("a");
    way.href = link.url;
    way.rel = "noreferrer";
    way.textContent = write.format(link.amount / 10 ** digits);
    item.append(way);
    return item;
  }));
  links.hidden = !fit.length;
  say(fit.length ? "links" : "try_later");
}

const parse = text => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

// One gate after the other: what the newsroom answered, {} if it did not in time, or the name of the sentence that says why not.
async function answered(gates, method, box) {
  let lost = "";
  for (const gate of gates) {
    const {status, text} = await through(gate, "/give", {box, method, lang: field.language.value, wait: WAIT}).catch(() => ({}));
    const found = parse(text);
    if (found.refused) return found;
    if (status == 200) return parse(found.answer);
    if (status == 202) {
      const later = await ask(gate + "/reply", {method: "POST", body: new URLSearchParams({ref: found.ref, wait: WAIT})}).catch(() => ({}));
      const told = parse(later.text);
      return told.refused || later.status != 200 ? {refused: told.refused} : parse(told.answer);
    }
    if (status == 409) lost = "old";
    if (status == 503) lost = "full";
  }
  if (lost) return {refused: lost};
  throw Error("no gate");
}

async function send(terms) {
  const {wrong, record} = wish(terms);
  if (wrong) return say(wrong);
  say("busy");
  links.hidden = true;
  const head = JSON.parse(await read(new URL("../head.json", location))), gates = reachable(head.gates);
  if (!head.queue || !gates.length || Date.parse(head.expires) < Date.now()) throw Error("nothing to seal to");
  const {url, refused} = await answered(gates, record.method, await seal(unbase64url(head.queue), JSON.stringify(record)));
  if (refused) return refused == "try_later" ? offerLinks(terms, record) : say(refused);
  if (!url) return offerLinks(terms, record);
  if (!terms.methods.some(method => method.origins.includes(new URL(url).origin))) throw Error("not a page of a provider of ours");
  location.assign(url);
}

// What fits the choices, and why not, at once. Nothing is sent for it.
function follow(terms) {
  for (const {code, frequencies} of terms.methods) {
    const way = form.querySelector(`.m-${code} input`);
    way.disabled = !frequencies.includes(field.frequency.value);
    if (way.disabled && way.checked) way.checked = false;
  }
  if (!field.method.value) (form.querySelector("[name=method]:enabled") ?? {}).checked = true;
  const group = sums();
  if (group && !field.other.value && !group.querySelector(":checked")) {
    const [first, second] = group.querySelectorAll("input");
    if (first) (second ?? first).checked = true;
  }
  links.hidden = true;  // they were for what was chosen before
  const {refused, country} = decide(terms.countries, signals());
  const why = country && form.querySelector(`.why-${country}[data-silent]`);
  form.querySelector(".rest").hidden = Boolean(why);
  if (country) say(refused);
  else said.textContent = "";
}

async function begin() {
  if (!crypto?.subtle) return;
  const terms = JSON.parse(await read(new URL("../giving.json", location)));
  const [, appeal, variant] = /[#&]appeal=([\w-]{1,40})\.([\w-]{1,40})/.exec(location.hash) ?? [];
  field.appeal.value = appeal ?? "";
  field.variant.value = variant ?? "";
  form.querySelector("#mail").hidden = false;
  form.addEventListener("change", () => follow(terms));
  form.addEventListener("submit", event => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    send(terms).catch(() => form.submit()).finally(() => button.disabled = false);
  });
  follow(terms);
}

begin().catch(() => {});
