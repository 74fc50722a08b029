"""The head of the upload page: whose it is, that whatever comes by it is theirs, and how long its link is good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formats.spoken import due_text, local_date
from formats.words import upload as upload_texts


@dataclass(frozen=True, kw_only=True)
class PageHead:
    """Three sentences."""

    who: str
    whose: str
    until: str


def page_head(name: str, until: datetime, *, now: datetime) -> PageHead:
    """``until`` and ``now`` in campaign time."""
    return PageHead(
        who=upload_texts.WHO.format(name=name),
        whose=upload_texts.WHOSE.format(name=name),
        until=upload_texts.LINK_UNTIL.format(until=due_text(until, local_date(now))),
    )
