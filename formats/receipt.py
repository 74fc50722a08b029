"""The receipt: what came, whether each file is good, which day it counts for, and what is still missing.

One receipt sums up many files, so alike files share a line and the worst stand first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.days import Timing
from domain.findings import Finding, Kind, Level
from domain.messages import Abilities
from domain.submission import State
from formats import texts
from formats.finding import Worded, worded
from formats.spoken import (
    amount,
    amounts,
    clipped,
    day_text,
    due_text,
    kind_name,
    local_date,
    numbers_text,
    relative_day,
    second_text,
)
from formats.talk import choices
from formats.upload import link_line

#: So many different refusals are told in full; the rest only by number.
REFUSALS_IN_FULL = 5
#: On time or late is said only of what counts, or will with a caption.
_NOT_COUNTED = (State.REFUSED, State.LOST, State.WITHDRAWN)
#: So many texts are named one by one.
TEXTS_BY_NAME = 5


@dataclass(frozen=True, kw_only=True)
class ReceiptItem:
    """One submission. ``label`` is the milestone's name when ``item`` is not daily; ``characters`` for texts."""

    number: int
    kind: Kind
    state: State
    findings: tuple[Finding, ...]
    caption: str = ""
    title: str = ""
    file_name: str = ""
    characters: int | None = None
    item: str = "daily"
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptDay:
    """One obligation that files of this receipt count for, as it stands now.

    ``item_name`` is None for a report day, else the milestone's name. ``met``, ``missing_kinds``, ``uncaptioned`` and
    ``refused`` speak of the whole obligation, earlier receipts included. ``movable_to``: other days still open.
    """

    organisation: str
    item_name: str | None
    day: date
    timing: Timing
    due_at: datetime
    met: bool
    missing_kinds: tuple[Kind, ...]
    uncaptioned: tuple[int, ...]
    refused: tuple[int, ...]
    movable_to: tuple[date, ...]
    items: tuple[ReceiptItem, ...]
    #: The unit had reported in time before; this came after the deadline and takes nothing from that.
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class ReceiptView:
    """``number`` as people read it (1109-37); ``units`` are the choices when something is held."""

    number: str
    at: datetime
    days: tuple[ReceiptDay, ...]
    held: tuple[ReceiptItem, ...]
    units: tuple[str, ...]
    channel: Abilities
    #: The upload page, when it is the way out of something here, and until when (campaign time) its link is good.
    link: str = ""
    link_until: datetime | None = None

    @property
    def items(self) -> tuple[ReceiptItem, ...]:
        return tuple(item for day in self.days for item in day.items) + self.held


def receipt_text(view: ReceiptView) -> str:
    """The whole receipt; blocks are set apart by blank lines, a place where a long one may be split."""
    blocks = [texts.RECEIPT_HEAD.format(number=view.number, moment=second_text(view.at))]
    blocks += ["\n".join(_day_lines(day, view)) for day in view.days]
    if view.held:
        blocks.append("\n".join(_held_lines(view)))
    if view.link and view.link_until:
        blocks.append(link_line(view.link, view.link_until, now=view.at))
    return "\n\n".join(blocks)


def _day_lines(day: ReceiptDay, view: ReceiptView) -> list[str]:
    return [day.organisation, _verdict_of_day(day), *item_lines(day.items, view.channel), *_standing_lines(day, view)]


def _verdict_of_day(day: ReceiptDay) -> str:
    name = day_text(day.day) if day.item_name is None else day.item_name
    if day.timing is not Timing.AFTER_END and all(item.state in _NOT_COUNTED for item in day.items):
        return texts.RECEIPT_DAY_NOTHING.format(day=name)
    if day.more:
        return texts.RECEIPT_DAY_MORE.format(day=name) + "。"
    return texts.RECEIPT_DAY[day.timing.value].format(day=name) + "。"


def item_lines(items: Sequence[ReceiptItem], channel: Abilities) -> list[str]:
    """One verdict per file, alike ones together: lost, refused, without caption, good, then advice."""
    return [
        *_numbered(texts.RECEIPT_LOST, items, State.LOST),
        *_refused_lines([i for i in items if i.state is State.REFUSED], channel),
        *_uncaptioned_lines([i for i in items if i.state is State.INCOMPLETE]),
        *_accepted_lines([i for i in items if i.state is State.ACCEPTED]),
        *_advice_lines([i for i in items if i.state in (State.ACCEPTED, State.INCOMPLETE)], channel),
        *_numbered(texts.RECEIPT_RECEIVING, items, State.RECEIVING),
        *_numbered(texts.RECEIPT_WITHDRAWN, items, State.WITHDRAWN),
    ]


def _numbered(template: str, items: Sequence[ReceiptItem], state: State) -> list[str]:
    numbers = [i.number for i in items if i.state is state]
    return [template.format(numbers=numbers_text(numbers))] if numbers else []


def _refused_lines(refused: Sequence[ReceiptItem], channel: Abilities) -> list[str]:
    groups: dict[tuple[str, ...], list[ReceiptItem]] = {}
    for item in refused:
        groups.setdefault((item.kind, _shown_name(item), *_reasons(item, channel)), []).append(item)
    lines: list[str] = []
    told = list(groups.items())
    for (_, name, *reasons), items in told[:REFUSALS_IN_FULL]:
        what = name or kind_name(items[0].kind)
        lines.append(texts.RECEIPT_REFUSED.format(numbers=_numbers(items), what=what))
        lines.extend(reasons)
    rest = [item for _, items in told[REFUSALS_IN_FULL:] for item in items]
    if rest:
        lines.append(texts.RECEIPT_REFUSED_MORE.format(amounts=amounts(_by_kind(rest)), numbers=_numbers(rest)))
    return lines


def _reasons(item: ReceiptItem, channel: Abilities) -> list[str]:
    """Every problem once, then every different remedy once."""
    errors = [f for f in item.findings if f.level is Level.ERROR]
    said = [worded(f, channel) for f in errors if f.code != "photo.caption"]
    remedies = [w.remedy for w in said if w.remedy]
    if any(f.code == "photo.caption" for f in errors):
        remedies.append(texts.RECEIPT_CAPTION_AGAIN)
    return list(dict.fromkeys([w.problem for w in said] + remedies))


def _shown_name(item: ReceiptItem) -> str:
    """Documents are told apart by what they are called; photos and videos by their number alone."""
    if item.kind in (Kind.PHOTO, Kind.VIDEO):
        return ""
    name = item.title or item.file_name
    return f"{kind_name(item.kind)}《{clipped(name)}》" if name else ""


def _uncaptioned_lines(items: Sequence[ReceiptItem]) -> list[str]:
    if not items:
        return []
    first = min(i.number for i in items)
    how = texts.RECEIPT_CAPTION_ONE if len(items) == 1 else texts.RECEIPT_CAPTION_MANY
    said = amount(Kind.PHOTO, len(items))
    return [texts.RECEIPT_UNCAPTIONED.format(amount=said, numbers=_numbers(items)), how.format(number=first)]


def _accepted_lines(items: Sequence[ReceiptItem]) -> list[str]:
    named = [i for i in items if _details(i)]
    if len(named) > TEXTS_BY_NAME:
        named = []
    lines = [
        texts.RECEIPT_TEXT_ACCEPTED.format(amount=amount(i.kind, 1), number=i.number, details=_details(i))
        for i in named
    ]
    plain = [i for i in items if i not in named]
    for kind, number in _by_kind(plain):
        numbers = _numbers(i for i in plain if i.kind is kind)
        lines.append(texts.RECEIPT_ACCEPTED.format(amount=amount(kind, number), numbers=numbers))
    return lines


def _details(item: ReceiptItem) -> str:
    if item.kind in (Kind.PHOTO, Kind.VIDEO):
        return ""
    name = item.title or item.file_name
    parts = [f"《{clipped(name)}》"] if name else []
    if item.characters is not None:
        parts.append(f"{item.characters} 字")
    return "，".join(parts)


def _advice_lines(items: Sequence[ReceiptItem], channel: Abilities) -> list[str]:
    groups: dict[Worded, list[ReceiptItem]] = {}
    for item in items:
        for finding in item.findings:
            if finding.level is Level.ADVICE:
                groups.setdefault(worded(finding, channel), []).append(item)
    return [
        texts.RECEIPT_ADVICE.format(numbers=_numbers(alike), advice=said.problem + said.remedy)
        for said, alike in groups.items()
    ]


def _standing_lines(day: ReceiptDay, view: ReceiptView) -> list[str]:
    """What is still missing, until when, and whether the day can be changed."""
    lines = [_missing_line(day, view)]
    if day.movable_to and day.item_name is None:
        lines.append(texts.RECEIPT_MOVABLE.format(day=day_text(day.movable_to[0])))
    return lines


def _missing_line(day: ReceiptDay, view: ReceiptView) -> str:
    if day.item_name is not None:
        template = texts.ITEM_MET if day.met else texts.ITEM_MISSING
        return template.format(item=day.item_name) + _also(day)
    today = local_date(view.at)
    said = relative_day(day.day, today)
    if day.met:
        return texts.DAY_MET.format(day=said) + _also(day)
    if day.timing is Timing.AFTER_END:
        return texts.DAY_MISSING_ALL.format(day=said)
    if day.missing_kinds:
        missing = texts.DAY_MISSING_KINDS.format(day=said, kinds="、".join(kind_name(k) for k in day.missing_kinds))
    else:
        missing = texts.DAY_MISSING_ALL.format(day=said)
    late = view.at > day.due_at
    until = texts.DAY_UNTIL_LATE if late else texts.DAY_UNTIL.format(due=due_text(day.due_at, today))
    return missing + _also(day) + until


def _also(day: ReceiptDay) -> str:
    """What earlier receipts left open; this one's own files have been spoken of above."""
    told = {i.number for i in day.items}
    said = ""
    if uncaptioned := set(day.uncaptioned) - told:
        said += texts.DAY_ALSO_UNCAPTIONED.format(numbers=numbers_text(uncaptioned))
    if refused := set(day.refused) - told:
        said += texts.DAY_ALSO_REFUSED.format(numbers=numbers_text(refused))
    return said


def _held_lines(view: ReceiptView) -> list[str]:
    """Whose it is must be said first; a file that is bad anyway is refused in the same breath."""
    bad = [i for i in view.held if any(f.level is Level.ERROR and f.code != "photo.caption" for f in i.findings)]
    lines = _refused_lines(bad, view.channel)
    if view.units:
        return [*lines, texts.RECEIPT_HELD.format(numbers=_numbers(view.held)), choices(view.units)]
    return [*lines, texts.RECEIPT_HELD_UNKNOWN.format(numbers=_numbers(view.held))]


def _numbers(items: Iterable[ReceiptItem]) -> str:
    return numbers_text(i.number for i in items)


def _by_kind(items: Iterable[ReceiptItem]) -> list[tuple[Kind, int]]:
    tally: dict[Kind, int] = {}
    for item in items:
        tally[item.kind] = tally.get(item.kind, 0) + 1
    return [(kind, tally[kind]) for kind in Kind if kind in tally]
