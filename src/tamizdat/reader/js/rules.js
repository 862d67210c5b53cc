// Rules: whether one may be asked, and may give: contributions/rules.py in the page's hand. Both pass tests/contributions/rules_vectors.json.
const listed = (table, country, law, method) => table.some(rule =>
  rule.country == country && rule.law == law && (!rule.methods.length || !method || rule.methods.includes(method)));

const known = signals => [signals.bank, signals.residence, signals.network].filter(Boolean);
const where = law => (table, signals) => known(signals).find(country => listed(table, country, law, signals.method)) ?? "";

// The rules that say no, in the order in which they speak; each gives the country it speaks of, "-" for none, "" for not.
const REFUSALS = [
  ["no_such_method", (_, signals) => ["card", "paypal", "crypto"].includes(signals.method) ? "" : "-"],
  ["giving_is_a_crime", where("no_ask")],
  ["not_supported", where("unsupported")],
  ["bank_not_declared", (_, signals) => signals.method != "crypto" && !signals.bank ? "-" : ""],
  ["residence_not_declared", (_, signals) => signals.method == "crypto" && !signals.residence ? "-" : ""],
];

function decide(table, signals) {
  for (const [refused, speaks] of REFUSALS) {
    const said = speaks(table, signals);
    if (said) return {refused, country: said.replace("-", ""), warnings: []};
  }
  const watched = known(signals).filter(country => listed(table, country, "warn")).map(country => `watched:${country}`);
  const chain = signals.method == "crypto" ? ["public_chain"] : [];
  return {refused: "", country: "", warnings: [...chain, ...[...new Set(watched)].sort()]};
}
