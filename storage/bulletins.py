"""The bulletins of an office: drafts, block by block, and what was issued. No other office's is ever found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, RowMapping, Select, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bulletin import Block, BlockText, Bulletin, BulletinKind, BulletinState
from domain.clock import CHINA
from domain.reach import Reach
from storage.engine.database import upsert
from storage.tables import bulletin_blocks, bulletins, organisations

#: What a list or a page says of one: its snapshot may hold thousands of units.
_COLUMNS = [column for column in bulletins.c if column.name != "snapshot"]


async def add(
    connection: AsyncConnection,
    reach: Reach,
    campaign: str,
    kind: BulletinKind,
    day: date,
    *,
    now: datetime,
    corrects: Bulletin | None = None,
) -> int:
    """A new draft; one that ``corrects`` another has its switches."""
    values = {"campaign": campaign, "office_id": reach.office.id, "kind": kind, "day": day, "made_at": now}
    values |= {"state": BulletinState.DRAFT, "person_id": reach.person_id or None}
    if corrects is not None:
        values |= {"corrects": corrects.id, "names_missing": corrects.names_missing, "by_kind": corrects.by_kind}
    return int((await connection.execute(insert(bulletins).values(values).returning(bulletins.c.id))).scalar_one())


async def find(connection: AsyncConnection, reach: Reach, bulletin_id: int) -> Bulletin | None:
    row = (await connection.execute(_own(reach).where(bulletins.c.id == bulletin_id))).mappings().one_or_none()
    return _bulletin(row) if row is not None else None


async def listed(connection: AsyncConnection, reach: Reach, campaign: str) -> list[Bulletin]:
    """Of one campaign, the newest first."""
    query = _own(reach).where(bulletins.c.campaign == campaign).order_by(bulletins.c.id.desc())
    return [_bulletin(row) for row in (await connection.execute(query)).mappings()]


async def newest(
    connection: AsyncConnection, reach: Reach, campaign: str, kind: BulletinKind, day: date | None
) -> Bulletin | None:
    """The last one drafted of that kind, and of that day where one is given."""
    query = _own(reach).where(bulletins.c.campaign == campaign, bulletins.c.kind == kind)
    if day is not None:
        query = query.where(bulletins.c.day == day)
    row = (await connection.execute(query.order_by(bulletins.c.id.desc()).limit(1))).mappings().one_or_none()
    return _bulletin(row) if row is not None else None


async def corrected_by(connection: AsyncConnection, reach: Reach, bulletin_id: int) -> Bulletin | None:
    """The issued one that puts it right."""
    query = _own(reach).where(bulletins.c.corrects == bulletin_id, bulletins.c.state == BulletinState.ISSUED)
    row = (await connection.execute(query.order_by(bulletins.c.id.desc()).limit(1))).mappings().one_or_none()
    return _bulletin(row) if row is not None else None


async def snapshot(connection: AsyncConnection, reach: Reach, bulletin_id: int) -> str:
    """What it said when it was issued, as JSON; empty of a draft."""
    query = select(bulletins.c.snapshot).where(bulletins.c.id == bulletin_id, bulletins.c.office_id == reach.office.id)
    return str(await connection.scalar(query) or "")


async def blocks(connection: AsyncConnection, reach: Reach, bulletin_id: int) -> dict[Block, BlockText]:
    query = (
        select(bulletin_blocks)
        .join(bulletins, bulletins.c.id == bulletin_blocks.c.bulletin_id)
        .where(bulletins.c.id == bulletin_id, bulletins.c.office_id == reach.office.id)
    )
    return {
        row["block"]: BlockText(
            block=row["block"],
            text=row["text"],
            version=row["version"],
            person_id=row["person_id"],
            at=row["at"].astimezone(CHINA),
        )
        for row in (await connection.execute(query)).mappings()
    }


async def titles(connection: AsyncConnection, reach: Reach, bulletin_ids: Collection[int]) -> dict[int, str]:
    """Bulletin id → its title."""
    query = (
        select(bulletin_blocks.c.bulletin_id, bulletin_blocks.c.text)
        .join(bulletins, bulletins.c.id == bulletin_blocks.c.bulletin_id)
        .where(bulletin_blocks.c.block == Block.TITLE, bulletins.c.office_id == reach.office.id)
        .where(bulletins.c.id.in_(bulletin_ids))
    )
    return {row.bulletin_id: row.text for row in await connection.execute(query)}


async def last_blocks(connection: AsyncConnection, reach: Reach, kind: BulletinKind) -> dict[Block, str]:
    """What the office wrote in its last bulletin of the kind."""
    last = select(func.max(bulletins.c.id)).where(bulletins.c.office_id == reach.office.id, bulletins.c.kind == kind)
    query = select(bulletin_blocks.c.block, bulletin_blocks.c.text)
    rows = await connection.execute(query.where(bulletin_blocks.c.bulletin_id == last.scalar_subquery()))
    return {row.block: row.text for row in rows}


async def write(
    connection: AsyncConnection,
    reach: Reach,
    bulletin_id: int,
    texts: Mapping[Block, str],
    *,
    now: datetime,
) -> bool:
    """Save blocks, each with its next version; the last saved wins. False: it is no draft (any more)."""
    if not await _touched(connection, reach, bulletin_id):
        return False
    statement = upsert(connection, bulletin_blocks)
    new = {name: statement.excluded[name] for name in ("text", "person_id", "at")}
    saved = statement.on_conflict_do_update(
        index_elements=["bulletin_id", "block"], set_={**new, "version": bulletin_blocks.c.version + 1}
    )
    common = {"bulletin_id": bulletin_id, "person_id": reach.person_id or None, "at": now}
    rows = [{**common, "block": block, "text": text} for block, text in texts.items()]
    if rows:
        await connection.execute(saved, rows)
    return True


async def hold(connection: AsyncConnection, reach: Reach, bulletin_id: int) -> None:
    """Until the transaction ends nobody else changes it; SQLite has one writer anyway."""
    query = select(bulletins.c.id).where(bulletins.c.id == bulletin_id, bulletins.c.office_id == reach.office.id)
    await connection.execute(query.with_for_update())


async def switch(
    connection: AsyncConnection, reach: Reach, bulletin_id: int, *, names_missing: bool, by_kind: bool
) -> bool:
    """False: it is no draft (any more)."""
    return await _touched(connection, reach, bulletin_id, names_missing=names_missing, by_kind=by_kind)


async def drop(connection: AsyncConnection, reach: Reach, bulletin_id: int) -> bool:
    """A draft that nobody wants. False: it is none."""
    result = await connection.execute(delete(bulletins).where(*_draft(reach, bulletin_id)))
    return bool(result.rowcount)


async def next_number(connection: AsyncConnection, reach: Reach, kind: BulletinKind, year: int) -> int:
    """Of the office, the kind and the year."""
    own = (bulletins.c.office_id == reach.office.id, bulletins.c.kind == kind, bulletins.c.year == year)
    return int((await connection.scalar(select(func.max(bulletins.c.number)).where(*own))) or 0) + 1


async def issue(
    connection: AsyncConnection,
    reach: Reach,
    bulletin: Bulletin,
    *,
    year: int,
    number: int,
    snapshot: str,
    sha256: str,
    now: datetime,
) -> bool:
    """Make it the ``number``th, for good. False: it was changed since it was read, or the number is given already."""
    # Who issues for one office waits in line; SQLite has one writer anyway.
    office = select(organisations.c.id).where(organisations.c.id == reach.office.id)
    await connection.execute(office.with_for_update(key_share=True))
    other = bulletins.alias()
    same = (other.c.office_id == reach.office.id, other.c.kind == bulletin.kind, other.c.year == year)
    taken = exists().where(*same, other.c.number == number)
    statement = update(bulletins).where(*_draft(reach, bulletin.id), bulletins.c.revision == bulletin.revision, ~taken)
    values = {
        "state": BulletinState.ISSUED,
        "year": year,
        "number": number,
        "snapshot": snapshot,
        "sha256": sha256,
        "issued_at": now,
        "person_id": reach.person_id or None,
    }
    return bool((await connection.execute(statement.values(values))).rowcount)


async def told(connection: AsyncConnection, reach: Reach, bulletin_id: int, *, liaisons: bool, now: datetime) -> bool:
    """It is sent to supervisors, or liaisons. False: it was before."""
    column = bulletins.c.told_liaisons_at if liaisons else bulletins.c.told_supervisors_at
    own = (bulletins.c.id == bulletin_id, bulletins.c.office_id == reach.office.id)
    issued = (bulletins.c.state == BulletinState.ISSUED, column.is_(None))
    result = await connection.execute(update(bulletins).where(*own, *issued).values({column: now}))
    return bool(result.rowcount)


async def sent_snapshot(connection: AsyncConnection, sha256: str) -> str:
    """What the bulletin with the Word file of that hash said when it was issued; empty unless it was sent to somebody.

    It needs no reach: nobody guesses a hash, and who has it has the file, or was given the link.
    """
    told = bulletins.c.told_liaisons_at.is_not(None) | bulletins.c.told_supervisors_at.is_not(None)
    query = select(bulletins.c.snapshot).where(bulletins.c.sha256 == sha256, bulletins.c.sha256 != "", told)
    return str(await connection.scalar(query.limit(1)) or "")


async def _touched(connection: AsyncConnection, reach: Reach, bulletin_id: int, **values: bool) -> bool:
    """The draft is changed, and held until the transaction ends."""
    changed = {**values, "revision": bulletins.c.revision + 1}
    result = await connection.execute(update(bulletins).where(*_draft(reach, bulletin_id)).values(changed))
    return bool(result.rowcount)


def _draft(reach: Reach, bulletin_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        bulletins.c.id == bulletin_id,
        bulletins.c.office_id == reach.office.id,
        bulletins.c.state == BulletinState.DRAFT,
    )


def _own(reach: Reach) -> Select[tuple[object, ...]]:
    return select(*_COLUMNS).where(bulletins.c.office_id == reach.office.id)


def _bulletin(row: RowMapping) -> Bulletin:
    def moment(name: str) -> datetime | None:
        return row[name].astimezone(CHINA) if row[name] is not None else None

    return Bulletin(
        id=row["id"],
        campaign=row["campaign"],
        office_id=row["office_id"],
        kind=row["kind"],
        day=row["day"],
        state=row["state"],
        names_missing=row["names_missing"],
        by_kind=row["by_kind"],
        revision=row["revision"],
        made_at=row["made_at"].astimezone(CHINA),
        person_id=row["person_id"],
        corrects=row["corrects"],
        year=row["year"],
        number=row["number"],
        sha256=row["sha256"],
        issued_at=moment("issued_at"),
        told_supervisors_at=moment("told_supervisors_at"),
        told_liaisons_at=moment("told_liaisons_at"),
    )
