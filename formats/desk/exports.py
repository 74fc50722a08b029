"""Exports as the pages of the desk, and the page of somebody outside, show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.campaigns.campaign import Campaign
from domain.findings import Kind
from formats.exports.material import size_text
from formats.spoken import day_text, kind_name, moment_text
from formats.words import exports as words


@dataclass(frozen=True, kw_only=True)
class ExportChoice:
    """What was chosen in the form, as codes. ``unit``: as typed; ``unit_name``: of the one it means."""

    days: Collection[date] = ()
    kinds: Collection[Kind] = ()
    mark: str = "all"
    unit: str = ""
    unit_name: str = ""
    category: str = ""
    split: str = "kind"
    shrunk: bool = False
    part_bytes: int = 0


@dataclass(frozen=True, kw_only=True)
class ExportLine:
    """``state``: code and word; ``query``: what the form is asked to make it again."""

    id: int
    what: str
    amount: str
    who: str
    at: str
    state: str
    said: str
    query: str


@dataclass(frozen=True, kw_only=True)
class ExportsPage:
    """``options``: value, name and whether it is chosen. ``summary`` empty: nothing can be made of it."""

    campaign: str
    title: str
    days: tuple[tuple[str, str, bool], ...]
    kinds: tuple[tuple[str, str, bool], ...]
    marks: tuple[tuple[str, str, bool], ...]
    categories: tuple[tuple[str, str, bool], ...]
    splits: tuple[tuple[str, str, bool], ...]
    photos: tuple[tuple[str, str, bool], ...]
    sizes: tuple[tuple[str, str, bool], ...]
    unit: str
    summary: str
    number: int
    lines: tuple[ExportLine, ...]
    problem: str


@dataclass(frozen=True, kw_only=True)
class ShareLine:
    id: int
    label: str
    who: str
    until: str
    counts: str
    open: bool
    said: str


@dataclass(frozen=True, kw_only=True)
class ExportPage:
    """``parts``: number, name and what it holds; empty while nothing can be fetched."""

    id: int
    campaign: str
    title: str
    what: str
    state: str
    said: str
    made: str
    amount: str
    until: str
    parts: tuple[tuple[int, str, str], ...]
    notes: tuple[str, ...]
    query: str
    shares: tuple[ShareLine, ...] = ()
    hours: tuple[tuple[int, str], ...] = field(default=words.HOURS)


@dataclass(frozen=True, kw_only=True)
class SharedPage:
    """What somebody outside sees: no telephone, no account, no name but that of the office."""

    title: str
    office: str
    label: str
    what: str
    amount: str
    until: str
    parts: tuple[tuple[int, str, str], ...]
    files: tuple[tuple[str, str], ...]
    number: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class MadeFacts:
    """Of an export: ``state`` is its code; ``parts``: size and number of files of each zip."""

    id: int
    state: str
    items: int
    prepared: int
    lost: int
    parts: Sequence[tuple[int, int]]
    made_at: datetime
    expires_at: datetime
    over: bool


def exports_page(
    campaign: Campaign,
    choice: ExportChoice,
    *,
    number: int,
    size: int,
    unknown_unit: bool,
    lines: Sequence[ExportLine],
    problem: str,
) -> ExportsPage:
    if unknown_unit:
        summary = words.NO_UNIT
    elif not number:
        summary = words.NOTHING
    else:
        summary = words.SUMMARY.format(
            what=what_text(campaign, choice),
            number=number,
            size=size_text(size),
            parts=max(-(-size // max(choice.part_bytes, 1)), 1),
        )
    return ExportsPage(
        campaign=campaign.code,
        title=campaign.title,
        days=tuple((day.isoformat(), day_text(day), day in choice.days) for day in campaign.days),
        kinds=tuple((kind.value, kind_name(kind), kind in choice.kinds) for kind in Kind),
        marks=tuple((code, name, code == choice.mark) for code, name in words.MARKS.items()),
        categories=tuple((one.code, one.name, one.code == choice.category) for one in campaign.categories),
        photos=tuple((value, name, bool(value) is choice.shrunk) for value, name in words.PHOTOS.items()),
        splits=tuple((code, name, code == choice.split) for code, name in words.SPLITS.items()),
        sizes=tuple((str(size), name, size == choice.part_bytes) for size, name in words.PART_SIZES.items()),
        unit=choice.unit,
        summary=summary,
        number=0 if unknown_unit else number,
        lines=tuple(lines),
        problem=problem,
    )


def line(campaign: Campaign, choice: ExportChoice, made: MadeFacts, who: str) -> ExportLine:
    return ExportLine(
        id=made.id,
        what=what_text(campaign, choice),
        amount=_amount(made),
        who=who,
        at=moment_text(made.made_at),
        state=_state(made),
        said=_said(made),
        query=query(choice),
    )


def export_page(
    campaign: Campaign,
    choice: ExportChoice,
    made: MadeFacts,
    *,
    who: str,
    since: int,
    shares: Sequence[ShareLine],
) -> ExportPage:
    state = _state(made)
    notes = [words.LOST_NOTE.format(number=made.lost)] if made.lost else []
    if since and state == "ready":
        notes.append(words.SINCE_NOTE.format(number=since))
    return ExportPage(
        id=made.id,
        campaign=campaign.code,
        title=campaign.title,
        what=what_text(campaign, choice),
        state=state,
        said=_said(made),
        made=words.MADE_BY.format(who=who, at=moment_text(made.made_at)) if who else moment_text(made.made_at),
        amount=_amount(made),
        until=moment_text(made.expires_at),
        parts=part_lines(campaign, made) if state == "ready" else (),
        notes=tuple(notes),
        query=query(choice),
        shares=tuple(shares),
    )


def shared_page(
    campaign: Campaign,
    choice: ExportChoice,
    made: MadeFacts,
    *,
    office: str,
    label: str,
    until: datetime,
    files: Sequence[tuple[str, int]],
    number: int,
    each: int,
) -> SharedPage:
    total = sum(files for _, files in made.parts)
    return SharedPage(
        title=campaign.title,
        office=office,
        label=label,
        what=what_text(campaign, choice),
        amount=_amount(made),
        until=moment_text(until),
        parts=part_lines(campaign, made),
        files=tuple((name, size_text(size)) for name, size in files),
        number=number,
        pages=max(-(-total // each), 1),
    )


def share_line(
    *, id_: int, label: str, who: str, until: datetime, opened: int, downloads: int, revoked: bool, over: bool
) -> ShareLine:
    return ShareLine(
        id=id_,
        label=label,
        who=who,
        until=moment_text(until),
        counts=words.COUNTS.format(opened=opened, downloads=downloads),
        open=not revoked and not over,
        said=words.REVOKED if revoked else words.SHARE_OVER if over else "",
    )


def part_lines(campaign: Campaign, made: MadeFacts) -> tuple[tuple[int, str, str], ...]:
    return tuple(
        (number, zip_name(campaign.title, made, number), words.PART.format(size=size_text(size), files=files))
        for number, (size, files) in enumerate(made.parts, start=1)
    )


def zip_name(title: str, made: MadeFacts, part: int) -> str:
    """What a zip is called where it is saved."""
    which = words.WHICH.format(part=part, parts=len(made.parts)) if len(made.parts) > 1 else ""
    return f"{title}_{words.EXPORT}{made.id}{which}.zip"


def what_text(campaign: Campaign, choice: ExportChoice) -> str:
    """11月9日、11月10日 · 照片 · 推荐 · 星河一职."""
    names = {one.code: one.name for one in campaign.categories}
    found = (
        "、".join(day_text(day) for day in sorted(choice.days)) or words.ALL_DAYS,
        "、".join(kind_name(kind) for kind in Kind if kind in choice.kinds),
        words.MARKS[choice.mark],
        choice.unit_name,
        names.get(choice.category, choice.category),
        words.SHRUNK if choice.shrunk else "",
    )
    return " · ".join(part for part in found if part)


def query(choice: ExportChoice) -> str:
    """What the page is asked beside its address to fill the form in like this."""
    from urllib.parse import urlencode

    pairs = [("day", day.isoformat()) for day in sorted(choice.days)]
    pairs += [("kind", kind.value) for kind in Kind if kind in choice.kinds]
    pairs += [("mark", choice.mark)] if choice.mark != "all" else []
    pairs += [("photos", "1600")] if choice.shrunk else []
    pairs += [("split", choice.split)] if choice.split != "kind" else []
    pairs += [(name, value) for name, value in (("unit", choice.unit), ("category", choice.category)) if value]
    return urlencode(pairs)


def _state(made: MadeFacts) -> str:
    return "over" if made.state == "ready" and made.over else made.state


def _said(made: MadeFacts) -> str:
    said = words.STATES[_state(made)]
    return said.format(prepared=made.prepared, items=made.items)


def _amount(made: MadeFacts) -> str:
    if not made.parts:
        return ""
    size = size_text(sum(size for size, _ in made.parts))
    return words.AMOUNT.format(number=made.items, size=size, parts=len(made.parts))
