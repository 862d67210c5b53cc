"""Automatic answers that are no reports: out of office, "prove that you are human", "we have received your message". RFC 3834."""

import re
from email.message import Message

_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply", "x-mail-autoreply", "x-vacation")
_PRECEDENCE = {"auto_reply", "auto-reply", "junk"}
_SUBJECT = re.compile(
    r"^\s*(out of (the )?office|auto(matic)?[ -]?(reply|response)|automatische antwort|abwesen|r[eé]ponse automatique|respuesta autom"
    r"|autoreply|vacation|автоответ|автоматический ответ|нет на месте|в отпуске|پاسخ خودکار"
    r"|(please )?(confirm|verify) (your|that you).*(message|email|human)|challenge|\[?boxbe|spamarrest)",
    re.IGNORECASE,
)


def is_automatic(message: Message) -> bool:
    """Tell whether a program wrote *message* in answer to ours."""
    submitted = str(message.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    if submitted not in ("no", "") or any(mark in message for mark in _MARKS):
        return True
    if str(message.get("precedence", "")).strip().lower() in _PRECEDENCE:
        return True
    return bool(_SUBJECT.search(decoded(message.get("subject"))))


def decoded(value: object) -> str:
    """Return a header as people read it; undecodable parts as they stand."""
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(str(value or ""))))
    except (ValueError, LookupError):
        return str(value or "")
