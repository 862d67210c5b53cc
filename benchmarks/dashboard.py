"""``dashboard_ms``: the page of what giving brings, at 1,000,000 entries.

``big_ledger`` fills the ledger. Measured on SQLite and on PostgreSQL: the page's own work, which is counting what was entered since (a
payment before each second call), its queries, the forecast drawn anew, and all drawings and tables as HTML; not Wagtail's frame around it.
The currencies take turns. Beside it, in each run, the processor time of the page's own process.
"""

import time
from typing import Any

from benchmarks.measuring import SOURCE, percentile, spread, wait_for_quiet

CALLS = 40


def measure(runs: int) -> list[dict[str, Any]]:
    """Measure the page over the ledger of this process *runs* times."""
    return [_once(number) for number in range(runs)]


def _once(number: int) -> dict[str, Any]:
    from benchmarks.filling_ledger import BEGAN, DAYS, timedelta
    from factories.ledger import paid
    from tamizdat.contributions.ledger.append import Ledger

    today = (BEGAN + timedelta(days=DAYS - 10)).date()
    ledger, took, own = Ledger(now=lambda: BEGAN), [], []
    wait_for_quiet()
    for call in range(CALLS):
        if call % 2:
            name = f"new_{number}_{call}"
            ledger.apply([paid(500, name, event=name, ref=name.rjust(22, "-"), at=BEGAN + timedelta(days=DAYS - 11))])
        started, worked = time.perf_counter(), time.process_time()
        _page(("EUR", "USD", "GBP")[call % 3], today)
        took.append(1000 * (time.perf_counter() - started))
        own.append(1000 * (time.process_time() - worked))
    return {"p95_ms": round(percentile(took, 0.95), 1), "ms": spread(took, 1), "processor_ms": spread(own, 1)}


def _page(currency: str, today: Any) -> str:
    """Return the page's own part as HTML."""
    from django.template import Context, Engine

    from tamizdat.contributions.desk.dashboard import shown
    from tamizdat.contributions.numbers.forecast import forecast

    forecast.cache_clear()
    page = shown(currency, today)
    if page["currency"] != currency or page["behind"] or page["why"]:
        raise RuntimeError("the page does not show what it should")
    engine = Engine(dirs=[str(SOURCE / "tamizdat" / "contributions" / "templates")])
    template = engine.get_template("contributions/dashboard/chart.html")
    return "".join(template.render(Context({"chart": chart})) for chart in page["charts"] + page["everywhere"])
