// Which appeal is shown, by named rules. Pure: the moment, chance and what this browser has kept come in. What a rule needs to know of
// the past is kept only while a live appeal has that rule: one without a cap and without rests leaves nothing behind. Having given is kept
// as having closed the appeals that rest for it, for the same time and by the day, so that nobody reads the one from a browser or the other.
const DAY = 86400000;

// Each says whether an appeal may be shown on a page. A page is {slots, section, kind}; kept is {seen, rest}.
const RULES = {
  "has not begun": (appeal, page, kept, now) => !appeal.starts || Date.parse(appeal.starts) <= now,
  "is over": (appeal, page, kept, now) => !appeal.ends || now <= Date.parse(appeal.ends),
  "has no place here": (appeal, page) => appeal.placements.some(place => page.slots.includes(place)),
  "is not for this section": (appeal, page) => !appeal.sections.length || appeal.sections.includes(page.section),
  "is not for this kind": (appeal, page) => !appeal.kinds.length || appeal.kinds.includes(page.kind),
  "was shown often enough": (appeal, page, kept, now) => !capped(appeal) || lately(appeal, kept, now).length < appeal.views,
  "rests": (appeal, page, kept, now) => now >= (kept.rest?.[appeal.code] ?? 0) * DAY,
};

const capped = appeal => appeal.views > 0 && appeal.views_days > 0;
const lately = (appeal, kept, now) => (kept.seen?.[appeal.code] ?? []).filter(time => time > now - appeal.views_days * DAY);
const resting = appeal => appeal.rest_given ? Math.max(appeal.rest_closed, appeal.rest_given) : appeal.rest_closed;

// The appeal that goes first of those that may be shown, its place, and a wording, each as likely as the others; and for every appeal
// the name of the rule that said no, "" where none did.
function choose(appeals, page, kept, now, random) {
  const no = appeal => Object.keys(RULES).find(name => !RULES[name](appeal, page, kept, now)) ?? "";
  const said = Object.fromEntries(appeals.map(appeal => [appeal.code, no(appeal)]));
  const appeal = appeals.find(one => !said[one.code]);
  if (!appeal) return {said};
  const slot = appeal.placements.find(place => page.slots.includes(place));
  return {said, appeal, slot, variant: appeal.variants[Math.floor(random * appeal.variants.length)]};
}

// What is kept from now on: of live appeals alone, and only what a rule of theirs asks for.
function remember(appeals, kept, now, {seen, closed, given} = {}) {
  const next = {seen: {}, rest: {}};
  for (const appeal of appeals) {
    const {code} = appeal, days = resting(appeal);
    const times = capped(appeal) ? [...lately(appeal, kept, now), ...(seen == code ? [now] : [])] : [];
    if (times.length) next.seen[code] = times;
    const begins = closed == code || given && appeal.rest_given;
    const until = begins ? Math.ceil(now / DAY) + days : kept.rest?.[code];
    if (days && until * DAY > now) next.rest[code] = until;
  }
  return next;
}
