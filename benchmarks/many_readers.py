"""``python -m benchmarks.many_readers COUNT``: give the newspaper of the environment so many confirmed readers of its weekly letter.

Each has an address of its own, sealed and hashed with the newspaper's own keys, as the store keeps it.
"""

import hashlib
import sys
from collections.abc import Iterator
from typing import Any

from tamizdat.site.commands import with_django

BATCH = 5_000
WORDS = "I agree to get the weekly letter."


def main(count: int) -> None:
    """Write *count* readers, a batch a transaction."""
    with_django()
    from django.db import transaction
    from django.utils import timezone

    from tamizdat.newsletters.models import ConsentText, Reader, Subscription

    now, digest = timezone.now(), hashlib.sha256(WORDS.encode()).hexdigest()
    words = ConsentText.objects.create(language="en", letter="weekly", version="bench", text=WORDS, digest=digest, first_shown=now)
    wanted = {"letter": "weekly", "language": "en", "consent": words, "consented": now.date(), "source": "form"}
    for batch in _batches(count):
        with transaction.atomic(using="readers"):
            readers = Reader.objects.bulk_create([Reader(language="en", since=now.date(), **one) for one in batch])
            Subscription.objects.bulk_create([Subscription(reader=reader, **wanted) for reader in readers])


def _batches(count: int) -> Iterator[list[dict[str, Any]]]:
    from tamizdat.newsletters.readers.addresses import new_ref
    from tamizdat.newsletters.readers.doors import keyring
    from tamizdat.sealed.agent import seal_address
    from tamizdat.sealed.lookup import keyed_hash

    lookup, key = keyring().lookup(), keyring().list_public()
    for start in range(0, count, BATCH):
        people = [f"reader-{number}@mail.example" for number in range(start, min(start + BATCH, count))]
        yield [{"ref": new_ref(), "address_hash": keyed_hash(lookup, who), "box": seal_address(key, who)} for who in people]


if __name__ == "__main__":
    main(int(sys.argv[1]))
