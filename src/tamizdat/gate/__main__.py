"""``python -m tamizdat.gate``: the gate, until SIGTERM or Ctrl-C.

Promises: it starts itself again with an allocator that overwrites what is freed; what is missing is named before anything starts; it
says one line when it accepts. Keys: ``sealed.keyring.introduce``, by ``tamizdat init``.
"""

import gc
import os
import sys

from tamizdat.gate import countries, memory, words
from tamizdat.gate.conf import BadSetting, environment_for_clean_memory, load
from tamizdat.gate.home import Home
from tamizdat.gate.parent import Parent, open_port
from tamizdat.sealed.keyring_files import KeyringDamaged


def main() -> int:
    """Run the gate; return its exit status."""
    try:
        conf = load()
        clean = environment_for_clean_memory()
        if clean is not None:
            os.execve(sys.executable, [sys.executable, "-m", "tamizdat.gate", *sys.argv[1:]], clean)  # noqa: S606 - ourselves, with another environment
        Home(conf.home).check()
        listening = open_port(conf.host, conf.port)
    except (BadSetting, KeyringDamaged) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"The gate cannot listen on {conf.host}, port {conf.port}: {error.strerror}. Choose another: GATE_PORT=8102\n")
        return 1
    os.environ.clear()
    os.umask(0o077)
    if not memory.harden():
        memory.say("the system does not lock memory against swap: turn swap off, or allow it (systemd: LimitMEMLOCK=infinity)")
    words.load()
    countries.load()
    gc.freeze()  # what the doors share stays shared
    Parent(conf, listening).run(lambda: memory.say(f"accepting on {conf.host}, port {conf.port}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
