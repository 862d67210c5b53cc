"""Bounces and complaints that came through the gate as a hook. docs/spec/bounces.md, section 3.

Promises: nothing is applied unless the signature fits and was fresh when the gate took it; all of a request in the caller's
transaction; the same request again changes nothing more. The log holds numbers and status codes.
"""

import logging
from collections import Counter

from django.conf import settings

from tamizdat.newsletters.bounces.tick import apply, say
from tamizdat.newsletters.bounces.webhook import HEADER, BadWebhook, read_webhook
from tamizdat.newsletters.interfaces import Hook
from tamizdat.newsletters.mail.names import Token
from tamizdat.newsletters.readers.doors import keyring
from tamizdat.newsletters.readers.store import ReaderStore

log = logging.getLogger(__name__)


def take(hook: Hook) -> bool:
    """Apply what *hook* reports; return False if it is not believed."""
    secret = settings.TAMIZDAT.mail.bounces_secret
    if not secret:
        log.error("bounces came by hook, and there is no TAMIZDAT_BOUNCES_SECRET to check them with")
        return False
    signature, came = hook.headers.get(HEADER.lower(), ""), hook.received.timestamp()
    try:
        findings = read_webhook(hook.body, signature, secret=secret.encode(), key=keyring().message_ids(), came=came)
    except BadWebhook as error:
        log.warning("bounces that came by hook were refused: %s", error)
        return False
    readers = ReaderStore()
    for finding in findings:
        apply(finding, readers, _nobody_leaves)
    say(Counter(one.kind for one in findings), Counter(one.status for one in findings if one.kind == "blocked"))
    return True


def _nobody_leaves(_: Token) -> None:
    """No event of a hook asks for it: who wants to leave writes, or follows the link."""
