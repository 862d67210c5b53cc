"""What PayPal takes, and what the codes in its report mean. Data.

Sources: PayPal's REST reference, "Currency codes" and "Transaction event codes"; looked up 2026-11.
"""

_CURRENCIES = "AUD CAD CHF CZK DKK EUR GBP HKD ILS MXN NOK NZD PLN SEK SGD THB USD"
LEAST = dict.fromkeys(_CURRENCIES.split(), 1_00) | {"JPY": 100}
"""Currency -> least amount that is asked for, in minor units. PayPal itself takes a hundredth, of which it keeps more than all. Not taken:
HUF and TWD, which PayPal counts without the digits that they have, and BRL, CNY, MYR and INR, which it keeps within their countries."""

PAID = frozenset(f"T00{number:02d}" for number in range(19))
SUBSCRIBED = "T0002"
REFUNDED = "T1107"
TAKEN = frozenset({"T1106", "T1110", "T1201"})
GIVEN_BACK = frozenset({"T1111", "T1202", "T1205", "T1208"})
"""Codes of the report's lines that are a giver's money: payments, refunds, what a dispute or a bank took or held, and what of it came back.
Others are PayPal's own fees, exchange between the newspaper's balances, and what goes to its bank."""

WON = frozenset({"RESOLVED_SELLER_FAVOUR", "CANCELED_BY_BUYER", "DENIED", "RESOLVED_WITH_PAYOUT"})
LOST = frozenset({"RESOLVED_BUYER_FAVOUR", "ACCEPTED"})
"""Outcomes of a dispute."""
