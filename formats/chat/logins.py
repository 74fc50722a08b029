"""What chat says of coming in to the desk. Pure."""

from __future__ import annotations

from datetime import date, datetime

from formats.spoken import clock_text, day_text
from formats.words import desk as words


def link(url: str, login_page: str) -> str:
    """The answer to 看板."""
    return words.LOGIN_LINK.format(url=url, login=login_page)


def photos(url: str, unit: str, day: date, count: int, *, others: bool) -> str:
    """``unit`` empty: of the whole area. ``others``: further days were named, and this is the last of them."""
    more = words.PHOTOS_ONE_DAY if others else ""
    return words.PHOTOS.format(unit=unit, day=day_text(day), count=count, url=url, more=more)


def no_photos(unit: str, day: date) -> str:
    return words.PHOTOS_NONE.format(unit=unit, day=day_text(day))


def ask(agent: str, address: str, at: datetime) -> str:
    """Whether a computer may come in; ``at``: when it showed its digits."""
    computer = " · ".join(part for part in (agent or words.LOGIN_COMPUTER, address) if part)
    return words.LOGIN_ASK.format(computer=computer, at=clock_text(at))


def revoked(number: int) -> str:
    return words.LOGINS_REVOKED.format(number=number) if number else words.LOGINS_NONE
