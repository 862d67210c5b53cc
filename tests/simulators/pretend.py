"""The pretend provider without a network: the same program that the demo runs, called in this process, by a clock that tests hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx

from tamizdat.contributions.interfaces import Fact, Hint, Hook, Order
from tamizdat.contributions.providers.local.answers import Answer, Request
from tamizdat.contributions.providers.local.app import App
from tamizdat.contributions.providers.local.calendar import DAY
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import PAYS
from tamizdat.contributions.providers.local.posting import Postman
from tamizdat.contributions.providers.local.store import Store

URL, KEY, SECRET = "http://127.0.0.1:8003", "pretend-key", b"pretend-secret"
BEGAN = int(datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp())


def order(**more: object) -> Order:
    """An order of 10.00 euros by card, once."""
    usual = {"ref": "R" * 22, "amount": 1000, "currency": "EUR", "frequency": "once", "method": "card", "language": "en"}
    pages = {"thanks": "https://courier.example/en/thanks.html", "back": "https://courier.example/en/support.html"}
    return Order(**(usual | pages | more))  # type: ignore[arg-type]


@dataclass
class PretendProvider(httpx.BaseTransport):
    """The provider, its client, and the hooks that it posts. *answers*: what who takes them says."""

    store: Store = field(default_factory=Store)
    now: float = BEGAN
    answers: Callable[[bytes], int] = lambda body: 200
    posted: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = App(self.store, url=URL, key=KEY, real=lambda: self.now)
        self.postman = Postman(self.store, secret=SECRET, send=self._take, real=lambda: self.now)
        self.client = Local(url=URL, key=KEY, secret=SECRET, way=self)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.ask(request.method, request.url.path, request.read(), request.url.query.decode(), dict(request.headers))
        if answer.stall:
            raise httpx.ReadTimeout("nobody answers", request=request)
        return httpx.Response(answer.status, headers=answer.headers(), stream=httpx.ByteStream(answer.body))

    def ask(self, method: str, path: str, body: bytes = b"", query: str = "", headers: dict[str, str] | None = None) -> Answer:
        """Ask it anything."""
        return self.app.handle(Request(method=method, path=path, query=query, headers=headers or {}, body=body))

    def pay(self, url: str, means: str = PAYS, **more: str) -> Answer:
        """Choose a means on one of its pages, and press the button."""
        return self.ask("POST", url.removeprefix(URL), urlencode({"means": means} | more).encode())

    def give(self, means: str = PAYS, **more: object) -> str:
        """Start a contribution and pay it; return its checkout's id."""
        made = self.client.start(order(**more), key=f"key-{more}-{self.store.rows('SELECT count(*) FROM thing')}")
        self.pay(made.url, means)
        return made.id

    def days(self, count: float) -> None:
        """Let days pass at the provider."""
        self.app.clock.move(forward=int(count * DAY))

    def journal(self) -> list[Fact]:
        """All that ever happened."""
        return list(self.client.listing(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)))

    def kinds(self) -> list[str]:
        """The kinds of all that ever happened, in order."""
        return [fact.kind for fact in self.journal()]

    def hooks(self) -> list[Hook]:
        """Have it post what is due; return all that it ever posted, as the gate hands it on."""
        self.postman.step()
        return [self.hook(body, headers, number) for number, (body, headers) in enumerate(self.posted)]

    def hook(self, body: bytes, headers: dict[str, str], number: int = 0) -> Hook:
        """One post as the gate hands it on."""
        return Hook(id=f"hook-{number}", name="local", headers=headers, body=body, received=datetime.fromtimestamp(self.now, UTC))

    def fetched(self) -> set[Fact]:
        """What one learns who follows every hint, in the order in which they came."""
        hints = [hint for hook in self.hooks() if isinstance(hint := self.client.read_hook(hook), Hint)]
        return {fact for hint in hints for fact in self.client.fetch(hint)}

    def _take(self, body: bytes, headers: dict[str, str]) -> int:
        self.posted.append((body, headers))
        return self.answers(body)
