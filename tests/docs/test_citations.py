"""What the code cites can be opened: a document of ``docs``, and the section named after it."""

from __future__ import annotations

import re

import pytest

from tests.support.documents import documents, files, headings, read

#: ``docs/platform.md, Media``: the section's name ends where the sentence does.
_CITED = re.compile(r"docs/((?:adr/)?[\w-]+\.md)(?:, ([A-Z][\w ,]*[\w]))?")
#: Names under which documents outside the repository were cited.
_ELSEWHERE = re.compile(
    r"contract,? (?:section|§)|contract §|platform notes|platform, section|\(notices, |(?<!/static/)\bshared/"
)
SOURCES = sorted(name for name in files() if name.endswith((".py", ".js", ".html", ".toml")) and "/vendor/" not in name)
CITING = [name for name in SOURCES if _CITED.search(read(name)) and not name.startswith("tests/docs/")]


def _joined(text: str) -> str:
    """Comments and docstrings with their lines put together."""
    return re.sub(r"\s*\n\s*(?:#:? ?)?", " ", text)


@pytest.mark.parametrize("name", CITING)
def test_every_citation_leads_to_a_section(name: str) -> None:
    for document, heading in _CITED.findall(_joined(read(name))):
        assert f"docs/{document}" in documents()
        known = headings(read(f"docs/{document}"))
        assert not heading or any(re.match(rf"{re.escape(one)}\b", heading) for one in known), heading


def test_enough_is_cited_to_matter() -> None:
    cited = {document for name in CITING for document, _ in _CITED.findall(_joined(read(name)))}
    assert {"contract.md", "platform.md", "notices.md"} <= cited


def test_nothing_outside_the_repository_is_cited() -> None:
    citing = [name for name in SOURCES if not name.startswith("tests/") and _ELSEWHERE.search(read(name))]
    assert citing == []
