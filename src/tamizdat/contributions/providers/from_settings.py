"""The providers that the settings name, made once a process: ``TAMIZDAT_PROVIDER=stripe``, or several for different methods.

    null        nobody takes payments
    local       the pretend provider: no money moves (the demo)
    stripe      cards            TAMIZDAT_STRIPE_KEY, TAMIZDAT_STRIPE_HOOK_SECRET
    paypal      PayPal           TAMIZDAT_PAYPAL_ID, TAMIZDAT_PAYPAL_SECRET, TAMIZDAT_PAYPAL_HOOK
    btcpay      Bitcoin          TAMIZDAT_BTCPAY_URL, TAMIZDAT_BTCPAY_STORE, TAMIZDAT_BTCPAY_KEY, TAMIZDAT_BTCPAY_HOOK_SECRET

``TAMIZDAT_PROVIDER_KEPT`` names those with which the newspaper takes nothing new, and where contributions run still: they need their keys
until the last has ended. ``site/giving_settings.py`` reads and checks all of it: what is missing stops the start with its name and an
example. ``settings`` is their form.
"""

from collections.abc import Callable
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tamizdat.contributions.doors import may_take
from tamizdat.contributions.interfaces import Provider, ProviderFault
from tamizdat.contributions.providers.settings import GivingSettings


def providers() -> MappingProxyType[str, Provider]:
    """Return name -> provider, those that the settings name, with those that are only kept."""
    return _made(settings.TAMIZDAT.giving)


def provider(name: str) -> Provider:
    """Return the provider *name*. Raises ``ProviderFault`` ("retry") if the settings do not name it: it may come back with its key."""
    try:
        return providers()[name]
    except KeyError:
        raise ProviderFault("retry", f"{name} is not among the providers in TAMIZDAT_PROVIDER or TAMIZDAT_PROVIDER_KEPT") from None


def provider_for(method: str) -> Provider | None:
    """Return the provider that takes *method*, None if nobody does."""
    kept = settings.TAMIZDAT.giving.kept
    return next((one for name, one in providers().items() if method in one.methods and name not in kept), None)


def hosts(giving: GivingSettings) -> tuple[str, ...]:
    """Return the hosts that the providers of *giving* contact, and to which they lead givers. Contacts nobody."""
    return tuple(dict.fromkeys(host for one in _made(giving).values() for host in one.hosts()))


@cache
def _made(giving: GivingSettings) -> MappingProxyType[str, Provider]:
    return MappingProxyType({name: _MAKERS[name](giving) for name in giving.known})


def _null(giving: GivingSettings) -> Provider:
    from tamizdat.contributions.providers.null import Null

    return Null()


def _local(giving: GivingSettings) -> Provider:
    # Named, not imported: a newspaper that takes real money runs without the code that pretends.
    made: Callable[[Any], Provider] = import_string("tamizdat.contributions.providers.local.from_settings.local_provider")
    return made(settings.TAMIZDAT)


def _stripe(giving: GivingSettings) -> Provider:
    from tamizdat.contributions.providers.stripe.provider import Stripe

    said = giving.stripe
    assert said is not None
    return Stripe(key=said.key, hook_secret=said.hook_secret, may_take=partial(may_take, "card"), proxy=giving.proxy)


def _paypal(giving: GivingSettings) -> Provider:
    from tamizdat.contributions.providers.paypal.provider import PayPal

    said = giving.paypal
    assert said is not None
    take = partial(may_take, "paypal")
    return PayPal(application=said.id, secret=said.secret, hook=said.hook, url=said.url, may_take=take, proxy=giving.proxy)


def _btcpay(giving: GivingSettings) -> Provider:
    from tamizdat.contributions.providers.btcpay.provider import Btcpay

    said = giving.btcpay
    assert said is not None
    return Btcpay(url=said.url, store=said.store, key=said.key, hook_secret=said.hook_secret, proxy=giving.proxy)


_MAKERS: dict[str, Callable[[GivingSettings], Provider]] = {
    "null": _null,
    "local": _local,
    "stripe": _stripe,
    "paypal": _paypal,
    "btcpay": _btcpay,
}
