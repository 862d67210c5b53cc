"""The demo's pictures, drawn and encoded on all cores while the databases are prepared: the slowest part of a first start.

Promises: the same pictures as the door and the editor would make of the same drawings. Knows no Django, so that it can begin first.
"""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from tamizdat.media.cleaning import CleanPhoto, clean
from tamizdat.media.renditions import Renditions, make_renditions
from tamizdat.newsroom.demo.content import load
from tamizdat.newsroom.demo.pictures import draw

Drawn = tuple[CleanPhoto, Renditions]


class Drawing:
    """Pictures being drawn; ``result`` waits for them."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"))
        pictures = load().pictures
        self._futures: dict[str, Future[Drawn]] = {p.key: self._pool.submit(_drawn, p.key, p.focus) for p in pictures}

    def result(self) -> dict[str, Drawn]:
        """Return each picture's master and files by key."""
        found = {key: future.result() for key, future in self._futures.items()}
        self._pool.shutdown()
        return found


def _drawn(key: str, focus: tuple[int, int]) -> Drawn:
    master = clean(draw(key))
    x, y = master.width * focus[0] // 100, master.height * focus[1] // 100
    return master, make_renditions(master.data, (x / master.width, y / master.height))
