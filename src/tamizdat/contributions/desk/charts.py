"""Charts: a drawing, what it says in words, and its table. Pure.

Promises: each drawing's table has all its numbers and says them in the currency's own money. No drawing mixes two currencies.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tamizdat.contributions.desk.writing import Write, money, month_name, number, percent, short
from tamizdat.contributions.numbers.book import Book, month_of, ordinal
from tamizdat.contributions.numbers.forecast import AHEAD, Ahead, Forecast
from tamizdat.contributions.numbers.monthly import APPEAL, METHOD
from tamizdat.contributions.numbers.reading import Account
from tamizdat.contributions.numbers.recurring import RecurringMonth, course
from tamizdat.newsletters.plots import LEAST, NARROW, Band, Series, plot

RECURRING = ("monthly", "annual")
LEAST_MONEY = 500
"""Minor units at which a scale of money ends at the lowest."""

MOST_LINES = 4
"""Names of a cut that are drawn by themselves; what the others come to is one more line."""

NAMES = {
    METHOD: {"card": "Card", "paypal": "PayPal", "crypto": "Crypto", "": "Not known yet"},
    APPEAL: {"": "No appeal known"},
}
OTHERS = "All others"


_BANDS: tuple[Callable[[Ahead], tuple[int, int]], ...] = (lambda one: one.most, lambda one: one.half)


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. *rows*: the newest month first, each with its own name first."""

    id: str
    title: str
    said: str
    drawing: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def recurring(book: Book, months: Sequence[RecurringMonth]) -> Chart:
    """What recurs a month."""
    write = money(book.currency)
    return Chart(
        "recurring",
        "Recurring a month",
        "What all recurring contributions together come to in a month, as each month ended; an annual one counts as a twelfth.",
        _plot([Series("Recurring", _values(months, lambda one: one.amount))], book, write),
        ("Month", "Recurring", "Contributions", "Raised or lowered"),
        _rows(book, lambda place: (write(months[place].amount), number(months[place].count), write(months[place].changed))),
    )


def coming_and_going(book: Book, months: Sequence[RecurringMonth]) -> Chart:
    """How many recurring contributions began, ended and lapsed."""
    write = money(book.currency)
    lines = [
        Series("New", _values(months, lambda one: one.began.count)),
        Series("Ended", _values(months, lambda one: one.ended.count)),
        Series("Lapsed", _values(months, lambda one: one.lapsed.count)),
    ]

    def cells(place: int) -> Iterable[str]:
        for one in (months[place].began, months[place].ended, months[place].lapsed):
            yield from (number(one.count), write(one.amount))

    head = ("Month", "New", "a month", "Ended", "a month", "Lapsed", "a month")
    said = (
        "Recurring contributions that began, were ended by somebody, or lapsed because payments failed; and what they come to in a month."
    )
    return Chart("coming", "Who came and who went", said, _plot(lines, book, number, LEAST), head, _rows(book, cells))


def churn(book: Book, months: Sequence[RecurringMonth]) -> Chart:
    """Which share went."""
    lines = [
        Series("Of contributions", tuple(_hundredths(one.churn) for one in months)),
        Series("Of the sum", tuple(_hundredths(one.churn_amount) for one in months)),
    ]
    return Chart(
        "churn",
        "Churn",
        "The share of what recurred at the beginning of a month that ended or lapsed in it.",
        _plot(lines, book, lambda value: f"{value} %", LEAST),
        ("Month", "Of contributions", "Of the sum"),
        _rows(book, lambda place: (percent(months[place].churn), percent(months[place].churn_amount))),
    )


def came_in(book: Book) -> Chart:
    """What was paid and what went back."""
    write = money(book.currency)
    once, monthly, annual = (book.monthly("paid", frequency=(frequency,)) for frequency in ("once", *RECURRING))
    other = book.monthly("paid", frequency=("",))
    back, taken, won = (book.monthly(what) for what in ("refunded", "disputed", "dispute_won"))
    paid = [a + b + c + d for a, b, c, d in zip(once, monthly, annual, other, strict=True)]
    gone = [a.amount + b.amount - c.amount for a, b, c in zip(back, taken, won, strict=True)]
    lines = [
        Series("Paid", tuple(one.amount for one in paid)),
        Series("of it once", tuple(one.amount for one in once)),
        Series("Went back", tuple(max(0, amount) for amount in gone)),
    ]

    def cells(place: int) -> Iterable[str]:
        sums = [one[place].amount for one in (once, monthly, annual, paid, back)]
        return map(write, [*sums, taken[place].amount - won[place].amount, paid[place].amount - gone[place]])

    head = ("Month", "Once", "Monthly", "Annual", "Paid in all", "Refunded", "Disputed", "Left, before fees")
    said = (
        f"Payments in {book.currency}, and what went back to givers or their banks in that month. Fees are with what reached the account."
    )
    return Chart("came-in", "What came in", said, _plot(lines, book, write), head, _rows(book, cells))


def recurring_by(book: Book, cut: str, title: str, said: str) -> Chart:
    """What recurs a month, by *cut*."""
    found = {name: [one.amount for one in course(book, cut=cut, name=name)] for name in book.names(cut)}
    return _by(f"recurring-{cut}", book, cut, title, said, found)


def once_by(book: Book, cut: str, title: str, said: str) -> Chart:
    """What was given once, by *cut*."""
    found = {name: [one.amount for one in book.monthly("paid", cut=cut, name=name, frequency=("once",))] for name in book.names(cut)}
    return _by(f"once-{cut}", book, cut, title, said, found)


def by_currency(books: Mapping[str, Book]) -> Chart:
    """How many contributions recur in each currency: numbers of them can be compared, sums cannot."""
    courses = {currency: course(book) for currency, book in books.items()}
    first = next(iter(books.values()))
    lines = [Series(currency, _values(months, lambda one: one.count)) for currency, months in list(courses.items())[:MOST_LINES]]
    head = ("Month", *(word for currency in courses for word in (currency, f"{currency} a month")))

    def cells(place: int) -> Iterable[str]:
        for currency, months in courses.items():
            yield from (number(months[place].count), money(currency)(months[place].amount))

    said = "How many contributions recur in each currency. Sums stand in the table, each in its own currency: they are not added."
    return Chart("by-currency", "By currency", said, _plot(lines, first, number, LEAST), head, _rows(first, cells))


def reached(account: Account, moved: Sequence[int], book: Book) -> Chart:
    """What reached the newspaper's account in one currency."""
    write = money(account.currency)
    left = [settled - fee for settled, fee in zip(account.settled, account.fees, strict=True)]
    lines = [Series("Reached it", tuple(max(0, one) for one in left)), Series("Fees", tuple(max(0, one) for one in account.fees))]
    known, all_of_them = sum(account.known), sum(moved)
    said = (
        f"What providers settled in {account.currency}, from gifts in all currencies, less what went back; and the fees that they kept. "
        f"Known for {number(known)} of {number(all_of_them)} movements of money in these months."
    )

    def cells(place: int) -> Iterable[str]:
        yield from map(write, (account.settled[place], account.fees[place], left[place]))
        yield f"{number(account.known[place])} of {number(moved[place])}"

    head = ("Month", "Settled", "Fees", "Reached the account", "Known")
    return Chart(
        f"account-{account.currency}",
        f"What reached the account ({account.currency})",
        said,
        _plot(lines, book, write),
        head,
        _rows(book, cells),
    )


def ahead(book: Book, months: Sequence[RecurringMonth], found: Forecast) -> Chart:
    """The forecast: the past months, and what may follow on the last whole one."""
    write, past = money(book.currency), [one.amount for one in months[:-1]]
    gap, start = (None,) * (len(past) - 1), past[-1]
    future = (None,) * AHEAD
    lines = [
        Series("So far", (*past, *future)),
        Series("In the middle", (*gap, start, *(one.middle for one in found.ahead))),
        Series("Givers of now", (*gap, start, *(one.staying for one in found.ahead))),
    ]
    bands = [
        Band((*gap, start, *(pick(one)[0] for one in found.ahead)), (*gap, start, *(pick(one)[1] for one in found.ahead)))
        for pick in _BANDS
    ]
    names = [month_name(month) for month in book.months[:-1]] + [
        month_name(month_of(ordinal(book.months[-1]) + one)) for one in range(AHEAD)
    ]
    drawing = plot(lines, [names[0], names[-1]], each="a month", write=write, bands=bands, least=LEAST_MONEY, frame=NARROW)
    rows = [
        (
            name,
            write(one.middle),
            f"{write(one.half[0])} – {write(one.half[1])}",
            f"{write(one.most[0])} – {write(one.most[1])}",
            write(one.staying),
        )
        for name, one in zip(names[-AHEAD:], found.ahead, strict=True)
    ]
    begins, ends = write(round(found.begins)), percent(found.ends)
    said = (
        f"What may recur at the end of each month, if next year is like the last {found.months} whole months: in one of them {begins} "
        f"a month began on average, and {ends} of what recurred ended. The dark band holds half of all courses that the year may take, "
        "the light one nine in ten. Campaigns, blocks, laws and seasons to come are not in it."
    )
    head = ("Month", "In the middle", "Half of all courses", "Nine in ten", "Of those who give now")
    return Chart("forecast", "The next twelve months", said, drawing, head, rows)


def _by(name: str, book: Book, cut: str, title: str, said: str, found: Mapping[str, list[int]]) -> Chart:
    write = money(book.currency)
    found = {one: values for one, values in found.items() if any(values)}
    largest = sorted(found, key=lambda one: (-sum(found[one]), one))
    shown, rest = largest[:MOST_LINES], largest[MOST_LINES:]
    columns = [(NAMES[cut].get(one, one), found[one]) for one in shown]
    if rest:
        columns.append((OTHERS, [sum(values) for values in zip(*(found[one] for one in rest), strict=True)]))
    drawing = _plot([Series(short(title), tuple(values)) for title, values in columns], book, write) if columns else ""
    return Chart(
        name,
        title,
        said,
        drawing,
        ("Month", *(title for title, _ in columns)),
        _rows(book, lambda place: (write(values[place]) for _, values in columns)),
    )


def _plot(lines: Sequence[Series], book: Book, write: Write, least: int = LEAST_MONEY) -> str:
    return plot(lines, [month_name(book.months[0]), month_name(book.months[-1])], each="a month", write=write, least=least, frame=NARROW)


def _rows(book: Book, cells: Callable[[int], Iterable[str]]) -> list[tuple[str, ...]]:
    last = len(book.months) - 1
    return [(month_name(book.months[place]) + (" so far" if place == last else ""), *cells(place)) for place in range(last, -1, -1)]


def _values(months: Sequence[RecurringMonth], pick: Callable[[RecurringMonth], int]) -> tuple[int, ...]:
    return tuple(pick(one) for one in months)


def _hundredths(share: float | None) -> float | None:
    return None if share is None else 100 * share
