"""Idempotency keys as they go to a provider. Pure.

Promises: the same key of ours is always the same key of theirs, as short as the strictest of them wants it (36 characters), and tells
nothing of what ours was made of.
"""

import hashlib


def outgoing(key: str, step: str = "") -> str:
    """Return what is sent for our idempotency key *key*; *step* tells apart the writes of one wish that takes several."""
    return hashlib.sha256(f"{len(step)} {step} {key}".encode()).hexdigest()[:32]
