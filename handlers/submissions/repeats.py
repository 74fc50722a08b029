"""Telling a sender that something was sent before: the same bytes, or the same picture again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.findings import Code, Finding, Kind, Level, Report
from domain.findings.found import Earlier
from domain.obligation import Obligation
from domain.submission import Submission
from storage import appearances
from storage.engine.database import Connection

CODE = "file.duplicate"


def may_repeat(obligation: Obligation | None, report: Report) -> bool:
    """Whether it matters if it was sent before.

    What is refused anyway gets no such advice: it has to be sent again. A form sent again unchanged harms nobody.
    """
    welcome = report.ok or report.only_caption_missing
    return obligation is not None and welcome and report.kind is not Kind.STATISTICS


async def with_repeat_advice(
    connection: Connection,
    submission: Submission,
    obligation: Obligation | None,
    report: Report,
    *,
    own: Collection[int],
) -> Report:
    """``report``, with the advice that it repeats what already stands in the campaign when it does.

    ``own``: ids of the sender's units; what another unit sent is not named.
    """
    sha256 = report.facts.get("sha256")
    if obligation is None or not may_repeat(obligation, report):
        return report
    earlier = await appearances.repeated(
        connection,
        submission_id=submission.id,
        obligation=obligation,
        sha256=sha256 if isinstance(sha256, str) else "",
        appearance=report.appearance,
        wording=report.wording,
    )
    if earlier is None:
        return report
    found = Earlier(earlier.number, earlier.day, unit_id=earlier.organisation_id, unit=earlier.organisation)
    named = found if earlier.organisation_id in own else None
    advice = Finding(code=Code.FILE_DUPLICATE, found=named, level=Level.ADVICE)
    return replace(report, findings=(*report.findings, advice))
