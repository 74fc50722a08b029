"""Documents laid out in every way schools lay them out are taken, and one wrong type in them is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.check import inspect
from checks.request import CheckRequest
from checks.word.roles import assign
from checks.word.typefaces import fairest, first_words, type_findings
from domain.campaigns.rules import DocumentRules, Rules
from domain.findings import Finding, Kind, Level
from formats.findings.values import place_text
from tests.support.bulletins import BULLETINS
from tests.support.layouts import FURTHER, KNOWN, Layout, as_read, as_word_file, spoilt
from tests.support.offices import OFFICES

LAYOUTS = KNOWN + FURTHER + BULLETINS + OFFICES


def errors(layout: Layout) -> list[Finding]:
    paragraphs, rules = as_read(layout), DocumentRules()
    roles = fairest(assign(paragraphs, layout.file_name, layout.unit_names), rules)
    return [f for f in type_findings(paragraphs, roles, rules) if f.level is Level.ERROR]


def test_there_are_enough_of_them() -> None:
    assert len(KNOWN) == 33
    assert len(FURTHER) >= 60
    assert len(BULLETINS) >= 60
    assert len(OFFICES) >= 60
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_right_document_is_taken_with_its_title_read(tmp_path: Path, layout: Layout) -> None:
    path = tmp_path / "document.bin"
    path.write_bytes(as_word_file(layout))
    request = CheckRequest(
        path=path, name=layout.file_name, kind=Kind.DOCUMENT, rules=Rules(), unit_names=layout.unit_names
    )
    report = inspect(request)
    assert [
        f for f in report.findings if f.code.startswith("document.") and f.code.endswith("_font") and not report.ok
    ] == []
    assert report.facts["title"] == layout.title
    assert errors(layout) == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_one_wrong_type_is_found_where_it_is(layout: Layout) -> None:
    missed = []
    for wrong, role, text in spoilt(layout):
        found = [(f.code.value, place_text(f)) for f in errors(wrong)]
        if [code for code, _ in found] != [role.value] or f"“{first_words(text)}”" not in found[0][1]:
            missed.append((wrong.name, role.value, text[:10], found))
    assert missed == []
