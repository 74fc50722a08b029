"""The repository's documents, read for the tests that compare them with the code."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: The nine top-level packages, from the front door down.
ROOMS = ("bot", "web", "scheduler", "handlers", "channels", "storage", "formats", "checks", "domain")
#: What a folder without git holds beside the sources; also whatever begins with a dot, but for these.
_NOT_OURS = ("build", "data", "node_modules", "__pycache__", "baosong.egg-info")
_HIDDEN = (".ci", ".gitignore")
_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty"}
_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CELL = re.compile(r"(?<!\\)\|")


def git(*arguments: str) -> str | None:
    """What git prints; None where there is no git, or no history."""
    if not shutil.which("git"):
        return None
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


@cache
def files() -> frozenset[str]:
    """Every file of the repository, relative to its root: those git knows, and new ones it does not ignore."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is not None:
        return frozenset(name for name in listed.split("\0") if (ROOT / name).is_file())
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return frozenset(path.as_posix() for path in found if all(map(_is_ours, path.parts)))


def _is_ours(part: str) -> bool:
    return part in _HIDDEN or not (part in _NOT_OURS or part.startswith("."))


@cache
def folders() -> frozenset[str]:
    """Every folder that holds a file of the repository, however deep."""
    return frozenset(parent.as_posix() for name in files() for parent in Path(name).parents if parent.name)


def documents() -> list[str]:
    """Our own Markdown files; what is vendored has other authors."""
    return sorted(name for name in files() if name.endswith(".md") and "/vendor/" not in name)


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def headings(text: str) -> list[str]:
    """The headings below the title, without their marks."""
    return re.findall(r"^##+ (.+)$", without_fences(text), re.MULTILINE)


def section(name: str, heading: str) -> str:
    """What stands under one ``## heading`` of a document. Raises ``LookupError``."""
    for part in re.split(r"^## ", read(name), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        if title.strip() == heading:
            return body.strip()
    raise LookupError(f"{name} has no section {heading!r}")


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a text: each a list of rows of cells, the header first."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in _CELL.split(line)[1:-1]]
        if not inside:
            found.append([])
        inside = True
        if not all(set(cell) <= {"-", ":"} for cell in cells):
            found[-1].append(cells)
    return found


def table(name: str, heading: str) -> list[list[str]]:
    """The rows of the only table under a heading, without its header."""
    (only,) = tables(section(name, heading))
    return only[1:]


def codes(text: str) -> list[str]:
    """What stands in backticks."""
    return _CODE.findall(without_fences(text))


def links(text: str) -> list[str]:
    """Where the links and pictures of a text lead."""
    return _LINK.findall(without_fences(text))


def fences(text: str) -> list[str]:
    """The blocks of code, without their fences."""
    return [block.split("\n", 1)[1].rsplit("\n", 1)[0] for block in _FENCE.findall(text)]


def without_fences(text: str) -> str:
    return _FENCE.sub("", text)


def squeezed(text: str) -> str:
    """One space wherever there is space, so that a sentence may run over a line's end."""
    return " ".join(text.split())


def number_word(number: float) -> str:
    """A small number as English sentences say it."""
    return _WORDS[int(number)] if number < len(_WORDS) else _TENS[int(number)]


def python_files(*rooms: str) -> Iterator[str]:
    """The Python files of these rooms, or of all nine."""
    wanted: Sequence[str] = rooms or ROOMS
    return (name for name in sorted(files()) if name.endswith(".py") and name.split("/")[0] in wanted)


def can_be_had(dotted: str) -> bool:
    """``domain.obligation.met_at``: a module, or what hangs from one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False
