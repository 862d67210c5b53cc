"""A slice of ``benchmarks/gift_crash.py``: gifts on their way through the running newspaper while a process falls, or its disk fails."""

import time

from simulators.gift_faults import Giver, look_at, payments, roles, tampering

FAULTS = (("gate keeper", "signal=KILL"), ("collector", "error=EIO"))
ARRIVES_WITHIN = 60.0


def test_a_gift_that_meets_a_fault_at_the_disk_is_in_the_ledger_once(newspaper):
    giver, before = Giver(newspaper.gate, newspaper.home), look_at(newspaper.home)
    for role, fault in FAULTS:
        paid = payments(newspaper.home)
        tell = ("-e", "trace=fdatasync", "-e", f"inject=fdatasync:{fault}:when=1")
        with tampering(roles(newspaper.process.pid)[role], *tell) as notes:
            page = giver.come_to_a_page()
            assert "INJECTED" in (said := notes.read_text()) or "killed by SIGKILL" in said
            giver.pay(page)
        last = time.monotonic() + ARRIVES_WITHIN
        while payments(newspaper.home) == paid and time.monotonic() < last:
            time.sleep(0.1)
    assert look_at(newspaper.home) == before | {"paid": before["paid"] + len(FAULTS)}
