"""Lists of changes: lines of ``room, file, before, after`` between tabs, and those known to change nothing.

``before`` is text that is in the file once, its white space as it may be; ``after`` takes its place. In a list ``␤``
stands for a line break.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.change import Change, NotFound, find, parses, words

HERE = Path(__file__).parent
LINE_BREAK = "␤"
EQUIVALENT = HERE / "equivalent.toml"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line of a list; ``change`` is None, and ``problem`` says why, when the file does not have it."""

    file: str
    before: str
    after: str
    change: Change | None
    problem: str = ""
    reason: str = ""


def read_list(path: Path, root: Path) -> list[Listed]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    found = []
    for number, line in enumerate(lines, start=1):
        parts = line.split("\t")
        if len(parts) != 4:
            raise SystemExit(f"{path}: line {number} has {len(parts)} columns, not room, file, before, after")
        found.append(listed(root, *(part.replace(LINE_BREAK, "\n") for part in parts[1:])))
    return found


def read_equivalents(root: Path, path: Path = EQUIVALENT) -> list[Listed]:
    entries: list[Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    return [listed(root, one["file"], one["before"], one["after"], one["reason"]) for one in entries]


def listed(root: Path, file: str, before: str, after: str, reason: str = "") -> Listed:
    change, problem = None, ""
    try:
        text = (root / file).read_text(encoding="utf-8")
        start, end = find(text, before)
        change = Change(file=file, start=start, end=end, after=after)
        if not parses(change.apply(text)):
            change, problem = None, "the changed file is no Python"
    except OSError:
        problem = "no such file"
    except NotFound as error:
        problem = str(error)
    return Listed(file=file, before=before, after=after, change=change, problem=problem, reason=reason)


def same_outcome(changes: Iterable[Change | None], root: Path) -> set[tuple[str, str]]:
    """File and its changed text, white space apart, for telling whether two changes are the same one."""
    return {outcome(change, root) for change in changes if change is not None}


def outcome(change: Change, root: Path) -> tuple[str, str]:
    return change.file, " ".join(change.apply((root / change.file).read_text(encoding="utf-8")).split())


def as_line(change: Change, root: Path) -> str:
    parts = (change.room, change.file, *words(change, (root / change.file).read_text(encoding="utf-8")))
    return "\t".join(part.replace("\n", LINE_BREAK) for part in parts)
