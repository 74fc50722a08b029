"""Whether whoever holds a connection is gone: said only where this machine can know."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from handlers.listening import holders


def ended() -> subprocess.Popen[bytes]:
    """A process that has ended, of which its parent may not have heard yet."""
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    return process


def of(number: int | str) -> str:
    """A holder of this machine."""
    return holders.this_process().replace(f", {os.getpid()}#", f", {number}#")


def test_this_process_is_there_and_has_a_name_for_people() -> None:
    assert not holders.gone(holders.this_process())
    assert holders.called(holders.this_process()).endswith(f", {os.getpid()}")
    assert len(holders.this_process()) <= 80


def test_one_that_has_ended_is_gone_whether_or_not_its_parent_has_heard_of_it() -> None:
    process = ended()
    assert process.stdout is not None
    process.stdout.close()
    assert holders.gone(of(process.pid))
    process.wait()
    assert holders.gone(of(process.pid))


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "1" * 30])
def test_what_is_no_number_is_not_said_to_be_gone(number: str) -> None:
    assert not holders.gone(of(number))


def test_nothing_is_said_of_another_machine_or_before_a_restart() -> None:
    process = ended()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    here = of(process.pid)
    assert holders.gone(here)
    assert not holders.gone(here[:-1] + ("0" if here[-1] != "0" else "1"))
    assert not holders.gone(here.partition("#")[0])
    assert not holders.gone("")


def test_where_the_system_does_not_tell_itself_apart_nobody_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    process = ended()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    monkeypatch.setattr(holders, "_place", lambda: "")
    assert not holders.gone(of(process.pid))
