"""The pretend provider on a loopback port, for the suite that every provider passes: the same program, with givers and banks at hand."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from simulators.payment_http import Asked, ProviderSimulator, Told
from simulators.pretend import BEGAN, KEY, SECRET
from tamizdat.contributions.interfaces import Hook
from tamizdat.contributions.providers.local import api, returning
from tamizdat.contributions.providers.local.answers import Request
from tamizdat.contributions.providers.local.app import App
from tamizdat.contributions.providers.local.books import Books
from tamizdat.contributions.providers.local.means import DECLINED, DISPUTED_LOST, DISPUTED_WON, EXPIRES, PAYS
from tamizdat.contributions.providers.local.posting import Postman
from tamizdat.contributions.providers.local.signing import HEADER, signature
from tamizdat.contributions.providers.local.store import Store


class PretendSimulator(ProviderSimulator):
    """An account at the pretend provider."""

    key, hook_secret = KEY, SECRET

    def __init__(self) -> None:
        super().__init__()
        self.store, self.now = Store(), BEGAN
        self.page_size, self._posted = api.PAGE, list[tuple[bytes, dict[str, str]]]()

    def __enter__(self) -> "PretendSimulator":
        super().__enter__()
        self.app = App(self.store, url=self.base, key=self.key, real=lambda: self.now)
        self.postman = Postman(self.store, secret=self.hook_secret, send=self._take, real=lambda: self.now)
        return self

    def answer(self, asked: Asked) -> Told:
        api.PAGE, usual = self.page_size, api.PAGE
        request = Request(method=asked.method, path=asked.path, query=urlencode(asked.query), headers=asked.headers, body=asked.body)
        said = self.app.handle(request)
        api.PAGE = usual
        if said.status in (404, 422) and said.body in (b'{"error": "bad_request"}', b'{"error": "bad_order"}'):
            self.problem(f"{asked.method} {asked.path}: {said.body.decode()}")
        return Told(said.status, said.body, {"Content-Type": said.kind})

    def checkouts(self) -> int:
        """How many checkouts there are."""
        return len(self.store.things("checkout"))

    def press(self, url: str, means: str) -> None:
        """Choose a means on a page."""
        self.now += 1
        body = urlencode({"means": means}).encode()
        answer = self.app.handle(Request(method="POST", path=url.removeprefix(self.base), body=body))
        assert answer.status == (402 if means == DECLINED else 303), answer.status

    def pay(self, url: str) -> None:
        self.press(url, PAYS)

    def enter_card(self, url: str) -> None:
        self.press(url, EXPIRES)  # from France

    def expire(self, url: str) -> None:
        found = self.store.get(url.rpartition("/")[2])
        self.now = found["until"] + 1
        self.app.clock.catch_up()

    def renew(self, subscription: str, *, failure: bool = False) -> None:
        found = self.store.get(subscription)
        self.store.put(found | ({"means": DECLINED} if failure else {}))
        self.now = self.store.next_due("renew") + 1
        self.app.clock.catch_up()

    def dispute(self, payment: str) -> None:
        self.now += 1
        returning.dispute(self._books(), self.store.get(payment))

    def decide(self, payment: str, *, won: bool) -> None:
        self.now += 86_400
        self.store.put(self.store.get(payment) | {"means": DISPUTED_WON if won else DISPUTED_LOST})
        returning.decide(self._books(), self.store.get(payment))

    def pay_out(self) -> None:
        """Nothing waits."""

    def hooks(self) -> list[Hook]:
        """What it posts now."""
        self._posted.clear()
        self.postman.step()
        return [self._hook(body, headers, self.now) for body, headers in self._posted]

    def hook(self, body: bytes, *, at: int, secret: str = "", received: int = 0) -> Hook:
        """A hook with this body, signed at a time."""
        said = signature(secret.encode() or self.hook_secret, body, now=at)
        return self._hook(body, {"content-type": "application/json", HEADER: said}, received or at)

    def _hook(self, body: bytes, headers: dict[str, str], received: float) -> Hook:
        return Hook(
            id=f"h-{len(body)}-{received}", name="local", headers=headers, body=body, received=datetime.fromtimestamp(received, UTC)
        )

    def _books(self) -> Books:
        return Books(self.store, self.app.clock.now(), self.now, self.app.clock.account)

    def _take(self, body: bytes, headers: dict[str, str]) -> int:
        self._posted.append((body, headers))
        return 200
