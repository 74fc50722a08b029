"""Which campaigns a purge is about, and how much of them there is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import (
    adoptions,
    appearances,
    bubbles,
    duties,
    events,
    identities,
    inbox,
    obligations,
    outbox,
    people,
    submissions,
)

#: Events are kept for so long, whatever is purged: the log that the law asks for (网络安全法, article 21).
LOG_KEPT = timedelta(days=183)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A campaign from when its first obligation opened to when its last one could still be met. Campaign time."""

    campaign: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Scope:
    """``campaigns`` are purged, and what belongs to no campaign and was said before ``said_before``.

    That is the end of the last of them, or the beginning of the first campaign that stays, whichever is earlier.
    ``now`` is campaign time, ``real`` the real one. ``keep_adopted``: files of adopted items stay; ``all_of_it``: what
    is otherwise kept of adoptions goes, too.
    """

    campaigns: tuple[str, ...]
    said_before: datetime
    now: datetime
    real: datetime
    keep_adopted: bool = False
    all_of_it: bool = False

    @property
    def log_before(self) -> datetime:
        return min(self.said_before, self.now - LOG_KEPT)


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """How much of a campaign there is; ``bytes`` of the originals."""

    campaign: str
    files: int
    bytes: int
    previews: int
    texts: int
    captions: int


@dataclass(frozen=True, kw_only=True)
class Others:
    """How much goes beside the campaigns' own material."""

    persons: int
    accounts: int
    received: int
    sent: int
    bubbles: int
    events: int


async def spans(connection: AsyncConnection) -> list[Span]:
    """Of every campaign that the database knows, by when it ended."""
    query = select(
        obligations.c.campaign, func.min(obligations.c.opens_at), func.max(obligations.c.late_until)
    ).group_by(obligations.c.campaign)
    found = [Span(campaign=code, begins=begins, ends=ends) for code, begins, ends in await connection.execute(query)]
    return sorted(found, key=lambda span: span.ends)


def scope_of(
    found: Sequence[Span],
    chosen: Collection[str],
    *,
    now: datetime,
    real: datetime,
    keep_adopted: bool,
    all_of_it: bool,
) -> Scope:
    """``chosen``: codes, at least one."""
    ends = max(span.ends for span in found if span.campaign in chosen)
    begins = [span.begins for span in found if span.campaign not in chosen]
    return Scope(
        campaigns=tuple(span.campaign for span in found if span.campaign in chosen),
        said_before=min([ends, now, *begins]),
        now=now,
        real=real,
        keep_adopted=keep_adopted,
        all_of_it=all_of_it,
    )


def of_campaigns(scope: Scope, *codes: str) -> ColumnElement[bool]:
    """Submissions of the campaigns, or of these alone."""
    owed = select(obligations.c.id).where(obligations.c.campaign.in_(codes or scope.campaigns))
    return submissions.c.obligation_id.in_(owed)


def purged_submissions(scope: Scope) -> ColumnElement[bool]:
    loose = and_(submissions.c.obligation_id.is_(None), submissions.c.sent_at < scope.said_before)
    return or_(of_campaigns(scope), loose)


def is_adopted() -> ColumnElement[bool]:
    mine = and_(adoptions.c.submission_id == submissions.c.id, adoptions.c.revoked_at.is_(None))
    return exists(select(adoptions.c.id).where(mine))


def cleared_people(scope: Scope) -> Select[tuple[int]]:
    """Ids of those who are in the roster no more, and have sent nothing for a campaign that stays."""
    elsewhere = select(submissions.c.person_id).where(~purged_submissions(scope))
    serving = select(duties.c.person_id)
    return select(people.c.id).where(people.c.id.not_in(serving), people.c.id.not_in(elsewhere))


async def holdings(connection: AsyncConnection, scope: Scope, code: str) -> Holdings:
    mine = of_campaigns(scope, code)
    goes = submissions.c.key != ""
    if scope.keep_adopted:
        goes = and_(goes, ~is_adopted())
    files, size = (
        await connection.execute(select(func.count(), func.coalesce(func.sum(submissions.c.size), 0)).where(mine, goes))
    ).one()
    drawn = select(func.count()).select_from(appearances.join(submissions)).where(mine)
    texts = select(func.count()).select_from(submissions).where(mine, submissions.c.text != "")
    captions = select(func.count()).select_from(submissions).where(mine, submissions.c.caption != "")
    return Holdings(
        campaign=code,
        files=files,
        bytes=int(size),
        previews=(await connection.execute(drawn)).scalar_one(),
        texts=(await connection.execute(texts)).scalar_one(),
        captions=(await connection.execute(captions)).scalar_one(),
    )


async def others(connection: AsyncConnection, scope: Scope, *, cleared_name: str) -> Others:
    gone = cleared_people(scope)
    counts = {
        "persons": select(func.count()).select_from(people).where(people.c.id.in_(gone), people.c.name != cleared_name),
        "accounts": select(func.count()).select_from(identities).where(identities.c.person_id.in_(gone)),
        "received": select(func.count()).select_from(inbox).where(received_before(scope), inbox.c.sender != ""),
        "sent": select(func.count()).select_from(outbox).where(sent_before(scope), outbox.c.account != ""),
        "bubbles": select(func.count()).select_from(bubbles).where(bubbles.c.at < scope.said_before),
        "events": select(func.count()).select_from(events).where(events.c.at < scope.log_before),
    }
    return Others(**{name: (await connection.execute(query)).scalar_one() for name, query in counts.items()})


def received_before(scope: Scope) -> ColumnElement[bool]:
    """Messages of purged submissions, and those of none from before the campaigns' end; never one that waits."""
    linked = select(submissions.c.inbox_id).where(submissions.c.inbox_id.is_not(None))
    ours = linked.where(purged_submissions(scope))
    loose = and_(inbox.c.id.not_in(linked), inbox.c.received_at < scope.said_before)
    return and_(inbox.c.state != "new", or_(inbox.c.id.in_(ours), loose))


def sent_before(scope: Scope) -> ColumnElement[bool]:
    return and_(outbox.c.state != "new", outbox.c.created_at < scope.said_before)
