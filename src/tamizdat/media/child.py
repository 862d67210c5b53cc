"""The cage: the process in which uploads are decoded. Started by ``cage``; one job, then it ends.

Promises: before a byte of the photo is looked at it has given up opening files, sockets and processes, growing beyond its
memory, running beyond its time, and leaving a core dump with a source's photo in it. It talks over its two pipes only.
It answers with a reason, never with a traceback. Started as a file in isolated mode, so that neither the environment nor
the current folder has a say in what is imported.

In: a JSON line with the job, then the photo to the end. Out: the line "ready" once the cage is shut; a JSON line with
``refused``, or with ``files``; the files.
"""

import json
import resource
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image

from tamizdat.media.canvas import clean_canvas, prepare_for_hostile_files
from tamizdat.media.encoding import Encoded, encode_frame, encode_master, encode_teasers
from tamizdat.media.limits import Limits
from tamizdat.media.refusals import PhotoRefused

Job = dict[str, Any]
Rows = dict[str, list[Encoded]]

READY = b"ready\n"


def shut(limits: Limits) -> None:
    """Give up for good what a decoder never needs. Soft and hard limits alike, so that there is no way back."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),  # the pipes stay open; nothing else can be opened
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def make_master(data: bytes, job: Job) -> Rows:
    """Clean an upload."""
    canvas = clean_canvas(data, Limits(**job["limits"]))
    return {"master": [Encoded("jpeg", canvas.width, canvas.height, encode_master(canvas))]}


def make_renditions(data: bytes, job: Job) -> Rows:
    """Encode what readers get from a master: the whole picture, then the crops."""
    master = Image.open(BytesIO(data), formats=["JPEG"]).convert("RGB")
    return {"renditions": encode_frame(master), "teasers": encode_teasers(master, tuple(job["focus"]))}


JOBS: dict[str, Callable[[bytes, Job], Rows]] = {"master": make_master, "renditions": make_renditions}


def answer(data: bytes, job: Job) -> tuple[dict[str, Any], Rows]:
    """Do *job* and return the line to answer with and the rows of files that follow it."""
    try:
        rows = JOBS[job["job"]](data, job)
    except PhotoRefused as refused:
        return {"refused": refused.reason}, {}
    except MemoryError:
        return {"refused": "too costly"}, {}
    except Exception:  # noqa: BLE001 - a decoder may raise anything over a hostile file; the words stay in here
        return {"refused": "damaged"}, {}
    files = [[row, file.format, file.width, file.height, len(file.data)] for row in rows for file in rows[row]]
    return {"files": files}, rows


def main() -> None:
    """Read the job, shut the cage, say so, read the photo, answer."""
    job = json.loads(sys.stdin.buffer.readline())
    out = sys.stdout.buffer
    prepare_for_hostile_files()
    shut(Limits(**job["limits"]))
    out.write(READY)
    out.flush()
    head, rows = answer(sys.stdin.buffer.read(), job)
    out.write(json.dumps(head).encode() + b"\n")
    for row in rows.values():
        out.writelines(file.data for file in row)
    out.flush()


if __name__ == "__main__":
    main()
