"""What chat says of coming in to the desk. Pure."""

from __future__ import annotations

from datetime import datetime

from formats.spoken import clock_text
from formats.words import desk as words


def link(url: str, login_page: str) -> str:
    """The answer to 看板."""
    return words.LOGIN_LINK.format(url=url, login=login_page)


def ask(agent: str, address: str, at: datetime) -> str:
    """Whether a computer may come in; ``at``: when it showed its digits."""
    computer = " · ".join(part for part in (agent or words.LOGIN_COMPUTER, address) if part)
    return words.LOGIN_ASK.format(computer=computer, at=clock_text(at))


def revoked(number: int) -> str:
    return words.LOGINS_REVOKED.format(number=number) if number else words.LOGINS_NONE
