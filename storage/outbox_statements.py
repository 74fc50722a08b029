"""The outbox's statements that are built once (``storage.engine.prepared``)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, bindparam, case, or_, select, update

from storage.engine import claims
from storage.engine.database import upsert_of
from storage.engine.prepared import prepared
from storage.said_before import again
from storage.sendable import NEW, Spared, alike, may_be_spent, sendable, within_pace
from storage.states import OutboxState
from storage.tables import outbox

#: By channel: messages a minute to one receiver.
Pace = tuple[tuple[str, int], ...]


@prepared
def putting(dialect: str, *, second: Any, first: Any, last: Any) -> Executable:
    """Binds an outbox row's columns, and what ``again`` does."""
    apart = again(second=second, first=first, last=last)
    return upsert_of(dialect, outbox).values(again=apart).on_conflict_do_nothing(index_elements=["key"])


@prepared
def first(
    pace: Pace,
    lease: timedelta,
    of: tuple[str, ...] | None,
    besides: tuple[str, ...],
    spared: Spared,
    *,
    now: Any,
    claim: Any,
    batch: Any,
) -> Executable:
    """Of the channels ``of`` (None: all), and of none of ``besides``. It gets ``batch`` when nothing can go with it."""
    due = _due(now, pace) & outbox.c.channel.not_in(besides)
    if of is not None:
        due &= outbox.c.channel.in_(of)
    if spared.few:
        due &= may_be_spent(now, spared)
    alone = case((outbox.c.batch.is_(None) & ~_accompanied(), batch), else_=outbox.c.batch)
    first = (outbox.c.precedence, outbox.c.id)
    return claims.claiming(outbox, due, *first, now=now, lease=lease, claim=claim, batch=alone)


@prepared
def own(pace: Pace, lease: timedelta, *, key: Any, now: Any, claim: Any, batch: Any) -> Executable:
    """The message of this key, when it may go at once and nothing can go with it."""
    due = _due(now, pace) & (outbox.c.key == key) & ~_accompanied()
    return claims.claiming(outbox, due, outbox.c.id, now=now, lease=lease, claim=claim, batch=batch)


def _accompanied() -> ColumnElement[bool]:
    """Others of its channel wait with the same words. Whether they may go with it is asked when they are taken."""
    other = outbox.alias("other")
    same = and_(
        other.c.state == NEW,
        other.c.channel == outbox.c.channel,
        other.c.words == outbox.c.words,
        other.c.id != outbox.c.id,
    )
    return select(other.c.id).where(same).exists()


def _due(now: Any, pace: Pace) -> ColumnElement[bool]:
    return sendable(now) & within_pace(now, dict(pace))


@prepared
def taking_again(lease: timedelta, *, first: Any, batch: Any, now: Any, most: Any) -> Executable:
    """What went together before goes together again."""
    others = (outbox.c.batch == batch) & (outbox.c.state == OutboxState.NEW)
    return _together(others, first, batch, now + lease, most)


@prepared
def taking(
    pace: Pace,
    lease: timedelta,
    *,
    first: Any,
    batch: Any,
    now: Any,
    most: Any,
    channel: Any,
    words: Any,
    again: Any,
    expires_at: Any,
) -> Executable:
    """Others that say the same until the same time go together with ``first``, which has words (``has_words``)."""
    same = alike(channel=channel, words=words, again=again, expires_at=expires_at)
    may_go = claims.waited(outbox, now) & claims.free(outbox, now, lease)
    return _together(same & may_go & _due(now, pace), first, batch, now + lease, most)


def _together(others: ColumnElement[bool], first: Any, batch: Any, until: Any, most: Any) -> Executable:
    """Binds ``new_claim`` and ``new_attempts`` as well."""
    ids = select(outbox.c.id).where(others, outbox.c.id != first).order_by(outbox.c.id)
    chosen = ids.limit(most.__clause_element__()).with_for_update(skip_locked=True).cte("chosen")
    together = or_(outbox.c.id == first, outbox.c.id.in_(select(chosen.c.id)))
    values = {
        "claim": bindparam("new_claim", type_=outbox.c.claim.type),
        "claimed_until": until,
        "batch": batch,
        "attempts": bindparam("new_attempts", type_=outbox.c.attempts.type),
    }
    return update(outbox).where(together).values(values).returning(outbox)
