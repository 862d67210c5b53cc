"""All tables of the letters, a file a family. No relation leads out of this database; newsroom things are named by their record ids."""

from tamizdat.newsletters.models.arriving import AppliedRecord, MailQuota, Notice, Pending
from tamizdat.newsletters.models.collected import GateState, HookPart, SetAside
from tamizdat.newsletters.models.exports import AuditEntry, ExportRequest
from tamizdat.newsletters.models.mailings import Mailing, MailingRecipient, MailingStep
from tamizdat.newsletters.models.numbers import WeekCount
from tamizdat.newsletters.models.readers import ConsentText, Reader, Subscription, Suppression

__all__ = [
    "AppliedRecord",
    "AuditEntry",
    "ConsentText",
    "ExportRequest",
    "GateState",
    "HookPart",
    "MailQuota",
    "Mailing",
    "MailingRecipient",
    "MailingStep",
    "Notice",
    "Pending",
    "Reader",
    "SetAside",
    "Subscription",
    "Suppression",
    "WeekCount",
]
