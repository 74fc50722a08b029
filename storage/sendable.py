"""Which rows of the outbox may go: in the order of their receiver, not too fast, not on a channel that rests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from storage.channel_states import resting
from storage.states import OutboxState
from storage.tables import channel_states, nudges, outbox


def sendable(now: datetime) -> ColumnElement[bool]:
    earlier = outbox.alias("earlier")
    in_order = ~(
        select(earlier.c.id)
        .where(
            earlier.c.state == OutboxState.NEW,
            earlier.c.channel == outbox.c.channel,
            earlier.c.account == outbox.c.account,
            earlier.c.id < outbox.c.id,
        )
        .exists()
    )
    paused = select(channel_states.c.channel).where(resting(now))
    return (outbox.c.state == OutboxState.NEW) & in_order & outbox.c.channel.not_in(paused) & ~_too_early(now)


def _too_early(now: datetime) -> ColumnElement[bool]:
    """It says what became of other messages, and of some that is not known yet."""
    told = outbox.alias("told")
    under_way = (
        select(told.c.id)
        .where(
            told.c.state == OutboxState.NEW,
            func.substr(told.c.key, 1, func.length(nudges.c.messages)) == nudges.c.messages,
        )
        .exists()
    )
    return select(nudges.c.key).where(nudges.c.key == outbox.c.key, nudges.c.answer_by > now, under_way).exists()


def within_pace(now: datetime, limits: Mapping[str, int]) -> ColumnElement[bool]:
    recent = outbox.alias("recent")
    sent = (
        select(func.count())
        .where(
            recent.c.channel == outbox.c.channel,
            recent.c.account == outbox.c.account,
            # Not what a clock that was ahead says it will have sent.
            recent.c.sent_at > now - timedelta(seconds=60),
            recent.c.sent_at <= now + timedelta(seconds=60),
        )
        .scalar_subquery()
    )
    ways = [and_(outbox.c.channel == channel, sent < limit) for channel, limit in limits.items()]
    return or_(*ways, outbox.c.channel.not_in(list(limits)))
