"""How many mails about signing up an address may get, whoever types it and however often: one a day, three a month.

Promises: counted before the mail is queued, in the same transaction; a crash costs a mail and never doubles one. Rolling windows, not
calendar days, so that midnight opens no door.
"""

from datetime import datetime

from tamizdat.newsletters.models import MailQuota

DAY_MINUTES, MONTH_MINUTES = 24 * 60, 31 * 24 * 60
A_DAY, A_MONTH = 1, 3


def take_one(address_hash: bytes, now: datetime) -> bool:
    """Return whether the address may get a mail now, and count it if so. The caller holds the address's lock."""
    minute = int(now.timestamp()) // 60
    row, _ = MailQuota.objects.get_or_create(address_hash=address_hash, defaults={"last": now})
    lately = [mailed for mailed in row.mailed if minute - mailed < MONTH_MINUTES]
    today = [mailed for mailed in lately if minute - mailed < DAY_MINUTES]
    if len(today) >= A_DAY or len(lately) >= A_MONTH:
        return False
    row.mailed, row.last = [*lately, minute], now
    row.save()
    return True
