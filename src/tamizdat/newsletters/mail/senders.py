"""Who a letter is from, as its reader sees it; and the keys that its per-reader parts are made with."""

from dataclasses import dataclass, field, replace
from email.utils import parseaddr

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.newsletters.mail.dkim import Signer
from tamizdat.sealed.lookup import normal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A name and an address to write from. The discreet one has a name, an address and a domain that tell nothing of the newspaper."""

    name: str
    address: str
    gate: str  # where links lead, without a slash at the end
    domain: str  # of the return path and the Message-ID
    signers: tuple[Signer, ...] = ()
    neutral: bool = False  # no header may tell which letter this is


@dataclass(frozen=True, slots=True, kw_only=True)
class MailKeys:
    """What the newsroom signs a reader's parts with."""

    links: Ed25519PrivateKey = field(repr=False)
    message_ids: bytes = field(repr=False)


def named(sender: Sender, newspaper: str) -> Sender:
    """Return *sender* with the newspaper's own name, in the letter's language, unless the settings name it or it must tell nothing."""
    return sender if sender.name or sender.neutral else replace(sender, name=newspaper)


def sender_of(line: str, *, gate: str, domain: str = "", signers: tuple[Signer, ...] = (), neutral: bool = False) -> Sender:
    """Return the sender that a settings line names: ``The Kesh Courier <letters@courier.example>``. Raises ``ValueError``.

    Without *domain* it is the address's. Signers of another domain are left out: DMARC wants the one that stands in From.
    """
    name, written = parseaddr(line)
    try:
        address = normal(written)
    except ValueError:
        raise ValueError(f"not a sender: {line!r}; write it as: The Kesh Courier <letters@courier.example>") from None
    own = address.rpartition("@")[2]
    mine = tuple(signer for signer in signers if signer.domain == own)
    return Sender(name=name, address=address, gate=gate.rstrip("/"), domain=domain or own, signers=mine, neutral=neutral)
