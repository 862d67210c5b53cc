"""A slice of ``benchmarks/gift_crash.py``: gifts on their way through the running newspaper while a process falls, or its disk fails."""

import time

import pytest

from simulators.gift_faults import Giver, look_at, payments, roles, tampering

ARRIVES_WITHIN = 60.0


@pytest.mark.parametrize(
    ("role", "fault"),
    [("gate keeper", "signal=KILL"), ("collector", "error=EIO")],
)
def test_a_gift_that_meets_a_fault_at_the_disk_is_in_the_ledger_once(newspaper, role, fault):
    giver, before, paid = Giver(newspaper.gate, newspaper.home), look_at(newspaper.home), payments(newspaper.home)
    tell = ("-e", "trace=fdatasync", "-e", f"inject=fdatasync:{fault}:when=1")
    with tampering(roles(newspaper.process.pid)[role], *tell) as notes:
        page = giver.come_to_a_page()
        assert "INJECTED" in (said := notes.read_text()) or "killed by SIGKILL" in said
        giver.pay(page)
    last = time.monotonic() + ARRIVES_WITHIN
    while payments(newspaper.home) == paid and time.monotonic() < last:
        time.sleep(0.1)
    after = look_at(newspaper.home)
    assert after == before | {"paid": before["paid"] + 1}
