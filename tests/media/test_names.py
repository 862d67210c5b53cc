"""Names of files: the edition's spelling, and one name for one content."""

import hashlib
import re
from base64 import urlsafe_b64decode

from tamizdat.media.names import digest, source_id


def test_a_digest_is_sha256_in_base64url_without_padding() -> None:
    assert digest(b"abc") == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
    assert urlsafe_b64decode(digest(b"x") + "=") == hashlib.sha256(b"x").digest()


def test_a_source_id_has_22_characters_fit_for_a_path() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", source_id(b"a", b"b"))


def test_parts_of_a_source_id_do_not_run_into_each_other() -> None:
    assert len({source_id(b"ab"), source_id(b"a", b"b"), source_id(b"b", b"a"), source_id(b"ab", b"")}) == 4
