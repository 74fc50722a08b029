"""What a worker gives up before it reads a stranger's file: privileges, the network, writing, many descriptors.

The kernel enforces all of it, so it holds in the decoders' native code, too. Where the kernel offers no such thing the
worker runs without it and says so in its greeting.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys

#: Descriptors of one worker: its three streams, the file, and what the libraries open meanwhile.
MOST_DESCRIPTORS = 64
#: The variables a worker inherits; anything else of the bot's environment may be a secret.
VARIABLES = ("PATH", "PYTHONPATH", "LANG")

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 22, 38, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
#: Machine → the number its kernel calls it by, and of its system calls ``socket`` and ``io_uring_setup``.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 425)),
    "aarch64": (0xC00000B7, (198, 425)),
    "riscv64": (0xC00000F3, (198, 425)),
    "loongarch64": (0xC0000102, (198, 425)),
}
#: On x86_64 numbers from here on are the same calls by another convention.
_OTHER_CONVENTION = 0x40000000


def give_up_network() -> bool:
    """No new privileges and no new socket for this process and its threads; whether the kernel enforces it."""
    if sys.platform == "linux" and platform.machine() in _MACHINES:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            rules = ctypes.create_string_buffer(b"".join(_rules(*_MACHINES[platform.machine()])))
            program = _Program(len(rules) // 8, ctypes.addressof(rules))
            libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return not _can_open_a_socket()


def give_up_writing() -> None:
    """No byte into any file, few descriptors; what the libraries print (parts of a file, it may be) goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        import resource
    except ImportError:  # not on this platform
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(MOST_DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class _Program(ctypes.Structure):
    """What ``prctl`` takes: how many rules, and where they stand."""

    _fields_ = (("length", ctypes.c_ushort), ("rules", ctypes.c_void_p))


def _rules(machine: int, refused: tuple[int, ...]) -> list[bytes]:
    """The filter: calls of another machine's numbering are refused, so are those that lead to a network."""
    tests = [(_AT_LEAST, _OTHER_CONVENTION), *((_EQUAL, call) for call in refused)]
    rules = [_rule(_LOAD, 4), _rule(_EQUAL, machine, 1, 0), _rule(_RETURN, _REFUSE), _rule(_LOAD, 0)]
    for index, (test, value) in enumerate(tests):
        # To the refusal at the end when it is true.
        rules.append(_rule(test, value, len(tests) - index, 0))
    return [*rules, _rule(_RETURN, _ALLOW), _rule(_RETURN, _REFUSE)]


def _rule(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _can_open_a_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except OSError:
        return False
    return True
