"""Who holds a connection: a process, and whether it is gone as far as this machine can see."""

from __future__ import annotations

import hashlib
import os
import socket
from functools import cache
from pathlib import Path

_PLACE = "#"


def this_process() -> str:
    """Host and number for people, and a mark of this machine since it was started and of how it numbers processes."""
    return f"{socket.gethostname()[:50]}, {os.getpid()}{_PLACE}{_place()}"


def called(holder: str) -> str:
    """As people are told."""
    return holder.partition(_PLACE)[0]


def gone(holder: str) -> bool:
    """True when it is certain that the process runs no more: it was one of this very machine, and there is none.

    Containers of one name number their processes alike: another's may not be there and run all the same.
    """
    name, _, place = holder.partition(_PLACE)
    number = name.rpartition(", ")[2]
    if not place or place != _place() or not number.isascii() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return _ended(number)


def _ended(number: str) -> bool:
    """It was killed, and only its parent has not heard of it yet."""
    try:
        state = Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(") ")[2][:1]
    except OSError:
        return False
    return state in ("Z", "X")


@cache
def _place() -> str:
    """Empty where the system does not say it: then a holder's lease has to end."""
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text()
        numbering = os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
    return hashlib.sha256(f"{started}{numbering}".encode()).hexdigest()[:12]
