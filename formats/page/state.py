"""The upload page's state as its script reads it: every sentence worded, every value as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from domain.abilities import UPLOAD_PAGE
from domain.campaigns.rules import PhotoFormat, Rules, VideoFormat, format_name, format_names
from domain.clock import CHINA
from domain.editing import own_words
from domain.fate import Fate
from domain.findings import Code, Finding, Kind
from domain.obligation import Standing
from domain.submission import Submission
from formats.fates import page_lines, reworded_line
from formats.findings.finding import worded
from formats.spoken import clipped, dated_day, due_text, kind_name, local_date
from formats.words import upload as texts

_OVER = (Standing.ON_TIME, Standing.LATE, Standing.EXEMPT)


def due_json(
    *,
    unit: int,
    unit_name: str,
    item: str,
    name: str | None,
    day: date,
    due_at: datetime,
    standing: Standing,
    is_form: bool,
    accepted: Sequence[tuple[Kind, int]],
    missing: Sequence[Kind],
    now: datetime,
) -> dict[str, Any]:
    """``today``: it is a report day. ``summary``: one line for the receipt."""
    today = local_date(now)
    shown = name or dated_day(day, today)
    still = "" if standing in _OVER else _still(accepted, missing, daily=name is None)
    overdue = standing is Standing.MISSING and now > due_at
    said = texts.STANDINGS["overdue" if overdue else standing.value]
    return {
        "unit": str(unit),
        "unit_name": unit_name,
        "item": item,
        "name": shown,
        "today": name is None,
        "form": is_form,
        "standing": standing.value,
        "standing_text": said,
        "due_at": due_at.astimezone(CHINA).isoformat(timespec="milliseconds"),
        "due_text": texts.DUE.format(due=due_text(due_at, today)),
        "missing_text": still,
        "summary": texts.SUMMARY.format(unit=unit_name, name=shown, said=still or said),
    }


def _still(accepted: Sequence[tuple[Kind, int]], missing: Sequence[Kind], *, daily: bool) -> str:
    if missing:
        return texts.STILL_MISSING.format(kinds="、".join(kind_name(kind) for kind in missing))
    return "" if accepted or not daily else texts.NOTHING_YET


def file_json(submission: Submission, *, item_name: str, upload: str, fate: Fate | None = None) -> dict[str, Any]:
    """One submission; its texts are the sender's and inert as JSON.

    What an office has edited stands in ``fate``: the words that can be corrected here are the sender's own.
    """
    own = own_words(submission)
    return {
        "number": submission.id,
        "upload": upload,
        "unit": str(submission.organisation_id or ""),
        "item": submission.item,
        "item_name": item_name,
        "kind": submission.kind.value,
        "kind_name": kind_name(submission.kind),
        "name": submission.file_name or clipped(own.title) or kind_name(submission.kind),
        "state": submission.state.value,
        "state_text": texts.STATES[submission.state.value],
        "title": clipped(own.title) if submission.kind not in (Kind.PHOTO, Kind.VIDEO) else "",
        "caption": own.caption,
        "findings": _findings(submission.told),
        "fate": [{"text": said, "what": what} for said, what in _fate_lines(fate)] if fate else [],
        "sent_at": submission.sent_at.astimezone(CHINA).isoformat(timespec="milliseconds"),
    }


def _fate_lines(fate: Fate) -> list[tuple[str, str]]:
    return page_lines(fate) + ([(reworded_line(fate.reworded), "reworded")] if fate.reworded else [])


def rules_json(rules: Rules) -> dict[str, Any]:
    """What a browser can measure before anything is sent."""
    photo, video = rules.photo, rules.video
    return {
        "photo": {
            **_formats(photo.formats),
            "min_width": photo.min_width,
            "min_bytes": photo.min_bytes,
            "caption": photo.caption,
        },
        "video": {**_formats(video.formats), "max_bytes": video.max_bytes, "min_lines": video.min_lines},
    }


def _formats(formats: Sequence[PhotoFormat] | Sequence[VideoFormat]) -> dict[str, Any]:
    """``formats`` to compare with, as the browser's look at the bytes calls them; the others to be read."""
    return {
        "formats": [format_.value for format_ in formats],
        "format_names": format_names(formats),
        "usual_format": format_name(formats[0]),
    }


def _findings(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """A missing caption is no sentence here: the page has a field for it."""
    told = [(finding, worded(finding, UPLOAD_PAGE)) for finding in findings if finding.code is not Code.PHOTO_CAPTION]
    return [{"code": f.code, "level": f.level.value, "text": said.problem + said.remedy} for f, said in told]
