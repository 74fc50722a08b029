"""Runs a file of ``benchmarks/subjects`` under this commit and, where one is named, under another."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A checkout with the Python that its packages are installed for."""

    folder: Path
    python: str

    @property
    def commit(self) -> str:
        asked = ["git", "-C", str(self.folder), "describe", "--always", "--dirty", "--abbrev=10"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def trees(description: str) -> Iterator[Tree]:
    """This one, and the one named on the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--beside", type=Path, help="a worktree of another commit, with its own .venv")
    beside = parser.parse_args().beside
    yield Tree(folder=_HERE, python=sys.executable)
    if beside is not None:
        yield Tree(folder=beside.resolve(), python=str(beside.resolve() / ".venv/bin/python"))


def measured(tree: Tree, subject: str, *arguments: object, url: str = "") -> Any:
    """What the subject printed, with a database of its own at ``url``; without one, with a new SQLite file."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        started(tree, subject, url or f"sqlite+aiosqlite:///{folder}/baosong.db", *arguments) as process,
    ):
        said, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, subject)
    return json.loads(said.splitlines()[-1])


def started(tree: Tree, subject: str, *arguments: object) -> subprocess.Popen[str]:
    """The subject under way; what it prints is read from its standard output."""
    script = str(_HERE / "benchmarks" / "subjects" / f"{subject}.py")
    environment = {**os.environ, "PYTHONPATH": str(tree.folder)}
    command = [tree.python, script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=tree.folder, env=environment, stdout=subprocess.PIPE, text=True)
