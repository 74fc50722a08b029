"""2号过没过, 收到了吗, 我的照片合格吗: the state of single submissions, with the reasons of what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.abilities import Abilities
from domain.findings import Code, Kind
from domain.submission import State
from formats.chat import answers
from formats.chat.receipt_items import ReceiptItem, item_lines
from formats.spoken import clipped, dated_day, local_date, numbers_text, second_text
from formats.words import chat as texts
from formats.words import questions as words

#: The captions of so many photos at most are repeated.
CAPTIONS = 5


@dataclass(frozen=True, kw_only=True)
class SubmissionsDay:
    """Submissions of one unit for one report day, or for a milestone (``item_name``)."""

    organisation: str
    day: date
    items: tuple[ReceiptItem, ...]
    item_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class SubmissionsView:
    """``others``: what counts for nothing, withdrawn before its unit was said.

    ``unassigned``: numbers without a unit; ``unknown``: numbers that are none of one's own.
    """

    now: datetime
    channel: Abilities
    days: tuple[SubmissionsDay, ...]
    others: tuple[ReceiptItem, ...] = ()
    unassigned: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()


def submissions_text(view: SubmissionsView) -> str:
    """A block for each day of each unit; empty when there is nothing to tell."""
    blocks = ["\n".join(_day_lines(day, view)) for day in view.days]
    if view.others:
        blocks.append("\n".join(item_lines([_told(item) for item in view.others], view.channel)))
    if view.unassigned:
        blocks.append(texts.RECEIPT_UNASSIGNED_UNKNOWN.format(numbers=numbers_text(view.unassigned)))
    if view.unknown:
        blocks.append(answers.number_not_found(view.unknown))
    return "\n\n".join(blocks)


def latest_text(view: SubmissionsView, at: datetime | None) -> str:
    """What came last, and when; ``at`` is None when nothing ever came."""
    if at is None:
        return words.LATEST_NONE
    return f"{words.LATEST_HEAD.format(moment=second_text(at))}\n{submissions_text(view)}"


def no_such_submissions(receipts: Sequence[str]) -> str:
    """No receipt of one's own has this number, or none was named."""
    if not receipts:
        return words.SUBMISSION_WHICH
    return words.RECEIPT_NOT_FOUND.format(receipts="、".join(clipped(receipt) for receipt in receipts))


def nothing_text(organisation: str, day: date, now: datetime) -> str:
    return words.QUALIFIED_NONE.format(organisation=organisation, day=dated_day(day, local_date(now)))


def _day_lines(day: SubmissionsDay, view: SubmissionsView) -> list[str]:
    said = day.item_name or dated_day(day.day, local_date(view.now))
    head = words.SUBMISSIONS_OF.format(organisation=day.organisation, day=said)
    return [head, *item_lines([_told(item) for item in day.items], view.channel), *_captions(day.items)]


def _told(item: ReceiptItem) -> ReceiptItem:
    """Without what it repeats: the receipt said so when it came."""
    return replace(item, findings=tuple(f for f in item.findings if f.code is not Code.FILE_DUPLICATE))


def _captions(items: Sequence[ReceiptItem]) -> list[str]:
    said = [i for i in items if i.kind is Kind.PHOTO and i.caption and i.state is State.ACCEPTED]
    if len(said) > CAPTIONS:
        return []
    return [
        words.SUBMISSION_CAPTION.format(number=item.number, caption=clipped(item.caption, answers.CAPTION_LIMIT))
        for item in said
    ]
