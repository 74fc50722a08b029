"""What chat says about the upload page: the link, and that it is where a file goes through."""

from __future__ import annotations

from datetime import datetime

from formats.spoken import due_text, local_date
from formats.words import chat as texts


def link_text(url: str, name: str, until: datetime, *, now: datetime) -> str:
    """The answer to 上传."""
    return texts.LINK.format(url=url, name=name, until=due_text(until, local_date(now)))


def link_line(url: str, until: datetime, *, now: datetime) -> str:
    """The end of a receipt whose way out is the upload page."""
    return texts.LINK_LINE.format(url=url, until=due_text(until, local_date(now)))


def file_not_here(name: str, url: str, until: datetime, *, now: datetime) -> str:
    """The answer to a file that the platform kept to itself; ``name`` may be empty."""
    lost = texts.FILE_NOT_HERE.format(name=f"《{name}》" if name else "")
    return f"{lost}\n{link_line(url, until, now=now)}"


def revoked_text(number: int) -> str:
    return texts.LINKS_REVOKED if number else texts.LINKS_NONE
