"""Which rows of the outbox may go: what matters first to each receiver, not too fast, not on a channel that rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from domain.precedence import Precedence
from storage.channel_states import resting
from storage.said_before import words_of
from storage.states import OutboxState
from storage.tables import channel_states, inbox, nudges, outbox

#: Of a row that was written before there were hashes, and of an empty text.
_NO_WORDS = ("", words_of(""))
#: Written out, no parameter: so databases know when they plan that the index of waiting messages will do.
NEW = literal(OutboxState.NEW, outbox.c.state.type, literal_execute=True)


def sendable(now: datetime) -> ColumnElement[bool]:
    earlier = outbox.alias("earlier")
    in_order = ~(
        select(earlier.c.id)
        .where(
            earlier.c.state == NEW,
            earlier.c.channel == outbox.c.channel,
            earlier.c.account == outbox.c.account,
            _before(earlier),
        )
        .exists()
    )
    paused = select(channel_states.c.channel).where(resting(now))
    return (outbox.c.state == NEW) & in_order & outbox.c.channel.not_in(paused) & ~_too_early(now)


def _before(earlier: Any) -> ColumnElement[bool]:
    first = earlier.c.precedence < outbox.c.precedence
    return or_(first, and_(earlier.c.precedence == outbox.c.precedence, earlier.c.id < outbox.c.id))


def _too_early(now: datetime) -> ColumnElement[bool]:
    """It says what became of other messages, and of some that is not known yet."""
    told = outbox.alias("told")
    under_way = (
        select(told.c.id)
        .where(
            told.c.state == NEW,
            func.substr(told.c.key, 1, func.length(nudges.c.messages)) == nudges.c.messages,
        )
        .exists()
    )
    return select(nudges.c.key).where(nudges.c.key == outbox.c.key, nudges.c.answer_by > now, under_way).exists()


@dataclass(frozen=True, kw_only=True)
class Spared:
    """Channels of which ``few`` calls of the month are left, or (of them) ``none``; ``free``: answers cost none."""

    few: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    free: tuple[str, ...] = ()


NOTHING = Spared()


def may_be_spent(now: Any, spared: Spared) -> ColumnElement[bool]:
    """A call is left for it, or it needs none."""
    kept_back = or_(
        outbox.c.channel.in_(spared.none),
        outbox.c.channel.in_(spared.few) & (outbox.c.precedence >= Precedence.RECEIPT),
    )
    handle = (
        select(inbox.c.id)
        .where(
            inbox.c.channel == outbox.c.channel,
            inbox.c.sender == outbox.c.account,
            inbox.c.group_id == "",
            inbox.c.reply_handle != "",
            inbox.c.reply_until > now,
        )
        .exists()
    )
    words = (outbox.c.attachment_key == "") & ~outbox.c.to_group
    return or_(~kept_back, and_(outbox.c.channel.in_(spared.free), words, handle))


def has_words(words: str) -> bool:
    """A row with this hash may be alike to others: what had no words when it was put here has its own."""
    return words not in _NO_WORDS


def alike(*, channel: Any, words: Any, again: Any, expires_at: Any) -> ColumnElement[bool]:
    """Rows that say the same until the same time, by the hash of their words, and are in no batch."""
    until: ColumnElement[bool] = outbox.c.expires_at.is_not_distinct_from(expires_at)
    return and_(
        outbox.c.channel == channel,
        outbox.c.words == words,
        outbox.c.again == again,
        outbox.c.batch.is_(None),
        until,
    )


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
