"""Which state follows from a verdict, with and without a caption, with and without a unit, and after a withdrawal."""

from __future__ import annotations

import pytest

from domain.findings import Code, Finding, Kind, Level, Report
from domain.submission import State, judged, state_of

CAPTION = Finding(code=Code.PHOTO_CAPTION)
SMALL = Finding(code=Code.PHOTO_WIDTH)
HINT = Finding(code=Code.FILE_DUPLICATE, level=Level.ADVICE)


@pytest.mark.parametrize(
    ("findings", "caption", "unit_known", "before", "expected"),
    [
        ((), "", True, State.RECEIVING, State.ACCEPTED),
        ((HINT,), "", True, State.RECEIVING, State.ACCEPTED),
        ((CAPTION,), "", True, State.RECEIVING, State.INCOMPLETE),
        ((CAPTION, HINT), "", True, State.RECEIVING, State.INCOMPLETE),
        ((CAPTION, SMALL), "", True, State.RECEIVING, State.REFUSED),
        ((CAPTION,), "说明", True, State.RECEIVING, State.ACCEPTED),
        ((CAPTION,), "说明", True, State.INCOMPLETE, State.ACCEPTED),
        ((CAPTION, SMALL), "说明", True, State.RECEIVING, State.REFUSED),
        ((), "", False, State.RECEIVING, State.UNASSIGNED),
        ((SMALL,), "", False, State.RECEIVING, State.UNASSIGNED),
        ((CAPTION,), "说明", False, State.UNASSIGNED, State.UNASSIGNED),
        ((CAPTION,), "说明", True, State.UNASSIGNED, State.ACCEPTED),
        ((), "", True, State.WITHDRAWN, State.WITHDRAWN),
        ((SMALL,), "", False, State.WITHDRAWN, State.WITHDRAWN),
    ],
)
def test_the_state_that_follows(
    findings: tuple[Finding, ...], caption: str, unit_known: bool, before: State, expected: State
) -> None:
    report = judged(Report(kind=Kind.PHOTO, findings=findings), caption)
    assert state_of(report, before=before, unit_known=unit_known) is expected
