"""A bot from any checkout of this repository, each with the Python of its own .venv, and what its processes take."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.support import programs
from tests.support.installation import Nursery, end

HERE = Path(__file__).parents[2]


class Tree(Nursery):
    """Starts the processes of the checkout at ``path``; stands where a ``Nursery`` stands."""

    def __init__(self, path: Path = HERE) -> None:
        self.path = path.resolve()
        self._children: list[psutil.Process] = []

    def __enter__(self) -> Tree:
        return self

    def __exit__(self, *failure: object) -> None:
        self.empty()

    def empty(self) -> None:
        while self._children:
            end(self._children.pop())

    def start(self, arguments: Sequence[str], log: Path, variables: Mapping[str, str]) -> psutil.Process:
        run = "import sys, pathlib; from bot import cli; code = cli.run(sys.argv[2:]);"
        run += "pathlib.Path(sys.argv[1] + '.code').write_text(str(code))"
        with log.open("ab") as output:
            child = subprocess.Popen(
                [self._python(), "-c", run, str(log), *arguments],
                cwd=self.path,
                env=programs.environment(variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._children.append(psutil.Process(child.pid))
        return self._children[-1]

    def _python(self) -> str:
        own = self.path / ".venv" / "bin" / "python"
        return str(own) if own.exists() else sys.executable


@dataclass(frozen=True)
class Cpu:
    """CPU seconds, user and system: of the process that was started, and of the check workers beneath it."""

    main: float
    checks: float

    @property
    def all(self) -> float:
        return self.main + self.checks

    def __sub__(self, before: Cpu) -> Cpu:
        return Cpu(self.main - before.main, self.checks - before.checks)

    def __add__(self, other: Cpu) -> Cpu:
        return Cpu(self.main + other.main, self.checks + other.checks)


def cpu(*processes: psutil.Process) -> Cpu:
    """What they have taken so far. A worker that has ended counts as its parent's."""
    total = Cpu(0.0, 0.0)
    for process in processes:
        main, ended = _of(process)
        total += Cpu(main, ended + sum(sum(_of(child)) for child in process.children(recursive=True)))
    return total


def _of(process: psutil.Process) -> tuple[float, float]:
    """Its own seconds, and those of its children that have ended."""
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system), float(times.children_user + times.children_system)
    return 0.0, 0.0
