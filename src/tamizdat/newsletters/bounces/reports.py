"""Reports in their own form: delivery status (RFC 3464, 6533) and abuse (RFC 5965), read by their fields and not by their wording."""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from tamizdat.newsletters.bounces.findings import Finding, of_failure

Fields = dict[str, str]
"""A group of a report's fields: names in lower case."""

_NOT_COMPLAINTS = {"not-spam": "nothing", "auth-failure": "nothing", "opt-out": "leave", "opt-out-list": "leave"}
"""Feedback types that do not say that a reader calls the letter spam."""

_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")
_AN_END = {"delivered", "relayed", "expanded", "delayed"}


def from_report(message: Message) -> Finding | None:
    """Return what the report in *message* says, not yet about whom, or None if there is no report in it."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            return _from_feedback(groups(part))
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            return _from_status(groups(part))
    return None


def groups(part: Message) -> list[Fields]:
    """Return the groups of fields in *part*."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return [_fields(text) for text in _blocks(str(payload or ""))]
    found: list[Fields] = []
    for group in payload:
        assert isinstance(group, Message)
        found.append({name.lower(): _one_line(value) for name, value in group.items()})
        rest = group.get_payload()
        found += [_fields(text) for text in _blocks(rest if isinstance(rest, str) else "")]
    return [fields for fields in found if fields]


def _from_feedback(found: list[Fields]) -> Finding:
    kind = next((fields["feedback-type"] for fields in found if "feedback-type" in fields), "abuse").strip().lower()
    return Finding(_NOT_COMPLAINTS.get(kind, "complaint"), words=f"feedback: {kind[:20]}")  # type: ignore[arg-type]


def _from_status(found: list[Fields]) -> Finding | None:
    """The worst that is said of any recipient: a message of ours has one, and a forwarder's list may name more."""
    ends = [_of_recipient(fields) for fields in found if "action" in fields or "status" in fields]
    order = ("gone", "blocked", "temporary", "nothing")
    return min(ends, key=lambda finding: order.index(finding.kind), default=None)


def _of_recipient(fields: Fields) -> Finding:
    action = fields.get("action", "failed").partition(" ")[0].strip().lower()
    if action in _AN_END:
        return Finding("nothing", words=action)
    status = _STATUS.search(fields.get("status", ""))
    return of_failure(status[0] if status else "", fields.get("diagnostic-code", ""))


def _blocks(text: str) -> Iterator[str]:
    return (block for block in re.split(r"\r?\n[ \t]*\r?\n", text) if block.strip())


def _fields(text: str) -> Fields:
    return {name.lower(): _one_line(value) for name, value in HeaderParser().parsestr(text.lstrip()).items()}


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
