"""The pretend provider as one function from a request to an answer: what the server serves, and what tests call without one.

Promises: before anything is answered, all that is due by the provider's clock has happened. A form is taken only from its own pages.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from tamizdat.contributions.providers.local import pages, paying, renewing, returning
from tamizdat.contributions.providers.local.answers import Answer, Request, leads_to, says
from tamizdat.contributions.providers.local.api import Api
from tamizdat.contributions.providers.local.books import Books, Refused, opened
from tamizdat.contributions.providers.local.calendar import DAY
from tamizdat.contributions.providers.local.means import Means, find
from tamizdat.contributions.providers.local.store import Plain, Store
from tamizdat.contributions.providers.local.timing import Clock

ACCOUNT = "EUR"
"""The currency in which the newspaper's account is kept."""


class App:
    """The provider. *url*: where it is reached; *key*: of the newspaper's account; *real*: the world's clock, seconds since 1970."""

    def __init__(self, store: Store, *, url: str, key: str, real: Callable[[], float], account: str = ACCOUNT) -> None:
        self.store, self._url = store, url
        self.clock = Clock(store, real, account)
        self._api = Api(store, self.clock, key=key, url=url)

    def handle(self, request: Request) -> Answer:
        """Answer one request."""
        self.clock.catch_up()
        if request.path.startswith(("/v1/", "/control/")):
            return self._api.answer(request)
        if request.method == "POST" and not self._is_own(request):
            return says(403, {"error": "not_from_here"})
        place = request.path.strip("/").split("/")
        if place == [""]:
            return self._desk(request)
        if len(place) == 2 and place[0] in ("pay", "card"):
            return self._page(place[0], place[1], request)
        return pages.missing_page()

    def _page(self, kind: str, thing: str, request: Request) -> Answer:
        with opened(self.store, now=self.clock.now(), real=self.clock.real(), account=self.clock.account) as books:
            try:
                found = books.need({"pay": "checkout", "card": "card_page"}[kind], thing)
            except Refused:
                return pages.missing_page()
            show = {"pay": pages.pay_page, "card": pages.card_page}[kind]
            if found["state"] != "open" or found["until"] < books.now:
                return _closed(kind, found)
            return self._posted(books, kind, found, request) if request.method == "POST" else show(found)

    def _posted(self, books: Books, kind: str, found: Plain, request: Request) -> Answer:
        show = {"pay": pages.pay_page, "card": pages.card_page}[kind]
        act: Callable[[Books, Plain, Means], str] = {"pay": paying.pay, "card": renewing.change_card}[kind]
        form = request.form()
        means = find(form.get("means") or form.get("number", ""), found["method"])
        if means is None:
            return show(found, no="unknown")
        try:
            why = act(books, found, means)
        except Refused:
            return _closed(kind, found)
        return show(found, no="refused") if why else leads_to(found["thanks" if kind == "pay" else "back"])

    def _desk(self, request: Request) -> Answer:
        if request.method == "POST":
            self._at_desk(request.form())
            return leads_to("/")
        kinds = {"Recurring": "subscription", "Payments": "payment", "Checkouts": "checkout"}
        things = {name: self.store.things(kind) for name, kind in kinds.items()}
        waiting = int(self.store.rows("SELECT count(*) FROM parcel")[0][0])
        return pages.desk_page(self.clock.now(), self.store.noted("blocked", []), things, waiting)

    def _at_desk(self, form: dict[str, str]) -> None:
        if form.get("do") == "day":
            self.clock.move(forward=DAY)
        elif form.get("do") in ("renew", "next"):
            self.clock.to_next("renew" if form["do"] == "renew" else "%")
        elif (payment := self.store.get(form.get("dispute", ""))) and payment["object"] == "payment":
            with opened(self.store, now=self.clock.now(), real=self.clock.real(), account=self.clock.account) as books:
                returning.dispute(books, payment)

    def _is_own(self, request: Request) -> bool:
        origin = request.headers.get("origin", "")
        return not origin or urlsplit(origin).netloc == request.headers.get("host", "")


def _closed(kind: str, found: Plain) -> Answer:
    done = {"paid": "done", "done": "done_card", "partial": "done", "late": "done"}.get(found["state"], "")
    return pages.closed_page(found["language"], found["thanks" if kind == "pay" and done else "back"], done=done)
