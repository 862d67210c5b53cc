"""Looking a rendered letter through before anybody gets it: its size, where its links lead, and what mail programs will dislike. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tamizdat.edition.budget import MAIL_BYTES
from tamizdat.newsletters.interfaces import LetterMail

SEEN_ON_A_PHONE = 60
"""Characters of a subject that even a wide phone shows."""

OURS = ".invalid"
"""The marks in whose place each reader's own links stand."""

_LOADING = {"src", "srcset", "background", "poster"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found."""

    bytes: int
    links: int
    hosts: tuple[str, ...]  # that links lead to, in order of first mention
    warnings: tuple[str, ...]


def look_through(mail: LetterMail) -> Look:
    """Return what is to be said of *mail*."""
    facts = _Facts(mail)
    web = [link for link in facts.links if not (urlsplit(link).hostname or "").endswith(OURS)]
    hosts = tuple(dict.fromkeys(host for link in web if (host := urlsplit(link).hostname)))
    ours = [sentence for speaks, sentence in _WARNINGS if speaks(facts)]
    return Look(bytes=facts.size, links=len(web), hosts=hosts, warnings=(*getattr(mail, "warnings", ()), *ours))


class _Facts(HTMLParser):
    """What the warnings look at."""

    def __init__(self, mail: LetterMail) -> None:
        super().__init__()
        self.mail, self.size = mail, len(mail.html.encode())
        self.links: list[str] = []
        self.loads = False
        self.feed(mail.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href" and value and tag == "a":
                self.links.append(value)
            if name in _LOADING and not (value or "").startswith(("data:", "cid:")):
                self.loads = True


def _leads_nowhere(links: list[str]) -> bool:
    return any(urlsplit(link).scheme not in ("http", "https", "mailto") for link in links)


_WARNINGS: list[tuple[Callable[[_Facts], bool], str]] = [
    (
        lambda facts: facts.size > MAIL_BYTES,
        "It is so long that large mailbox providers cut its end off: show an article as a teaser instead of in full.",
    ),
    (lambda facts: facts.loads, "It loads something from the net when it is opened: that would tell who opened it, and where."),
    (
        lambda facts: _leads_nowhere(facts.links),
        "A link in it leads nowhere: only web and mail addresses can be followed from a letter.",
    ),
    (lambda facts: len(facts.mail.subject) > SEEN_ON_A_PHONE, "The subject is longer than what a phone shows: its end will be missing."),
    (lambda facts: not facts.mail.preheader, "There is no preheader: mailboxes show the beginning of the text behind the subject."),
]
