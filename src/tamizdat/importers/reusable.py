"""Reusable blocks: text that WordPress keeps once and shows in many posts.

Promises: a post gets the text that it showed. A reusable block inside another is not followed, and no post grows beyond what one element
of an archive may hold, so that blocks that name each other cost nothing.
"""

import re

from tamizdat.importers.index import Archive
from tamizdat.importers.tally import Tally
from tamizdat.importers.wxr import MAX_ELEMENT

TYPE = "wp_block"

_REFERENCE = re.compile(r'<!--\s+wp:block\s+\{"ref":\s*(\d{1,18})\s*\}\s*/-->')


def with_reusable(content: str, archive: Archive, tally: Tally) -> str:
    """Return *content* with the text of the reusable blocks that it names; one that the archive does not have stays a mark."""
    room = MAX_ELEMENT

    def text_of(match: re.Match[str]) -> str:
        nonlocal room
        block = archive.post(int(match[1]))
        if block is None or block.type != TYPE or len(block.content) > room:
            return match[0]
        room -= len(block.content)
        tally.note("reusable block", "its text stands in the post itself", block.title)
        return block.content

    return _REFERENCE.sub(text_of, content) if "wp:block" in content else content
