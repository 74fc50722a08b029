"""The door of this room: one file and the rules in, one report out.

Every kind of material has its own file; ``_CHECKS`` is the list of them. Bad data never raises: what no check
foresaw is logged and reported as a damaged file, because a file that breaks our readers breaks others' too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from checks.facts import complete, file_facts
from checks.guess import guess_kind
from checks.office.attachment import DAY, MILESTONE, check_attachment
from checks.photos.photo import check_photo
from checks.sniff import Family, Format, sniff
from checks.tables.workbook import check_workbook
from checks.text import check_text, check_text_file
from checks.videos.video import check_video
from checks.word.document import check_document
from checks.word.press import check_press
from domain.campaigns.rules import Rules
from domain.findings import Finding, Kind, Level, Report
from domain.statistics import StatisticsExpectation

__all__ = ["guess_kind", "inspect", "inspect_text"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class CheckInput:
    """What a check is given: the bytes' place, what the sender called them, what they are, and the rules."""

    path: Path
    name: str
    format: Format
    rules: Rules
    caption: str | None
    sender: StatisticsExpectation | None = None
    #: What is asked for, where it is none of the other kinds.
    asked: str = MILESTONE


_CHECKS: dict[Kind, Callable[[CheckInput], Report]] = {
    Kind.PHOTO: lambda given: check_photo(given.path, given.format, given.rules.photo, given.caption),
    Kind.VIDEO: lambda given: check_video(given.path, given.format, given.rules.video),
    Kind.DOCUMENT: lambda given: check_document(
        given.path, given.name, given.format, given.rules.text, given.rules.document
    ),
    Kind.PRESS: lambda given: check_press(given.path, given.name, given.format, given.rules.press),
    Kind.STATISTICS: lambda given: check_workbook(
        given.path, given.name, given.format, given.rules.statistics, given.sender
    ),
    Kind.ATTACHMENT: lambda given: check_attachment(given.path, given.name, given.format, given.asked),
    Kind.TEXT: lambda given: check_text_file(given.path, given.format, given.rules.text),
}


def inspect(
    path: Path,
    *,
    name: str,
    kind: Kind | None,
    rules: Rules,
    caption: str | None = None,
    sender: StatisticsExpectation | None = None,
) -> Report:
    """Check one file. ``kind`` None tells it by content and name; ``sender`` is who is known to send it.

    Raises OSError only when the file cannot be read.
    """
    asked = DAY if kind is None else MILESTONE
    kind = kind or guess_kind(path, name)
    format_ = sniff(path)
    given = CheckInput(path=path, name=name, format=format_, rules=rules, caption=caption, sender=sender, asked=asked)
    report = _empty(kind, path) if format_.family is Family.EMPTY else _checked(kind, given)
    return replace(report, facts=complete(kind, report.facts), findings=_worst_first(report.findings))


def _checked(kind: Kind, given: CheckInput) -> Report:
    try:
        return _CHECKS[kind](given)
    except MemoryError:
        return _failed(kind, given.path, Finding(code="file.unsafe", found="内容过大"))
    except Exception:
        log.exception("check failed", extra={"kind": kind, "bytes": given.path.stat().st_size})
        return _failed(kind, given.path, Finding(code="file.damaged"))


def inspect_text(text: str, rules: Rules) -> Report:
    """A text that came as a message: its 字数 and, when it has one, its title line."""
    return check_text(text, rules.text)


def _empty(kind: Kind, path: Path) -> Report:
    return _failed(kind, path, Finding(code="file.empty"))


def _failed(kind: Kind, path: Path, finding: Finding) -> Report:
    return Report(kind=kind, facts=file_facts(path), findings=(finding,))


def _worst_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Errors before advice, and what is wrong with the file as such before what a rule says of it."""
    return tuple(sorted(findings, key=lambda f: (f.level is not Level.ERROR, not f.code.startswith("file."))))
