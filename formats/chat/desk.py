"""What chat says of marks, returns and adoptions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.fate import Fate
from domain.findings import Kind
from domain.selection import Refusal
from formats.fates import reworded_lines
from formats.spoken import clipped, day_text, due_text, kind_name, numbers_text
from formats.words import desk as words

#: Characters of a caption or title that are quoted.
QUOTED = 30


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """An item as its sender knows it. ``sender``: who sent it, when somebody else of the unit is told.

    ``edited_by``: the office whose words it says, '' when they are the sender's.
    """

    number: int
    kind: Kind
    caption: str
    title: str
    sender: str = ""
    edited_by: str = ""

    @property
    def what(self) -> str:
        name = self.title or self.caption
        edited = words.EDITED.format(office=self.edited_by) if self.edited_by else ""
        return kind_name(self.kind) + (f"《{clipped(name, QUOTED)}》" if name else "") + edited


def refusal(why: Refusal, number: int) -> str:
    return words.REFUSALS[why].format(number=number)


def returned(
    item: ItemView,
    *,
    office: str,
    reason: str,
    day: date | None,
    late_until: datetime | None,
    now: datetime,
    uncounted: bool,
    url: str = "",
) -> str:
    """To the sender: what is asked for, until when it still counts, and what becomes of the day."""
    said = words.RETURNED.format(number=item.number, what=item.what, office=office, reason=reason.rstrip("。.")) + (
        words.OF_COLLEAGUE.format(name=item.sender) if item.sender else ""
    )
    if late_until is not None and now <= late_until:
        mend = words.MEND_TODAY if item.kind is Kind.PHOTO else words.MEND_TEXT_TODAY
        said += mend.format(until=due_text(late_until, now.date()))
    else:
        said += words.MEND
    if day is not None:
        said += (words.NOT_COUNTED if uncounted else words.STILL_COUNTS).format(day=day_text(day))
    return f"{said}\n{url}" if url else said


def return_called_off(item: ItemView, office: str) -> str:
    return words.RETURN_CALLED_OFF.format(number=item.number, what=item.what, office=office)


def adopted(item: ItemView, *, medium: str, url: str) -> str:
    where = f"：{url}" if url else ""
    said = words.ADOPTED.format(number=item.number, what=item.what, medium=medium, where=where)
    # An address must end with the line, or the full stop becomes a part of it.
    said = said.removesuffix("。") if url else said
    return said + (words.OF_COLLEAGUE.format(name=item.sender) if item.sender and not url else "")


def passed(numbers: Sequence[int], fates: Iterable[Fate] = ()) -> str:
    """Once a day, of everything that was passed on and still stands; which of it says an office's words."""
    said = words.PASSED.format(count=len(numbers), numbers=numbers_text(numbers))
    return "\n".join([said, *reworded_lines(fates)])
