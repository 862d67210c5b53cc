"""A storm: webhooks three times over and forged ones, workers killed at work; and the same without locks, where it goes wrong."""

from benchmarks.ledger_events import differences, measure


def test_killed_workers_repeated_and_forged_webhooks_leave_the_ledger_as_the_provider_has_it():
    found = measure(60)
    assert differences(found) == 0, found
    assert found["forged_applied"] == 0
    assert found["outcomes"]["forged"] > 0
    assert found["events"] >= 60
