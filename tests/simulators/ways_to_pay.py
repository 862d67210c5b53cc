"""Ways to pay as the room that takes money would tell them: whatever a test says is open."""

from typing import Any

from tamizdat.contributions.methods import ClosedMethod, OpenMethod

OPEN: dict[str, Any] = {}
"""Code -> way to pay; a test fills and empties it."""


def way(code: str, **fields: Any) -> OpenMethod:
    """A way to pay with everything filled in."""
    said = {
        "name": "local",
        "provider": "Pretend payments",
        "points": 290,
        "fixed": {"USD": 30},
        "frequencies": ("once", "monthly", "annual"),
        "origins": ("https://pay.example",),
        "least": {"USD": 50, "EUR": 50},
        **fields,
    }
    return OpenMethod(code=code, **said)


def open_methods() -> tuple[OpenMethod, ...]:
    """Satisfies ``TAMIZDAT_METHODS``."""
    return tuple(OPEN.values())


def closed_methods() -> tuple[ClosedMethod, ...]:
    """Satisfies ``TAMIZDAT_CLOSED_METHODS``."""
    return tuple(
        ClosedMethod(code=code, name="local", why="nobody has recorded the provider's rule")
        for code in ("card", "paypal", "crypto")
        if code not in OPEN
    )


def raised(code: str, currency: str) -> int:
    """Satisfies ``TAMIZDAT_RAISED``."""
    return int(RAISED[code])


RAISED: dict[str, int] = {}
"""Code of an appeal -> what it has brought."""


def open_where_terms_are_known() -> tuple[OpenMethod, ...]:
    """As above, but shut until there are terms whose listed countries a provider's rule can be held against."""
    from tamizdat.newsroom.models import Freeze

    return open_methods() if Freeze.latest("giving") else ()
