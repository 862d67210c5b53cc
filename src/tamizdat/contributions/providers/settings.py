"""What each provider must be told, as the settings door hands it on. Values only; ``site/giving_settings.py`` reads and checks them."""

from dataclasses import dataclass, field

METHODS = {
    "null": frozenset[str](),
    "local": frozenset({"card", "paypal", "crypto"}),
    "stripe": frozenset({"card"}),
    "paypal": frozenset({"paypal"}),
    "btcpay": frozenset({"crypto"}),
}
"""Provider -> methods that it takes: two that take the same are not set together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeSettings:
    """Stripe's. The key may be a restricted one; docs/how-to/take-payments.md says what it must be allowed."""

    key: str = field(repr=False)
    hook_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPalSettings:
    """PayPal's. *url*: that of the sandbox, for trying things out."""

    id: str
    secret: str = field(repr=False)
    hook: str  # the webhook's id, which its signatures contain
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BtcpaySettings:
    """BTCPay's: a server of the newspaper's own, perhaps an onion service."""

    url: str
    store: str
    key: str = field(repr=False)
    hook_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingSettings:
    """What the operator has said about taking payments."""

    names: tuple[str, ...]
    kept: tuple[str, ...] = ()  # takes nothing new: asked about what runs there, and to change or end it
    stripe: StripeSettings | None = None
    paypal: PayPalSettings | None = None
    btcpay: BtcpaySettings | None = None
    proxy: str = field(default="", repr=False)  # socks5://host:port, or "": the way to all providers
    review_above: tuple[tuple[str, int], ...] = ()  # currency and minor units
    refund_alone: tuple[tuple[str, int], ...] = ()  # currency and minor units: up to these, one person may give money back

    @property
    def known(self) -> tuple[str, ...]:
        """All providers that are asked about payments: those that take them now, and those that are kept."""
        return (*self.names, *self.kept)

    def needs_review(self, method: str, amount: int, currency: str) -> bool:
        """Return whether a wish waits for a person's decision before anybody may pay it: a large gift of whom nobody can know.

        Gifts through banks are known to somebody. A currency for which no limit is set has the limit zero.
        """
        return method == "crypto" and bool(self.review_above) and amount > dict(self.review_above).get(currency, 0)

    def may_refund_alone(self, amount: int, currency: str) -> bool:
        """Return whether one person may decide to give that much back. In a currency for which no limit is set, nobody may alone."""
        return amount <= dict(self.refund_alone).get(currency, 0)
