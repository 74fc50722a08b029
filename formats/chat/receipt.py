"""The receipt: what came, whether each file is good, which day it counts for, and what is still missing.

One receipt sums up many files, so alike files share a line and the worst stand first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.abilities import Abilities
from domain.days import Timing
from domain.findings import Code, Kind, Level
from domain.submission import State
from formats.chat.answers import choices
from formats.chat.offers import caption_under_receipt
from formats.chat.receipt_items import ReceiptItem, caption_lines, item_lines, numbers_of, refused_lines
from formats.chat.upload_link import link_line
from formats.spoken import day_text, due_text, kind_name, local_date, numbers_text, relative_day, second_text
from formats.words import chat as texts

__all__ = ["ReceiptDay", "ReceiptItem", "ReceiptView", "receipt_text", "without_details"]

#: On time or late is said only of what counts, or will with a caption.
_NOT_COUNTED = (State.REFUSED, State.LOST, State.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class ReceiptDay:
    """One obligation that files of this receipt count for, as it stands now.

    ``item_name`` is None for a report day, else the milestone's name. ``met``, ``missing_kinds`` and ``uncaptioned``
    speak of the whole obligation, earlier receipts included; refused ones were named when they came.
    ``movable_to``: the first other day still open.
    """

    organisation: str
    item_name: str | None
    day: date
    timing: Timing
    due_at: datetime
    met: bool
    missing_kinds: tuple[Kind, ...]
    uncaptioned: tuple[int, ...]
    movable_to: date | None
    items: tuple[ReceiptItem, ...]
    #: The unit had reported in time before; this came after the deadline and takes nothing from that.
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class ReceiptView:
    """``number`` as people read it (1109-37); ``units`` are the choices when something is unassigned."""

    number: str
    at: datetime
    days: tuple[ReceiptDay, ...]
    unassigned: tuple[ReceiptItem, ...]
    units: tuple[str, ...]
    channel: Abilities
    #: The upload page, when it is the way out of something here, and until when (campaign time) its link is good.
    link: str = ""
    link_until: datetime | None = None
    #: A caption that came before its photos, asked about here, and their numbers.
    early_caption: str = ""
    early_numbers: tuple[int, ...] = ()

    @property
    def items(self) -> tuple[ReceiptItem, ...]:
        return tuple(item for day in self.days for item in day.items) + self.unassigned


def without_details(number: str, numbers: Iterable[int]) -> str:
    """What can always be said: that these are here."""
    return texts.RECEIPT_WITHOUT_DETAILS.format(number=number, numbers=numbers_text(numbers))


def receipt_text(view: ReceiptView) -> str:
    """The whole receipt; blocks are set apart by blank lines, a place where a long one may be split."""
    blocks = [texts.RECEIPT_HEAD.format(number=view.number, moment=second_text(view.at))]
    blocks += ["\n".join(_day_lines(day, view)) for day in view.days]
    if view.unassigned:
        blocks.append("\n".join(_held_lines(view)))
    if view.early_caption:
        blocks.append(caption_under_receipt(view.early_caption, view.early_numbers))
    if view.link and view.link_until:
        blocks.append(link_line(view.link, view.link_until, now=view.at))
    return "\n\n".join(blocks)


def _day_lines(day: ReceiptDay, view: ReceiptView) -> list[str]:
    shown = [item for item in day.items if item.state in (State.ACCEPTED, State.RECEIVING)]
    return [
        day.organisation,
        _verdict_of_day(day),
        *item_lines(day.items, view.channel),
        *caption_lines(shown),
        *_standing_lines(day, view),
    ]


def _verdict_of_day(day: ReceiptDay) -> str:
    name = day_text(day.day) if day.item_name is None else day.item_name
    if day.timing is not Timing.AFTER_END and all(item.state in _NOT_COUNTED for item in day.items):
        return texts.RECEIPT_DAY_NOTHING.format(day=name)
    if day.more:
        return texts.RECEIPT_DAY_MORE.format(day=name) + "。"
    return texts.RECEIPT_DAY[day.timing.value].format(day=name) + "。"


def _standing_lines(day: ReceiptDay, view: ReceiptView) -> list[str]:
    """What is still missing, until when, and whether the day can be changed."""
    lines = [_missing_line(day, view)]
    if day.movable_to and day.item_name is None:
        lines.append(texts.RECEIPT_MOVABLE.format(day=day_text(day.movable_to)))
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
    return said


def _held_lines(view: ReceiptView) -> list[str]:
    """Whose it is must be said first; a file that is bad anyway is refused in the same breath."""
    bad = [
        i
        for i in view.unassigned
        if any(f.level is Level.ERROR and f.code is not Code.PHOTO_CAPTION for f in i.findings)
    ]
    lines = [*refused_lines(bad, view.channel), *caption_lines(view.unassigned)]
    if view.units:
        return [*lines, texts.RECEIPT_UNASSIGNED.format(numbers=numbers_of(view.unassigned)), choices(view.units)]
    return [*lines, texts.RECEIPT_UNASSIGNED_UNKNOWN.format(numbers=numbers_of(view.unassigned))]
