"""One message by one connection, for code that has no event loop of its own. In a thread, because its caller may stand inside a loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from tamizdat.newsletters.interfaces import Envelope, Outcome
from tamizdat.newsletters.providers.interfaces import Provider, RelayDown


def run_alone(provider: Provider, envelope: Envelope) -> Outcome:
    """Open a connection of *provider*, hand *envelope* over, close. Never raises what a network may do."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_once(provider, envelope))).result()


async def _once(provider: Provider, envelope: Envelope) -> Outcome:
    try:
        connection = await provider.open()
    except RelayDown as down:
        return Outcome(state="later", code=0, words=str(down))
    try:
        return await connection.deliver(envelope)
    finally:
        await connection.close()
