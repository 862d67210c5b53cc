"""A gate whose keeper says "taken" before it waits for the disk: the control of ``benchmarks/gift_crash.py``. Put this folder into PYTHONPATH."""

import contextlib

with contextlib.suppress(ImportError):  # a process that has nothing of ours
    from tamizdat.gate.keeper import Door, Keeper
    from tamizdat.gate.lines import KEPT

    def turn(self: Keeper, doors: list[Door]) -> None:
        """Answer, and append what was asked for afterwards."""
        asked = [request for door in doors for request in door.asked]
        for door in doors:
            door.answer(KEPT * len(door.asked))
        self._append(asked)

    Keeper.turn = turn  # type: ignore[method-assign]
