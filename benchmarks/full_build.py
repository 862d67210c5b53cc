"""One full build as a process of its own: ``python -m benchmarks.full_build HOME [--profile FILE]``.

HOME is a press whose index holds records and nothing else: no file was made yet. Compression is off, as it is for Hugo. The process
ends when the edition is switched, as ``tamizdat edition build`` does. Prints the build's report as JSON.
"""

import argparse
import cProfile
import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.press.build import Builder
from tamizdat.reader import load_theme

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


def main() -> int:
    """Build and say what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--profile", type=Path, help="work in one process and write its profile here")
    chosen = parser.parse_args()
    profile = cProfile.Profile() if chosen.profile else None
    with profile or nullcontext():
        builder = Builder(chosen.home, load_theme(), pack=False, processes=1 if profile else None)
        report = builder.build(as_of=AS_OF, full=True)
        builder.close()
    if profile:
        profile.dump_stats(chosen.profile)
    print(json.dumps(asdict(report)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
