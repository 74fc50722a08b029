"""The door of this room: one file and the rules in, one report out.

Every kind of material has its own file; ``_CHECKS`` is the list of them. Bad data never raises: what no check
foresaw is logged and reported as a damaged file, because a file that breaks our readers breaks others' too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from checks.facts import CRC32, complete, file_facts
from checks.format import Family, Format
from checks.guess import guess_kind
from checks.request import CheckRequest
from checks.sniff import sniff
from domain.findings import Code, Finding, Kind, Level, Report
from domain.findings.found import Found
from domain.findings.required import Required

__all__ = ["guess_kind", "inspect"]

log = logging.getLogger(__name__)

#: Each is given what ``sniff`` told.
_Check = Callable[[CheckRequest, Format], Report]


def _photo() -> _Check:
    from checks.photos.photo import check_photo

    return lambda request, format_: check_photo(request.path, format_, request.rules.photo, request.caption)


def _video() -> _Check:
    from checks.videos.video import check_video

    return lambda request, format_: check_video(request.path, format_, request.rules.video)


def _document() -> _Check:
    from checks.word.document import check_document

    return check_document


def _press() -> _Check:
    from checks.word.press import check_press

    return lambda request, format_: check_press(request.path, request.name, format_, request.rules.press)


def _statistics() -> _Check:
    from checks.tables.workbook import check_workbook

    return lambda request, format_: check_workbook(
        request.path, request.name, format_, request.rules.statistics, request.sender
    )


def _attachment() -> _Check:
    from checks.office.attachment import check_attachment

    # What nobody meant as anything else is what a day takes.
    return lambda request, format_: check_attachment(
        request.path, request.name, format_, Required.OFFICE_FILE if request.kind else Required.DAILY_FILE
    )


def _text() -> _Check:
    from checks.text import check_text_file

    return lambda request, format_: check_text_file(request.path, format_, request.rules.text)


#: Each loads its libraries when a file of its kind comes: a worker that sees photos holds neither lxml nor openpyxl.
_CHECKS: dict[Kind, Callable[[], _Check]] = {
    Kind.PHOTO: _photo,
    Kind.VIDEO: _video,
    Kind.DOCUMENT: _document,
    Kind.PRESS: _press,
    Kind.STATISTICS: _statistics,
    Kind.ATTACHMENT: _attachment,
    Kind.TEXT: _text,
}


def inspect(request: CheckRequest) -> Report:
    """Check one file. Raises OSError only when it cannot be read."""
    kind = request.kind or guess_kind(request.path, request.name)
    format_ = sniff(request.path)
    if format_.family is Family.EMPTY:
        report = _failed(kind, request.path, Finding(code=Code.FILE_EMPTY))
    else:
        report = _checked(kind, request, format_)
    crc32 = report.facts.get(CRC32)
    return replace(
        report,
        facts=complete(kind, report.facts),
        findings=_worst_first(report.findings),
        crc32=crc32 if isinstance(crc32, int) else None,
    )


def _checked(kind: Kind, request: CheckRequest, format_: Format) -> Report:
    try:
        return _CHECKS[kind]()(request, format_)
    except MemoryError:
        return _failed(kind, request.path, Finding(code=Code.FILE_UNSAFE, found=Found.CONTENT_TOO_LARGE))
    except Exception:
        log.exception("check failed", extra={"kind": kind, "bytes": request.path.stat().st_size})
        return _failed(kind, request.path, Finding(code=Code.FILE_DAMAGED))


def _failed(kind: Kind, path: Path, finding: Finding) -> Report:
    return Report(kind=kind, facts=file_facts(path), findings=(finding,))


def _worst_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Errors before advice, and what is wrong with the file as such before what a rule says of it."""
    return tuple(sorted(findings, key=lambda f: (f.level is not Level.ERROR, not f.code.startswith("file."))))
