"""One worker process of ``checks.runner``: reads requests from standard input, writes reports to standard output.

It may be killed, and may die, at any time. It limits its own memory, ignores Ctrl-C (the parent decides), and ends by
itself when the parent is gone. Reports travel as JSON: the parent believes no pickle from a process that reads
strangers' files.
"""

from __future__ import annotations

import json
import pickle
import signal
import struct
import sys
from typing import BinaryIO

from checks.inspect import inspect
from domain.findings import Report

#: Address space of one worker. A 120-megapixel JPEG at 1/8, a 200 MB video and the libraries fit well below.
MEMORY_BYTES = 2 << 30
READY = b"ready"
HEADER = struct.Struct(">I")


def to_json(report: Report) -> bytes:
    findings = [
        {"code": f.code, "found": f.found, "required": f.required, "place": f.place, "level": f.level}
        for f in report.findings
    ]
    return json.dumps({"kind": report.kind, "facts": dict(report.facts), "findings": findings}).encode()


def write_frame(stream: BinaryIO, data: bytes) -> None:
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    header = stream.read(HEADER.size)
    return stream.read(HEADER.unpack(header)[0]) if len(header) == HEADER.size else None


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    replies = sys.stdout.buffer
    # A library that prints must not be taken for a report.
    sys.stdout = sys.stderr
    write_frame(replies, READY)
    while (request := read_frame(sys.stdin.buffer)) is not None:
        path, name, kind, rules, caption = pickle.loads(request)  # from our own parent
        write_frame(replies, to_json(inspect(path, name=name, kind=kind, rules=rules, caption=caption)))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this platform: the time limit still holds
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    main()
