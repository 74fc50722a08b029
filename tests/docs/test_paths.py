"""Every file, folder and name of the code that a document mentions is there."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

from tests.support.documents import ROOMS, can_be_had, codes, documents, files, folders, links, read

#: Written beside the repository while the program runs, made by `make`, or an operator's own.
ELSEWHERE = (
    "config.toml",
    "data",
    "data/*",
    "roster.xlsx",
    "mine.toml",
    ".venv/*",
    "channels/NEW*",
    "channels/new*",
    "*/samples/NEW*",
)
#: Not about this repository as it is: the file names of an earlier commit, and where files of others were found.
ABOUT_OTHERS = ("docs/adr/0013-renames.md", "tests/checks/files/README.md")
DOCUMENTS = [name for name in documents() if name not in ABOUT_OTHERS]
_PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)+/?|[\w-]+\.(?:py|md|toml|js|css|html|csv|lock)")
_DOTTED = re.compile(rf"(?:{'|'.join(ROOMS)})(?:\.\w+)+")


def _mentioned(name: str) -> set[str]:
    """The paths in backticks of a document, as they stand. Addresses begin with a slash and are none."""
    found = {path for code in codes(read(name)) for path in re.split(r"\s", code) if _PATH.fullmatch(path)}
    return {path for path in found if not any(fnmatch(path, pattern) for pattern in ELSEWHERE)}


def _is_there(path: str, document: str) -> bool:
    """A path is told from the root, or from the document's own folder; a bare name may be any file's."""
    for base in ("", f"{PurePosixPath(document).parent}/"):
        wanted = f"{base}{path}".removeprefix("./").rstrip("/")
        if wanted in folders() or any(fnmatch(known, wanted) for known in files()):
            return True
    return "/" not in path and any(PurePosixPath(known).name == path for known in files())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_in_backticks_exists(name: str) -> None:
    tops = {file.split("/")[0] for file in files()}
    inside = {path for path in _mentioned(name) if path.split("/")[0] in tops or "/" not in path}
    assert {path for path in inside if not _is_there(path, name)} == set()


@pytest.mark.parametrize("name", documents())
def test_every_link_leads_somewhere(name: str) -> None:
    targets = {link for link in links(read(name)) if "://" not in link}
    broken = set()
    for link in targets:
        path, _, anchor = unquote(link).partition("#")
        target = _resolved(PurePosixPath(name).parent / path) if path else name
        if target not in files() | folders() or (anchor and anchor not in _anchors(target)):
            broken.add(link)
    assert broken == set()


def _resolved(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _anchors(name: str) -> set[str]:
    """The anchors that GitHub gives a document's headings."""
    titles = re.findall(r"^#+ (.+)$", read(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_name_of_the_code_can_be_imported(name: str) -> None:
    dotted = {code for code in codes(read(name)) if _DOTTED.fullmatch(code) and not _PATH.fullmatch(code)}
    assert {one for one in dotted if not can_be_had(one)} == set()


def test_a_path_that_is_not_there_is_noticed() -> None:
    assert _is_there("domain/obligation.py", "README.md")
    assert _is_there("campaigns/*.toml", "docs/operations.md")
    assert not _is_there("domain/nothing.py", "README.md")
    assert not can_be_had("domain.obligation.nothing")
