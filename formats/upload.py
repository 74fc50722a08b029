"""What is said about uploads: the link in chat, and why a request of the upload page was not taken."""

from __future__ import annotations

from datetime import datetime

from domain.upload import UploadRefused
from formats.spoken import due_text, local_date
from formats.words import chat as texts
from formats.words import upload as upload_texts

_MEGABYTE = 1024 * 1024


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


def problem_text(refused: UploadRefused) -> str:
    """One sentence for a person; never what was typed or sent."""
    said = upload_texts.PROBLEMS[refused.problem.value]
    size = size_text(refused.limit)
    return said.format(limit=refused.limit, size=size)


def size_text(size: int) -> str:
    """100 MB, 4 GB, 312 KB."""
    if size >= 1024 * _MEGABYTE:
        return f"{size / (1024 * _MEGABYTE):.1f}".rstrip("0").rstrip(".") + " GB"
    if size >= _MEGABYTE:
        return f"{size / _MEGABYTE:.1f}".rstrip("0").rstrip(".") + " MB"
    return f"{max(size // 1024, 1)} KB" if size else "0 KB"
