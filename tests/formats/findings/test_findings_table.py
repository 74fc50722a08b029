"""docs/findings.md is what the code says, and names every code of the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.findings import Finding
from domain.messages import Abilities
from formats.findings.finding import worded
from formats.findings.table import EXAMPLES, table
from formats.words.findings import FINDINGS
from tests.support.finding_codes import CODES

DOCS = Path(__file__).parents[3] / "docs" / "findings.md"


def test_the_table_in_the_docs_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == table(), "python -m formats.findings.table > docs/findings.md"


def test_every_code_has_words_and_an_example() -> None:
    assert set(FINDINGS) == set(CODES) == {finding.code for finding in EXAMPLES}


@pytest.mark.parametrize("finding", EXAMPLES, ids=lambda finding: f"{finding.code}-{finding.level}-{finding.found[:6]}")
@pytest.mark.parametrize(("shrinks", "files"), [(True, True), (True, False), (False, True)])
def test_both_lines_fit_a_phone(finding: Finding, shrinks: bool, files: bool) -> None:
    said = worded(finding, Abilities(shrinks_photos=shrinks, files=files))
    assert said.remedy, "everything has a next step"
    assert len(said.problem) <= 80 and len(said.remedy) <= 50
    if finding.code != "file.unsafe" and not finding.found.startswith("无法识别"):
        assert finding.found in said.problem
    assert "\n" not in said.problem + said.remedy
