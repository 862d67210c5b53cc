"""All tables of contributions, a file a family. No relation leads out of this database; newsroom things are named by their record ids."""

from tamizdat.contributions.models.changes import GiftChange, PauseEnd
from tamizdat.contributions.models.checkouts import CardRule, Checkout
from tamizdat.contributions.models.decisions import LookedAt, Refund
from tamizdat.contributions.models.departures import Departed, StatementRun
from tamizdat.contributions.models.givers import Given, Giver, Silence, Told
from tamizdat.contributions.models.hooks import HookDay, Inbound
from tamizdat.contributions.models.ledger import AppealTotal, ChainHead, Contribution, Entry, Filed, Handle, Origin, Total
from tamizdat.contributions.models.mails import Mail
from tamizdat.contributions.models.months import Month, MonthsHead
from tamizdat.contributions.models.outgoing import Outgoing
from tamizdat.contributions.models.reminders import Reminder
from tamizdat.contributions.models.watching import Alarm, Deed, Difference, Reconciliation

__all__ = [
    "Alarm",
    "AppealTotal",
    "CardRule",
    "ChainHead",
    "Checkout",
    "Contribution",
    "Deed",
    "Departed",
    "Difference",
    "Entry",
    "Filed",
    "GiftChange",
    "Given",
    "Giver",
    "Handle",
    "HookDay",
    "Inbound",
    "LookedAt",
    "Mail",
    "Month",
    "MonthsHead",
    "Origin",
    "Outgoing",
    "PauseEnd",
    "Reconciliation",
    "Refund",
    "Reminder",
    "Silence",
    "StatementRun",
    "Told",
    "Total",
]
