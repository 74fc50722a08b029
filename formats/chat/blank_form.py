"""The empty statistics form in chat: that it follows, or where it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from formats.spoken import due_text, local_date
from formats.words import statistics as words


def follows(form: str) -> str:
    return words.BLANK_FOLLOWS.format(form=form)


def on_the_upload_page(form: str, url: str, until: datetime, *, now: datetime) -> str:
    """``until`` in campaign time."""
    return words.BLANK_ON_PAGE.format(form=form, url=url, until=due_text(until, local_date(now)))


def at_the_desk(form: str, url: str) -> str:
    return words.BLANK_AT_DESK.format(form=form, url=url)


def handed_out_elsewhere(form: str, receivers: Sequence[str]) -> str:
    return words.BLANK_ELSEWHERE.format(form=form, receivers="、".join(dict.fromkeys(receivers)))


def not_asked(units: Sequence[str]) -> str:
    return words.BLANK_NOT_ASKED.format(units="、".join(units)) if units else words.BLANK_OF_NO_CAMPAIGN
