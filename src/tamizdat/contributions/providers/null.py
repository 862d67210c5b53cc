"""Nobody takes payments: no method is open, the form says so, and nothing goes out. For a newspaper that does not ask."""

from collections.abc import Iterator
from datetime import datetime
from typing import NoReturn

from tamizdat.contributions.interfaces import (
    BadSignature,
    Can,
    Checkout,
    Fact,
    Frequency,
    Hint,
    Hook,
    Method,
    Order,
    ProviderFault,
    Settlement,
    Standing,
)


class Null:
    """The provider that is none."""

    name = "null"
    methods: frozenset[Method] = frozenset()
    frequencies: frozenset[Frequency] = frozenset()
    can: frozenset[Can] = frozenset()

    def hosts(self) -> tuple[str, ...]:
        """None."""
        return ()

    def origins(self) -> tuple[str, ...]:
        """None."""
        return ()

    def least(self, currency: str) -> int | None:
        """Return that no currency is taken."""
        return None

    def start(self, order: Order, *, key: str) -> Checkout:
        """Refuse."""
        return _nobody()

    def read_hook(self, hook: Hook) -> Hint | None:
        """Refuse: nobody could have signed it."""
        raise BadSignature("nobody is set to take payments")

    def hint_of(self, checkout: str, frequency: Frequency) -> Hint:
        """Refuse: there is no page."""
        return _nobody()

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Return nothing: nothing happens."""
        return ()

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield nothing."""
        return iter(())

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield nothing."""
        return iter(())

    def standing(self, subscription: str) -> Standing:
        """Refuse."""
        return _nobody()

    def pause(self, subscription: str, *, until: datetime | None, key: str) -> None:
        """Refuse."""
        _nobody()

    def resume(self, subscription: str, *, key: str) -> None:
        """Refuse."""
        _nobody()

    def change_amount(self, subscription: str, amount: int, *, key: str) -> None:
        """Refuse."""
        _nobody()

    def card_page(self, subscription: str, *, back: str, key: str) -> str:
        """Refuse."""
        return _nobody()

    def cancel(self, subscription: str, *, key: str) -> None:
        """Refuse."""
        _nobody()

    def refund(self, transaction: str, amount: int, *, key: str) -> None:
        """Refuse."""
        _nobody()


def _nobody() -> NoReturn:
    raise ProviderFault("damaged", "nobody is set to take payments: TAMIZDAT_PROVIDER=null")
