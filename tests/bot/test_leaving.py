"""The program ends with the exit code of its command, and nothing of Python is unmade under threads that still run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Runs a command as ``baosong`` does, and says when Python is unmade and what others do at exit.
PROGRAM = """
import atexit, os, sys
import bot.cli

class Unmade:
    def __del__(self, write=os.write):
        write(1, b"unmade")

def run(arguments):
    atexit.register(print, "at exit")
    print("done")
    if arguments[0] == "interrupted":
        raise SystemExit(7)
    return int(arguments[0])

sys.kept = Unmade()
bot.cli.run = run
bot.cli.main(sys.argv[1:])
"""


def _ended(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, capture_output=True, check=False, timeout=60
    )
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize("code", [0, 2])
def test_what_is_to_be_done_at_exit_is_done_and_python_is_not_unmade(code: int) -> None:
    assert _ended(str(code)) == (code, "done\nat exit\n")


def test_what_no_command_has_decided_ends_as_python_ends_it() -> None:
    assert _ended("interrupted") == (7, "done\nat exit\nunmade")
