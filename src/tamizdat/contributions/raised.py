"""What an appeal has brought, for its goal on the newspaper's pages (``TAMIZDAT_RAISED``).

Promises: what was paid less what went back, in the goal's own currency: other currencies are not converted, for nobody may know the rate.
Told as ``telling`` says. A handful of rows are read, however many entries there are. Leaves to the newsroom how often it asks.
"""

from django.db.models import Sum

from tamizdat.contributions.models import AppealTotal
from tamizdat.contributions.telling import FEW, coarse

_SIGNS = {"paid": 1, "refunded": -1, "disputed": -1, "dispute_won": 1}


def raised(code: str, currency: str) -> int | None:
    """Return what the appeal *code* has brought in *currency* (minor units), None while too few have given for it."""
    rows = AppealTotal.objects.filter(appeal=code, currency=currency).values_list("what").annotate(Sum("amount"), Sum("count"))
    sums = {what: (amount, count) for what, amount, count in rows}
    if sums.get("gave", (0, 0))[1] < FEW:
        return None
    return coarse(max(0, sum(sign * sums[what][0] for what, sign in _SIGNS.items() if what in sums)))
