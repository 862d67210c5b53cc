"""The part of the settings door that is about payments: who takes them, and what each of them must be told.

Promises: a setting that is missing or garbled is named with an example, before anything starts; no secret is ever in a sentence.
Settings of a provider that is not named are not asked for, and not kept.
"""

import re
from collections.abc import Mapping

from tamizdat.contributions.money import BadAmount, read_amount
from tamizdat.contributions.providers.settings import METHODS, BtcpaySettings, GivingSettings, PayPalSettings, StripeSettings
from tamizdat.site.errors import BadSetting

PAYPAL = "https://api-m.paypal.com"
PAYPAL_SANDBOX = "https://api-m.sandbox.paypal.com"

_LOOPBACK = r"http://(127\.0\.0\.1|localhost)(:\d{1,5})?"
_PROXY = re.compile(r"socks5h?://(?:[^\s/?#@]+@)?[^\s/?#@:]+:\d{1,5}")


def giving_settings(env: Mapping[str, str]) -> GivingSettings:
    """Return the settings of giving in *env*. Raises ``BadSetting``."""
    names = _names(env)
    kept = _kept(env, names)
    known = (*names, *kept)
    return GivingSettings(
        names=names,
        kept=kept,
        stripe=_stripe(env) if "stripe" in known else None,
        paypal=_paypal(env) if "paypal" in known else None,
        btcpay=_btcpay(env) if "btcpay" in known else None,
        proxy=_proxy(env),
        review_above=_review(env, needed="btcpay" in names),
        refund_alone=_amounts(env, "TAMIZDAT_REFUND_ALONE", "100 EUR 100 USD"),
    )


def _names(env: Mapping[str, str]) -> tuple[str, ...]:
    name, example = "TAMIZDAT_PROVIDER", "stripe btcpay"
    names = tuple(env.get(name, "").split()) or ("local",)
    unknown = [one for one in names if one not in METHODS]
    if unknown:
        raise BadSetting(name, f"names who takes payments ({', '.join(METHODS)}), and there is no {unknown[0]!r}", example)
    if len(names) > 1 and "null" in names:
        raise BadSetting(name, "says both that nobody takes payments and that somebody does", example)
    methods = [method for one in names for method in METHODS[one]]
    if len(methods) != len(set(methods)):
        raise BadSetting(name, "names two for the same way to pay", example)
    return names


def _kept(env: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    name, example = "TAMIZDAT_PROVIDER_KEPT", "paypal"
    kept, real = tuple(env.get(name, "").split()), ("stripe", "paypal", "btcpay")
    unknown = [one for one in kept if one not in real]
    if unknown:
        raise BadSetting(name, f"names who took payments before ({', '.join(real)}), and there is no {unknown[0]!r}", example)
    if len(set(kept)) < len(kept) or set(kept) & set(names):
        raise BadSetting(name, "names one twice, or one that TAMIZDAT_PROVIDER names", example)
    return kept


def _stripe(env: Mapping[str, str]) -> StripeSettings:
    return StripeSettings(
        key=_need(env, "TAMIZDAT_STRIPE_KEY", r"(sk|rk)_(live|test)_[A-Za-z0-9]{8,}", "is Stripe's secret or restricted key", "rk_live_…"),
        hook_secret=_need(env, "TAMIZDAT_STRIPE_HOOK_SECRET", r"whsec_\S{8,}", "is the signing secret of Stripe's webhook", "whsec_…"),
    )


def _paypal(env: Mapping[str, str]) -> PayPalSettings:
    url = env.get("TAMIZDAT_PAYPAL_URL") or PAYPAL
    if url not in (PAYPAL, PAYPAL_SANDBOX):
        raise BadSetting("TAMIZDAT_PAYPAL_URL", "is PayPal's own address, or that of its sandbox", PAYPAL_SANDBOX)
    return PayPalSettings(
        id=_need(env, "TAMIZDAT_PAYPAL_ID", r"[A-Za-z0-9_-]{20,}", "is the client id of PayPal's application", "AbC1…"),
        secret=_need(env, "TAMIZDAT_PAYPAL_SECRET", r"\S{20,}", "is the secret of PayPal's application", "EFg2…"),
        hook=_need(env, "TAMIZDAT_PAYPAL_HOOK", r"[A-Za-z0-9]{8,50}", "is the id of PayPal's webhook", "8PT59…"),
        url=url,
    )


def _btcpay(env: Mapping[str, str]) -> BtcpaySettings:
    address = rf"https://[^\s/?#@]+(/[^\s?#]*)?|http://[a-z2-7]{{56}}\.onion(:\d{{1,5}})?|{_LOOPBACK}"
    return BtcpaySettings(
        url=_need(env, "TAMIZDAT_BTCPAY_URL", address, "is the address of your BTCPay server", "https://btcpay.courier.example").rstrip(
            "/"
        ),
        store=_need(
            env,
            "TAMIZDAT_BTCPAY_STORE",
            r"[A-Za-z0-9]{8,64}",
            "is the id of the store in BTCPay",
            "9CiNzKoANXxmk5ay…",
        ),
        key=_need(env, "TAMIZDAT_BTCPAY_KEY", r"[A-Za-z0-9]{20,}", "is an API key of BTCPay for that store", "a1b2c3…"),
        hook_secret=_need(env, "TAMIZDAT_BTCPAY_HOOK_SECRET", r"\S{8,}", "is the secret of BTCPay's webhook", "3kf9…"),
    )


def _need(env: Mapping[str, str], name: str, form: str, what: str, example: str) -> str:
    text = env.get(name, "").strip()
    if not text:
        raise BadSetting(name, f"{what}, and is missing", example)
    if not re.fullmatch(form, text):
        raise BadSetting(name, f"{what}, and is not what is set", example)
    return text


def _proxy(env: Mapping[str, str]) -> str:
    text = env.get("TAMIZDAT_PROVIDER_PROXY", "").strip()
    if text and not _PROXY.fullmatch(text):
        raise BadSetting("TAMIZDAT_PROVIDER_PROXY", "is the address of a SOCKS proxy, such as Tor's", "socks5://127.0.0.1:9050")
    return text


def _review(env: Mapping[str, str], *, needed: bool) -> tuple[tuple[str, int], ...]:
    name, example = "TAMIZDAT_REVIEW_ABOVE", "1000 EUR 1000 USD"
    if needed and not env.get(name, "").split():
        raise BadSetting(name, "says above which amounts a gift of which nobody can know waits for a person, and is missing", example)
    return _amounts(env, name, example)


def _amounts(env: Mapping[str, str], name: str, example: str) -> tuple[tuple[str, int], ...]:
    """Return the currencies and minor units that a setting lists."""
    words = env.get(name, "").split()
    if len(words) % 2:
        raise BadSetting(name, "lists amounts, each followed by its currency", example)
    try:
        return tuple((currency, read_amount(amount, currency)) for amount, currency in zip(words[::2], words[1::2], strict=True))
    except BadAmount:
        raise BadSetting(name, "lists amounts, each followed by its currency", example) from None
