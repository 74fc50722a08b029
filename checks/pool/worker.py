"""One worker process of ``checks.pool.runner``: reads requests from standard input, writes reports to standard output.

It may be killed, and may die, at any time. It limits its own memory, gives up network and writing
(``checks.pool.confinement``), ignores Ctrl-C (the parent decides), and ends by itself when the parent is gone. Reports
travel as JSON: the parent believes no pickle from a process that reads strangers' files.

Its limits are the kernel's, so they hold in the decoders' native code, too.
"""

from __future__ import annotations

import base64
import json
import pickle
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from checks.pool import confinement
from domain.findings import Appearance, Report
from domain.findings.stored import as_json

#: Address space of one worker. A 240-megapixel JPEG at 1/8, a 200 MB video and the libraries fit well below.
MEMORY_BYTES = 2 << 30
#: A worker that has once held so much makes room for a fresh one.
RETIRE_BYTES = 1 << 30
READY = b"ready"
#: The greeting where the kernel forbids no network.
READY_WITH_NETWORK = b"ready, with network"
#: Instead of a report: what kept the file from being read at all.
UNREADABLE = "unreadable"
#: Instead of a report: the picture that was asked for.
PICTURE = "picture"
HEADER = struct.Struct(">I")


def to_json(report: Report) -> bytes:
    said: dict[str, Any] = {
        "kind": report.kind,
        "facts": dict(report.facts),
        "findings": [as_json(finding) for finding in report.findings],
        "form": list(report.form),
        "wording": report.wording,
        "crc32": report.crc32,
    }
    if report.appearance is not None:
        said["appearance"] = _appearance_json(report.appearance)
    return json.dumps(said).encode()


def _appearance_json(appearance: Appearance) -> dict[str, Any]:
    blobs = {"thumbnail": appearance.thumbnail, "small": appearance.small, "views": appearance.views}
    text = {name: base64.b64encode(blob).decode() for name, blob in blobs.items()}
    return {"sharpness": appearance.sharpness, "fingerprint": appearance.fingerprint, **text}


def _picture_json(picture: bytes) -> bytes:
    return json.dumps({PICTURE: base64.b64encode(picture).decode()}).encode()


def write_frame(stream: BinaryIO, data: bytes) -> None:
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    header = stream.read(HEADER.size)
    return stream.read(HEADER.unpack(header)[0]) if len(header) == HEADER.size else None


def main() -> None:
    # Before the libraries start threads.
    confined = confinement.give_up_network()
    # Only here: the parent knows this module, too, and needs none of the libraries that read files.
    from checks.check import inspect
    from checks.photos.large import large_picture
    from checks.request import PictureRequest

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    _offer_itself_first()
    replies = sys.stdout.buffer
    # A library that prints must not be taken for a report.
    sys.stdout = sys.stderr
    confinement.give_up_writing()
    write_frame(replies, READY if confined else READY_WITH_NETWORK)
    while (request := read_frame(sys.stdin.buffer)) is not None:
        seconds, asked = pickle.loads(request)  # from our own parent
        try:
            with _within(seconds):
                picture = large_picture(asked.path) if isinstance(asked, PictureRequest) else None
                reply = to_json(inspect(asked)) if picture is None else _picture_json(picture)
        except OSError as error:
            reply = json.dumps({UNREADABLE: error.strerror or type(error).__name__}).encode()
        write_frame(replies, reply)
        if _has_grown():
            return


def _has_grown() -> bool:
    """Whether hostile files have used up what the next one needs: the XML library keeps every name it ever met."""
    try:
        import resource
    except ImportError:
        return False
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) > RETIRE_BYTES


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this platform: the time limit still holds
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    # A crash in a decoder must not fill the disk with what it had in memory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _offer_itself_first() -> None:
    """When the machine runs out of memory, Linux is to end this process rather than the bot."""
    try:
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:  # another system, or a container that forbids it
        return


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """The process ends when this takes longer: nobody handles the alarm."""
    if not hasattr(signal, "setitimer"):  # not on this platform: the parent's limit still holds
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
