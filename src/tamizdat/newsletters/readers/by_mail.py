"""Signing up by a mail to the address beside the form: for the first letter of a language, and nothing else.

Promises: the same limits, the same one mail and the same silence about who reads already as a form has; nobody is a reader before they
have pressed the button, and the mail with it shows the whole text that pressing it agrees to. A flood of forged senders does not become
a flood of ours.
"""

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from tamizdat.edition.records import Language, Site
from tamizdat.newsletters.models import Pending
from tamizdat.newsletters.readers import numbers
from tamizdat.newsletters.readers.arriving import BY_MAIL, sign_up
from tamizdat.newsletters.readers.doors import DATABASE, newspaper

A_DAY = 1_000
"""Requests by mail of the last day that may wait for their confirmation; while there are more, the next stay in the mailbox."""


def sign_up_by_mail(address: str, tag: str, now: datetime) -> Literal["asks", "nothing", "waits"]:
    """Queue the one mail that a request from *address* may cause; *tag* names a language, or nothing."""
    language = asked_in(newspaper(), tag)
    with transaction.atomic(using=DATABASE):
        if language is None or _too_many(now):
            return "waits"
        letters = [language.letters[0].code]
        fields = {"language": language.code, "address": address, "letters": letters, "consent": language.consent_version}
        counts = sign_up(fields, now, source=BY_MAIL)
        numbers.add(counts, now)
    return "asks" if any(count.what == numbers.SIGNED_UP for count in counts) else "nothing"


def asked_in(site: Site | None, tag: str) -> Language | None:
    """Return the language named by *tag*, else the first; of those alone in which there is a letter and words to agree to."""
    spoken = [language for language in site.languages if language.letters and language.consent] if site else []
    return next((language for language in spoken if language.code.lower() == tag), spoken[0] if spoken else None)


def _too_many(now: datetime) -> bool:
    return bool(Pending.objects.filter(source=BY_MAIL, came__gt=now - timedelta(days=1)).count() >= A_DAY)
