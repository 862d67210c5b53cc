"""All tables of contributions, a file a family. No relation leads out of this database; newsroom things are named by their record ids."""

from tamizdat.contributions.models.checkouts import CardRule, Checkout
from tamizdat.contributions.models.hooks import HookDay, Inbound
from tamizdat.contributions.models.ledger import AppealTotal, ChainHead, Contribution, Entry, Filed, Handle, Origin, Total
from tamizdat.contributions.models.outgoing import Outgoing
from tamizdat.contributions.models.watching import Alarm, Deed, Difference, Reconciliation

__all__ = [
    "Alarm",
    "AppealTotal",
    "CardRule",
    "ChainHead",
    "Checkout",
    "Contribution",
    "Deed",
    "Difference",
    "Entry",
    "Filed",
    "Handle",
    "HookDay",
    "Inbound",
    "Origin",
    "Outgoing",
    "Reconciliation",
    "Total",
]
