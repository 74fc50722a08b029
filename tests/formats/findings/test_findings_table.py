"""docs/findings.md is what the code says, and has an example of every code."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.abilities import Abilities
from domain.findings import Code, Finding
from domain.findings.found import Found
from formats.findings.examples import EXAMPLES
from formats.findings.finding import worded
from formats.findings.table import table
from formats.findings.values import found_text

DOCS = Path(__file__).parents[3] / "docs" / "findings.md"


def test_the_table_in_the_docs_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == table(), "python -m formats.findings.table > docs/findings.md"


def test_every_code_has_an_example() -> None:
    assert {finding.code for finding in EXAMPLES} == set(Code) - {Code.UNKNOWN}


@pytest.mark.parametrize("finding", EXAMPLES, ids=lambda finding: f"{finding.code}-{finding.level}-{finding.found}")
@pytest.mark.parametrize(("shrinks", "files"), [(True, True), (True, False), (False, True)])
def test_both_lines_fit_a_phone(finding: Finding, shrinks: bool, files: bool) -> None:
    said = worded(finding, Abilities(shrinks_photos=shrinks, files=files))
    assert said.remedy, "everything has a next step"
    assert len(said.problem) <= 80 and len(said.remedy) <= 50
    if finding.code is not Code.FILE_UNSAFE and finding.found is not Found.UNRECOGNISED:
        assert found_text(finding) in said.problem
    assert "\n" not in said.problem + said.remedy
