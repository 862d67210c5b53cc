"""``python -m benchmarks [FIGURE…]``: measure, print a table, and keep what was measured in ``benchmarks/results.json``.

Promises: figures that were not asked for stay as they were; a shortfall is written as it is, with where the time goes, and is no
failure. Fails for a name that no file measures, and names the package or folder that is missing.
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
sys.path.append(str(Path(__file__).parents[1] / "tests"))  # measures and tests share their simulators
MODULES = {
    "article_p95_bytes": "article_bytes",
    "publish_p95_s_10000": "publish",
    "publish_ratio_10000_1000": "publish",
    "publish_pages_written": "pages_written",
    "build_vs_hugo_10000": "build_vs_hugo",
    "serve_vs_nginx_32": "serve_vs_nginx",
    "make_run_s": "make_run",
    "gate_signups_s": "gate_signups",
    "gate_p99_ms": "gate_signups",
    "gate_readable_on_disk": "gate_blind",
    "gate_readable_in_memory_after_90s": "gate_blind",
    "letter_lost": "letter_crash",
    "letter_doubled": "letter_crash",
    "letter_stuck": "letter_crash",
    "letter_prepared_s_core": "letter_sending",
    "letter_sent_s": "letter_sending",
    "letter_sent_dkim_s": "letter_sending",
    "letter_memory_ratio": "letter_memory",
    "unsubscribe_s": "unsubscribe",
    "autosave_p95_ms_while_sending": "autosave_while_sending",
    "letter_spam_score": "letter_spam",
    "ledger_differences": "ledger_events",
    "ledger_forged_applied": "ledger_events",
    "ledger_apply_ms": "big_ledger",
    "dashboard_ms": "big_ledger",
    "gift_lost_or_doubled": "gift_crash",
    "gift_form_p99_ms": "gift_form",
    "gift_forms_s": "gift_form",
    "hostile_attempts_passed": "hostile_gifts",
    "listed_country_reached_payment": "listed_country",
    "restore_min": "restore",
    "gift_reply_p95_s": "gift_reply",
    "sign_up_flood_mails": "sign_up_flood",
}
"""Figure -> the module whose ``run`` measures it."""

Entry = dict[str, Any]


def main() -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the figures of this newspaper.")
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"by default all: {', '.join(MODULES)}")
    parser.add_argument("--runs", type=int, default=5, help="runs of each (default: %(default)s)")
    chosen = parser.parse_args()
    if unknown := set(chosen.figures) - set(MODULES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("ended; what was measured before is kept")
    )  # so that what a measure started is stopped
    failed = False
    for module in dict.fromkeys(MODULES[name] for name in chosen.figures or MODULES):
        failed |= not _measure(module, import_module(f"benchmarks.{module}").run, chosen.runs)
    print(table(read()))
    return int(failed)


def _measure(module: str, run: Callable[[int], list[Entry]], runs: int) -> bool:
    """Measure and keep; return whether it failed, which says why."""
    print(f"measuring {module} …", flush=True)
    try:
        keep(run(runs))
    except (RuntimeError, OSError) as error:
        print(f"  not measured: {error}", flush=True)
        return True
    return False


def keep(entries: list[Entry]) -> None:
    """Put *entries* in the place of those of the same figure."""
    merged = {known["figure"]: known for known in read()} | {entry["figure"]: entry for entry in entries}
    order = [*MODULES, *sorted(merged.keys() - MODULES.keys())]
    kept = [merged[figure] for figure in order if figure in merged]
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read() -> list[Entry]:
    """Return what was measured so far."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


def table(entries: list[Entry]) -> str:
    """Return the figures for a person."""
    rows = [("figure", "value", "unit", "target", "")]
    rows += [
        (entry["figure"], f"{entry['value']:,}", entry["unit"], f"{entry['target']:,}", "holds" if entry["holds"] else "falls short")
        for entry in entries
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


if __name__ == "__main__":
    sys.exit(main())
