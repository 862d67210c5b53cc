"""``keys dkim DOMAIN``: two keys that sign a domain's mail, and what the DNS and the settings must say of them."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.newsletters.mail.dkim import Signer, from_pem, generate, to_pem
from tamizdat.sealed.keyring_files import make_folder, write_new
from tamizdat.site import conf
from tamizdat.site.errors import CannotDo
from tamizdat.site.mail_settings import DOMAIN

KINDS = ("rsa", "ed25519")
"""Both, because some receivers know only the older one."""


def make_dkim(options: argparse.Namespace) -> int:
    """Make the keys of a domain for this year if they are not there, and print how they are put to use."""
    domain = options.domain.lower()
    if not DOMAIN.fullmatch(domain):
        raise CannotDo(f"{options.domain!r} is no domain: write it as courier.example, without @ and without https://")
    signers = [_signer(domain, kind) for kind in KINDS]
    print("Publish in the DNS, as a zone file has it:\n")
    print("\n".join(signer.dns_record().zone_line() for signer in signers))
    named = " ".join(f"{domain}:{signer.selector}:{_file(domain, kind)}" for signer, kind in zip(signers, KINDS, strict=True))
    print(f'\nand, once it can be asked there, set (beside keys of other domains):\n\nTAMIZDAT_DKIM_KEYS="{named}"')
    return 0


def _signer(domain: str, kind: str) -> Signer:
    path = _file(domain, kind)
    make_folder(path.parent)
    write_new(path, to_pem(generate(kind)))
    return Signer(domain, f"{datetime.now(UTC).year}-{kind}", from_pem(path.read_bytes()))  # type: ignore[arg-type]


def _file(domain: str, kind: str) -> Path:
    return conf.load().home / "keys" / f"dkim-{domain}-{datetime.now(UTC).year}-{kind}.pem"
