"""The doctor: looks at everything an operator should know of, and says each thing in a sentence.

Promises: changes nothing, and contacts no other machine unless told to. A finding is *fine*, a *warning* (see to it soon; or it is the
demo), or *bad*: something is lost, stands still, or is open to the wrong eyes. Holds and shows no personal data.
"""

from tamizdat.site.doctor import giving, ledger, letters, machine, networks, setting_up
from tamizdat.site.doctor import secrets as keys
from tamizdat.site.doctor.findings import Case, Check, Finding

__all__ = ["CHECKS", "Case", "Finding", "examine"]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("keys", keys.keys_are_there),
    ("passphrase", keys.passphrase),
    ("key files", keys.files_are_closed),
    ("key agent", keys.agent),
    ("queue key", keys.queue_key_turns),
    ("mail signatures", keys.dkim),
    ("processes", machine.processes),
    ("disk", machine.disk),
    ("edition", machine.edition),
    ("backups", machine.backups),
    ("gate", letters.gate),
    ("confirmations", letters.confirmations),
    ("letters", letters.in_doubt),
    ("relays", letters.relays),
    ("payments", giving.provider),
    ("payment hosts", giving.hosts),
    ("cards", giving.cards),
    ("countries", giving.countries),
    ("terms of giving", giving.terms),
    ("networks", networks.table),
    ("payments that wait", ledger.waiting),
    ("provider's list", ledger.compared),
    ("providers left behind", ledger.left_behind),
    ("certificates", machine.certificates),
    ("second person", setting_up.second_publisher),
    ("responsible", setting_up.responsible),
    ("privacy page", setting_up.privacy_page),
    ("consent", setting_up.consent),
    ("addresses", setting_up.addresses),
)
"""Topic -> what looks at it, in the order of the report."""


def examine(case: Case) -> list[Finding]:
    """Return all findings. What cannot be looked at is a finding of its own, and the others go on."""
    found: list[Finding] = []
    for topic, check in CHECKS:
        try:
            found += [Finding(topic, level, words) for level, words in check(case)]
        except Exception as error:  # noqa: BLE001 - a sick newspaper is what a doctor is for
            found.append(Finding(topic, "bad", f"this could not be looked at ({type(error).__name__})"))
    return found
