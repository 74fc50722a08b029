"""要求 and its parts: a campaign's rules as one reads them on a phone. A rule that is switched off is not said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from domain.campaigns.campaign import Campaign
from domain.campaigns.rules import (
    DocumentRules,
    FontRule,
    PhotoFormat,
    PhotoRules,
    PressRules,
    TextRules,
    VideoFormat,
    VideoRules,
    format_names,
)
from domain.findings import Kind
from formats.spoken import dated_day, kind_name, local_date, moment_text
from formats.words import questions as words

_MEBIBYTE = 1 << 20


def requirements_text(campaign: Campaign, kinds: Collection[str]) -> str:
    """The whole card for organisations of these kinds: what is owed every day, the rules, what is owed once."""
    rules = campaign.rules
    lines = [words.REQUIREMENTS_HEAD.format(title=campaign.title), *_daily_lines(campaign)]
    by_kind = (
        (Kind.PHOTO, photo_line(rules.photo)),
        (Kind.VIDEO, video_line(rules.video)),
        (Kind.TEXT, text_line(rules.text)),
        (Kind.TEXT, _document_line(rules.document, _length(rules.text))),
        (Kind.PRESS, _press_line(rules.press)),
    )
    lines += [line for kind, line in by_kind if kind in campaign.daily.kinds and line]
    return "\n".join([*lines, *_milestone_lines(campaign, kinds)])


def photo_size_text(rules: PhotoRules) -> str:
    return f"{photo_line(rules)}\n{words.PHOTO_NUMBER}"


def text_length_text(text: TextRules, document: DocumentRules) -> str:
    return "\n".join(line for line in (text_line(text), _document_line(document, _length(text))) if line)


def photo_line(rules: PhotoRules) -> str:
    large = rules.min_width is not None or rules.min_bytes is not None
    return _line(
        words.PHOTO,
        _formats(rules.formats),
        words.ORIGINALS_ONLY if large else "",
        words.WIDTH.format(pixels=rules.min_width) if rules.min_width is not None else "",
        words.AT_LEAST.format(size=_size(rules.min_bytes)) if rules.min_bytes is not None else "",
        words.CAPTIONED if rules.caption else "",
    )


def video_line(rules: VideoRules) -> str:
    return _line(
        words.VIDEO,
        _formats(rules.formats),
        words.AT_MOST.format(size=_size(rules.max_bytes)) if rules.max_bytes is not None else "",
        words.LINES.format(pixels=rules.min_lines) if rules.min_lines is not None else "",
        words.SUGGESTED.format(suggested=rules.suggested) if rules.suggested else "",
    )


def text_line(rules: TextRules) -> str:
    length = _length(rules)
    return _line(words.TEXT, length, words.COUNTED if length else "")


def what_to_send_text(
    campaign: Campaign,
    missing: Sequence[tuple[str, tuple[Kind, ...]]],
    milestones: Sequence[tuple[str, datetime]],
    now: datetime,
) -> str:
    """``missing``: unit and the kinds it has still to send for the current day; ``milestones``: name and due time."""
    day = dated_day(campaign.report_day(now), local_date(now))
    lines = _daily_lines(campaign)
    for organisation, kinds in missing:
        if kinds:
            said = "、".join(map(kind_name, kinds))
            lines.append(words.SEND_MISSING.format(organisation=organisation, day=day, kinds=said))
    lines.append(words.SEND_HOW)
    return "\n".join(lines + _due_lines(milestones))


def originals_text(*, shrinks_photos: bool) -> str:
    """``shrinks_photos``: what the asker's channel does to photos."""
    return words.ORIGINALS_IN_CHAT if shrinks_photos else words.ORIGINALS_ELSEWHERE


def _daily_lines(campaign: Campaign) -> list[str]:
    daily = campaign.daily
    asks = "、".join(daily.asks or [kind_name(kind) for kind in daily.kinds])
    lines = [words.REQUIREMENTS_DAILY.format(deadline=f"{daily.deadline:%H:%M}", asks=asks)]
    if daily.required:
        kinds = "、".join(map(kind_name, daily.required))
        return [*lines, words.REQUIREMENTS_REQUIRED.format(kinds=kinds)]
    return [*lines, words.REQUIREMENTS_ANY]


def _milestone_lines(campaign: Campaign, kinds: Collection[str]) -> list[str]:
    owed = campaign.milestones_of(kinds)
    return _due_lines([(milestone.name, campaign.milestone_due_at(milestone)) for milestone in owed])


def _due_lines(milestones: Sequence[tuple[str, datetime]]) -> list[str]:
    if not milestones:
        return []
    said = [words.MILESTONE_DUE.format(item=name, due=moment_text(due_at)) for name, due_at in milestones]
    return [words.SEND_MILESTONES, *said]


def _document_line(rules: DocumentRules, length: str) -> str:
    """``length`` is that of every text, or empty."""
    fonts = ((words.FONT_TITLE, rules.title), (words.FONT_UNIT, rules.unit), (words.FONT_BODY, rules.body))
    said = [length] if length else []
    said += [template.format(font=_font(font)) for template, font in fonts if font is not None]
    return words.DOCUMENT.format(rules="，".join(said)) if said else ""


def _press_line(rules: PressRules) -> str:
    parts = (
        (rules.word, words.PRESS_WORD),
        (rules.images_required, words.PRESS_IMAGES),
        (rules.images_last, words.PRESS_LAST),
        (rules.filename, words.PRESS_NAME),
    )
    said = [part for asked, part in parts if asked]
    return words.PRESS.format(rules="，".join(said)) if said else ""


def _line(template: str, *parts: str) -> str:
    return template.format(rules="，".join(part for part in parts if part) or words.NO_RULES)


def _formats(formats: Sequence[PhotoFormat] | Sequence[VideoFormat]) -> str:
    return words.FORMATS.format(formats=format_names(formats)) if formats else ""


def _length(rules: TextRules) -> str:
    least, most = rules.min_length, rules.max_length
    if least is not None and most is not None:
        return words.LENGTH.format(least=least, most=most)
    if least is not None:
        return words.LENGTH_LEAST.format(least=least)
    return words.LENGTH_MOST.format(most=most) if most is not None else ""


def _font(rule: FontRule) -> str:
    size = words.SIZES.get(rule.points)
    return rule.names[0] + (size or " " + words.POINTS.format(points=f"{rule.points:g}"))


def _size(size: int) -> str:
    """A limit as the notices say it: 2,000,000 bytes are 2 MB, 209,715,200 are 200 MB."""
    unit = _MEBIBYTE if size % _MEBIBYTE == 0 else 1_000_000
    return f"{size / unit:.6g} MB"
