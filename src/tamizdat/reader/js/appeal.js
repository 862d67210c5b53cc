// Shows an appeal where it belongs. Which one was read goes to the form of giving in the address's fragment, which no request carries.
const PLACE = "tamizdat appeals";

function make(name, words, attributes = {}) {
  const element = document.createElement(name);
  if (words) element.textContent = words;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function slots() {
  if (document.querySelector("[data-thanks]")) return [];
  if (document.querySelector(".give")) return ["page"];
  if (document.querySelector("[data-kind]")) return ["article", "bar"];
  return [...(document.querySelector(".front") ? ["front"] : []), "bar"];
}

// Inline text of a record, whose links are relative to the file of appeals.
function paragraph(text, address) {
  const shown = make("p"), parsed = new DOMParser().parseFromString(text, "text/html");
  for (const link of parsed.querySelectorAll("a")) link.href = new URL(link.getAttribute("href"), address);
  shown.append(...parsed.body.childNodes);
  return shown;
}

// What has come is not told before enough have given: then the goal stands alone.
function goalOf({goal, raised, digits}) {
  const shown = make("p", "", {class: "goal"}), known = raised?.currency == goal.currency, reached = raised?.amount;
  const style = {style: "currency", currency: goal.currency, maximumFractionDigits: 0};
  const write = amount => new Intl.NumberFormat(document.documentElement.lang, style).format(amount / 10 ** digits);
  const words = `${known ? `${write(reached)} / ` : ""}${write(goal.amount)} ${goal.label}`;
  if (known) shown.append(make("progress", "", {max: goal.amount, value: Math.min(reached, goal.amount), "aria-label": words}));
  shown.append(make("span", words));
  return shown;
}

function boxOf(chosen, words, address, close) {
  const {appeal, variant, slot} = chosen, bar = slot == "bar";
  const box = make(bar ? "aside" : "section", "", {class: `box ask ${slot}`, ...(bar && {"aria-label": variant.title})});
  box.append(make("h2", variant.title), paragraph(variant.text, address));
  if (appeal.goal) box.append(goalOf(appeal));
  const ways = make("p", "", {class: "share"});
  if (slot != "page") {
    const way = `${new URL("support.html", address)}#appeal=${appeal.code}.${variant.code}`;
    ways.append(make("a", variant.button, {class: "go", href: way}), " ");
  }
  const button = make("button", words.close, {type: "button"});
  button.onclick = () => {
    close();
    box.remove();
  };
  ways.append(button);
  box.append(ways);
  if (capped(appeal) || resting(appeal)) box.append(make("p", words.counted, {class: "meta"}));
  return box;
}

function put(box, slot) {
  const place = {
    article: () => document.querySelector("section.asks").replaceWith(box),
    front: () => document.querySelector(".front").after(box),
    page: () => document.querySelector(".give").before(box),
    bar: () => document.querySelector(".mast").after(box),
  };
  place[slot]();
}

function kept(storage) {
  try {
    return JSON.parse(storage().getItem(PLACE)) ?? {};
  } catch {
    return {};
  }
}

function keep(storage, next) {
  try {
    const nothing = !Object.keys(next.seen).length && !Object.keys(next.rest).length;
    nothing ? storage().removeItem(PLACE) : storage().setItem(PLACE, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing is asked each time.
  }
}

// Returns for every appeal the name of the rule that said no.
globalThis.tamizdatAppeal = (found, address, now = Date.now(), random = Math.random(), storage = () => localStorage) => {
  const {section, kind} = document.querySelector("[data-kind]")?.dataset ?? {};
  const chosen = choose(found.appeals, {slots: slots(), section, kind}, kept(storage), now, random);
  const note = news => keep(storage, remember(found.appeals, kept(storage), now, news));
  note({seen: chosen.appeal?.code, given: Boolean(document.querySelector("[data-thanks]"))});
  if (chosen.appeal) put(boxOf(chosen, found.words, address, () => note({closed: chosen.appeal.code})), chosen.slot);
  return chosen.said;
};
