"""Origins: which appeal somebody had read who began a contribution. Ours alone; no provider is told.

Promises: noted before a payment or after it, the totals by appeal come out the same.
"""

from tamizdat.contributions.ledger import months
from tamizdat.contributions.ledger.filing import count_origin
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Origin


def note(ref: str, *, appeal: str, variant: str) -> None:
    """Note where the contribution *ref* came from; noted again, nothing changes. The till does it when a contribution begins."""
    if not appeal:
        return
    with one_at_a_time():
        _, new = Origin.objects.get_or_create(ref=ref, defaults={"appeal": appeal, "variant": variant})
        if new:
            count_origin(ref, ("", ""), (appeal, variant))
            months.count_origin(ref, appeal)
