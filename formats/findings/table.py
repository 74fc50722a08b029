"""The table of all finding codes with examples of what a sender reads; ``python -m formats.findings.table`` prints it.

``docs/findings.md`` is this table; a test keeps it current, and complete.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.abilities import Abilities
from formats.findings.examples import EXAMPLES
from formats.findings.finding import worded
from formats.words import finding_cases as cases

_CHAT = Abilities(shrinks_photos=True)
_HEAD = """# Findings

Every code a check can report, and what a sender reads in a chat that shrinks photos. Written by
`python -m formats.findings.table > docs/findings.md`; do not edit by hand. *Advice* does not refuse the file.

On other channels the way out is another: where documents do not arrive (WeCom), “{here}” is “{page}”; where nothing is
shrunk (the upload page, a folder), a small photo is answered with “{elsewhere}”.

| code | level | what is wrong | what to do |
|---|---|---|---|
"""


def table() -> str:
    """The whole of ``docs/findings.md``."""
    head = _HEAD.format(here=cases.AGAIN_HERE, page=cases.AGAIN_BY_PAGE, elsewhere=cases.ORIGINAL_ELSEWHERE)
    return head + "".join(_lines())


def _lines() -> Iterator[str]:
    for finding in EXAMPLES:
        said = worded(finding, _CHAT)
        yield f"| `{finding.code}` | {finding.level.value} | {said.problem} | {said.remedy} |\n"


if __name__ == "__main__":
    print(table(), end="")
