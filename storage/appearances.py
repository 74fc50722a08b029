"""What pictures look like, and which earlier submission a new one repeats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BIGINT, ColumnElement, Executable, Select, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.findings import Appearance, Kind
from domain.obligation import Obligation
from domain.similarity import NEAR_BITS, same_picture
from domain.submission import State
from storage.engine.database import BITS_APART, upsert
from storage.engine.prepared import prepared
from storage.tables import appearances, obligations, organisations, submissions

#: What an earlier submission must be for a repetition to count.
_STANDING = (State.ACCEPTED, State.INCOMPLETE)
#: More pictures than this are not near one picture unless it is hardly one.
_MOST_NEAR = 2000


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The submission that came first: its number, its unit by id and by name, the day it counts for."""

    number: int
    organisation_id: int
    organisation: str
    day: date


def thumbnail_key(submission_id: int) -> str:
    """Where a submission's small picture is: apart from its bytes, so that it need not move with them."""
    return f"thumbs/{submission_id}.jpg"


def small_key(submission_id: int) -> str:
    """Where the picture that lists show is, beside the thumbnail."""
    return f"thumbs/{submission_id}-320.jpg"


def large_key(submission_id: int) -> str:
    """Where the picture that one looks at closely is."""
    return f"thumbs/{submission_id}-1600.jpg"


@dataclass(frozen=True, kw_only=True)
class PhotoToEnlarge:
    """A photo whose large picture is not made yet: its number, and where its bytes and its thumbnail are."""

    number: int
    original: str
    thumbnail: str


async def to_enlarge(
    connection: AsyncConnection, *, number: int | None = None, days: Collection[date] = (), now: datetime, most: int = 1
) -> list[PhotoToEnlarge]:
    """The one asked for; else the newest of these days whose deadline was before ``now`` (campaign time)."""
    query = (
        select(submissions.c.id, submissions.c.key, appearances.c.thumbnail)
        .join(appearances, appearances.c.submission_id == submissions.c.id)
        .where(appearances.c.preview.is_(None), submissions.c.kind == Kind.PHOTO, submissions.c.key != "")
    )
    if number is not None:
        query = query.where(submissions.c.id == number)
    else:
        query = query.join(obligations, obligations.c.id == submissions.c.obligation_id).where(
            obligations.c.day.in_(days), obligations.c.due_at <= now, submissions.c.state == State.ACCEPTED
        )
    rows = await connection.execute(query.order_by(submissions.c.id.desc()).limit(most))
    return [PhotoToEnlarge(number=id_, original=key, thumbnail=thumbnail) for id_, key, thumbnail in rows]


async def enlarged(connection: AsyncConnection, number: int, key: str) -> None:
    """Where its large picture is now; the thumbnail's key where there is none larger."""
    await connection.execute(update(appearances).where(appearances.c.submission_id == number).values(preview=key))


async def note(connection: AsyncConnection, submission_id: int, appearance: Appearance, thumbnail: str) -> None:
    """Keep what a picture looks like; ``thumbnail`` is the key of its thumbnail. Idempotent."""
    values: dict[str, Any] = {
        "thumbnail": thumbnail,
        "small": small_key(submission_id) if appearance.small else None,
        "sharpness": appearance.sharpness,
        "fingerprint": appearance.fingerprint,
        "views": appearance.views,
    }
    statement = upsert(connection, appearances).values(submission_id=submission_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["submission_id"], set_=values))


async def of(connection: AsyncConnection, submission_id: int) -> Appearance | None:
    """What a submission's picture looks like, without its thumbnail; None for what has no picture."""
    query = select(appearances).where(appearances.c.submission_id == submission_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Appearance(thumbnail=b"", sharpness=row.sharpness, fingerprint=row.fingerprint, views=row.views)


async def repeated(
    connection: AsyncConnection,
    *,
    submission_id: int,
    obligation: Obligation,
    sha256: str,
    appearance: Appearance | None,
    wording: str = "",
) -> Earlier | None:
    """What already stands in the campaign with the same bytes, words or picture, of this unit before others.

    None when it is new; what was refused or withdrawn is nothing to repeat.
    """
    among = {"submission_id": submission_id, "campaign": obligation.campaign, "unit": obligation.organisation_id}
    row = None
    if sha256 or wording:
        same = _same(bool(sha256), bool(wording), sha256=sha256, wording=wording, **among)
        row = (await connection.execute(*same)).one_or_none()
    if row is None and appearance is not None and appearance.fingerprint is not None:
        near = await _near(connection, appearance.fingerprint)
        like = (
            _standing(**among)
            .add_columns(appearances.c.views)
            .where(appearances.c.submission_id == submissions.c.id, submissions.c.id.in_(near))
        )
        rows = await connection.execute(like) if near else ()
        row = next((row for row in rows if same_picture(appearance.views, row.views)), None)
    if row is None:
        return None
    return Earlier(number=row.id, organisation_id=row.organisation_id, organisation=row.name, day=row.day)


@prepared
def _same(
    by_bytes: bool, by_words: bool, *, submission_id: Any, campaign: Any, unit: Any, sha256: Any, wording: Any
) -> Executable:
    same = [submissions.c.sha256 == sha256] if by_bytes else []
    same += [submissions.c.wording == wording] if by_words else []
    return _standing(submission_id=submission_id, campaign=campaign, unit=unit).where(or_(*same)).limit(1)


def _standing(*, submission_id: Any, campaign: Any, unit: Any) -> Select[Any]:
    """What stands in the campaign, the unit's own before others'."""
    return (
        select(submissions.c.id, obligations.c.organisation_id, organisations.c.name, obligations.c.day)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            submissions.c.id != submission_id,
            submissions.c.state.in_(_STANDING),
            obligations.c.campaign == campaign,
        )
        .order_by(obligations.c.organisation_id != unit, submissions.c.id)
    )


async def _near(connection: AsyncConnection, fingerprint: int) -> list[int]:
    """Ids of the pictures whose fingerprints could be of this picture; a scan of an index of two numbers a row."""
    found = await connection.execute(*_of_near(connection.dialect.name, fingerprint=fingerprint))
    return list(found.scalars())


@prepared
def _of_near(dialect: str, *, fingerprint: Any) -> Executable:
    return (
        select(appearances.c.submission_id)
        .where(appearances.c.fingerprint.is_not(None), _bits_apart(dialect, fingerprint) <= NEAR_BITS)
        .limit(_MOST_NEAR)
    )


def _bits_apart(dialect: str, fingerprint: Any) -> ColumnElement[int]:
    if dialect == "postgresql":
        different = appearances.c.fingerprint.op("#")(cast(fingerprint, BIGINT))
        return func.bit_count(cast(different, BIT(64)))
    return getattr(func, BITS_APART)(appearances.c.fingerprint, fingerprint)  # type: ignore[no-any-return]
