"""Why an office file is not read further."""

from __future__ import annotations

from domain.findings import Code, Finding
from domain.findings.found import Found


class Refused(Exception):
    """The package is not to be read further; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def unsafe(found: Found) -> Refused:
    return Refused(Finding(code=Code.FILE_UNSAFE, found=found))
