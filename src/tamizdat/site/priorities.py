"""Who gives way when the machine is busy: a person who writes does not wait for letters that go out.

Promises: a process that gives way still runs, and as fast as it can while nobody else needs the processor. Where it is a session of its
own, its session gives way too: Linux weighs sessions first, and processes within one afterwards. Under systemd the units say the same
by ``CPUWeight``, since services are weighed before either.
"""

import os
from pathlib import Path

GIVE_WAY = {"sender": 10, "agent": 10}
"""Process -> its nice level. The agent has nearly all its work from the sender."""

CPU_WEIGHT = 20
"""For systemd, where 100 is usual."""

SESSION = Path("/proc/self/autogroup")


def give_way(level: int) -> None:
    """Let this process, and what it starts, give way to others by *level*."""
    os.nice(level)
    if os.getsid(0) != os.getpid():
        return  # somebody's terminal: their other programs are none of our business
    try:
        SESSION.write_text(f"{level}\n")
    except OSError:
        pass  # this Linux does not weigh sessions
