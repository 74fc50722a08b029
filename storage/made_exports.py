"""Exports as rows: asked for, made by a worker, with the list of files that each was frozen with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.findings import Kind
from domain.reach import Reach
from storage.desk.exports import ExportFilter, ExportMark, ExportSplit
from storage.engine import claims
from storage.engine.claims import Held
from storage.engine.database import Database
from storage.obligations import counting
from storage.states import ExportState
from storage.tables import export_members, exports, submissions

#: Members that are written in one statement.
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class ExportPart:
    """One zip: ``size`` in bytes, how many ``files``; the others are of its outline, and empty in earlier rows."""

    size: int
    files: int
    etag: str = ""
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MadeExport:
    """``prepared``: of ``items``, while it is made. ``made_at`` is local; ``expires_at`` real time."""

    id: int
    office_id: int
    person_id: int | None
    asked: ExportFilter
    state: ExportState
    part_bytes: int
    items: int
    prepared: int
    lost: int
    parts: tuple[ExportPart, ...]
    made_at: datetime
    expires_at: datetime

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)

    def opens(self, now: datetime) -> bool:
        """Its zips can be fetched at ``now`` (real time)."""
        return self.state is ExportState.READY and now < self.expires_at


@dataclass(frozen=True, kw_only=True)
class ExportMember:
    """One file. ``key`` empty and ``text``: a text from chat. ``number``: None of a paper; ``at`` is local.

    When it is listed, ``key`` is that of what is not the item's own file: a paper, a photo made smaller.
    """

    name: str
    size: int
    crc32: int
    at: datetime
    key: str = ""
    text: str = ""
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimedExport:
    export: MadeExport
    attempts: int
    held: Held


async def ask(
    connection: AsyncConnection,
    reach: Reach,
    asked: ExportFilter,
    *,
    part_bytes: int,
    now: datetime,
    real: datetime,
    expires_at: datetime,
) -> int:
    """``now``: campaign time; the others real. A worker makes it."""
    values: dict[str, Any] = {
        "campaign": asked.campaign,
        "office_id": reach.office.id,
        "person_id": reach.person_id,
        "asked": _as_json(asked),
        "part_bytes": part_bytes,
        "parts": [],
        "made_at": now,
        "expires_at": expires_at,
        "retry_at": real,
    }
    return int((await connection.execute(insert(exports).values(values).returning(exports.c.id))).scalar_one())


async def claim_next(database: Database, *, real: datetime, lease: timedelta) -> ClaimedExport | None:
    """The oldest that is to be made."""
    due = exports.c.state == ExportState.MAKING
    async with database.write() as connection:
        row = await claims.claim(connection, exports, due, exports.c.id, now=real, lease=lease)
    if row is None:
        return None
    return ClaimedExport(export=_export(row), attempts=row["attempts"], held=claims.held(row))


async def came_on(
    connection: AsyncConnection, claimed: ClaimedExport, *, items: int, prepared: int, until: datetime
) -> None:
    """How far it has come; it is held ``until`` then. Raises ``ClaimLost``."""
    await claims.extend(connection, exports, claimed.held, until)
    done = update(exports).where(exports.c.id == claimed.export.id).values(items=items, prepared=prepared)
    await connection.execute(done)


async def finish(
    connection: AsyncConnection,
    claimed: ClaimedExport,
    parts: Sequence[tuple[ExportPart, Sequence[ExportMember]]],
    *,
    items: int,
    lost: int,
) -> None:
    """Freeze its list: the members of each zip. Raises ``ClaimLost``."""
    id_ = claimed.export.id
    rows = [
        {
            "export_id": id_,
            "part": number,
            "submission_id": one.number,
            "key": one.key,
            "name": one.name,
            "size": one.size,
            "crc32": one.crc32,
            "at": one.at,
        }
        for number, (_, members) in enumerate(parts, start=1)
        for one in members
    ]
    for place, row in enumerate(rows):
        row["place"] = place
    for begun in range(0, len(rows), _AT_ONCE):
        await connection.execute(insert(export_members), rows[begun : begun + _AT_ONCE])
    values = {"parts": [asdict(part) for part, _ in parts], "items": items, "prepared": items, "lost": lost}
    await connection.execute(update(exports).where(exports.c.id == id_).values(**values))
    await claims.let_go(connection, exports, claimed.held, claims.Ended(state=ExportState.READY))


async def set_back(database: Database, claimed: ClaimedExport, *, at: datetime, error: str, aside: bool) -> None:
    """It failed, and is tried again ``at`` (real time); ``aside``: never. Raises ``ClaimLost``."""
    failed = claims.Ended(state=ExportState.FAILED, error=error)
    async with database.write() as connection:
        change = failed if aside else claims.Postponed(retry_at=at, error=error)
        await claims.let_go(connection, exports, claimed.held, change)


async def changed(connection: AsyncConnection, id_: int) -> None:
    """Files are not any more what they were when it was made: nobody can fetch it to its end."""
    ready = (exports.c.id == id_) & (exports.c.state == ExportState.READY)
    await connection.execute(update(exports).where(ready).values(state=ExportState.CHANGED))


async def find(connection: AsyncConnection, reach: Reach, id_: int) -> MadeExport | None:
    """One of the office's own."""
    own = (exports.c.id == id_) & (exports.c.office_id == reach.office.id)
    return await _one(connection, own)


async def get(connection: AsyncConnection, id_: int) -> MadeExport | None:
    """For what leads to it by itself: a share."""
    return await _one(connection, exports.c.id == id_)


async def listed(connection: AsyncConnection, reach: Reach, campaign: str, *, most: int) -> list[MadeExport]:
    """The office's own of a campaign, the newest first."""
    own = (exports.c.office_id == reach.office.id) & (exports.c.campaign == campaign)
    rows = await connection.execute(select(exports).where(own).order_by(exports.c.id.desc()).limit(most))
    return [_export(row) for row in rows.mappings()]


async def members(connection: AsyncConnection, id_: int, first: int, most: int) -> list[ExportMember]:
    """So many from place ``first`` of its list, in their order, with where their bytes are now."""
    m = export_members.c
    query = (
        select(export_members, submissions.c.key.label("kept"), submissions.c.text)
        .outerjoin(submissions, submissions.c.id == m.submission_id)
        .where(m.export_id == id_, m.place >= first, m.place < first + most)
        .order_by(m.place)
    )
    return [_member(row) for row in (await connection.execute(query)).mappings()]


async def names(connection: AsyncConnection, id_: int, *, most: int, skip: int) -> list[tuple[str, int]]:
    """Name and size of its files, in their order."""
    m = export_members.c
    query = select(m.name, m.size).where(m.export_id == id_).order_by(m.place).limit(most).offset(skip)
    return [(name, size) for name, size in await connection.execute(query)]


async def no_longer_counting(connection: AsyncConnection, id_: int) -> int:
    """Items of it that were withdrawn, or taken out of the counts, since."""
    joined = export_members.join(submissions, submissions.c.id == export_members.c.submission_id)
    query = select(func.count()).select_from(joined).where(export_members.c.export_id == id_, ~counting())
    return int(await connection.scalar(query) or 0)


async def over(connection: AsyncConnection, *, before: datetime) -> list[tuple[int, str]]:
    """Id and campaign of those that ended before then (real time) and still have a list."""
    ended = (exports.c.state.in_((ExportState.READY, ExportState.CHANGED))) & (exports.c.expires_at <= before)
    rows = await connection.execute(select(exports.c.id, exports.c.campaign).where(ended))
    return [(id_, campaign) for id_, campaign in rows]


async def end(connection: AsyncConnection, id_: int) -> None:
    """Its list goes; that there was one, and who made it, stays."""
    await connection.execute(delete(export_members).where(export_members.c.export_id == id_))
    await connection.execute(update(exports).where(exports.c.id == id_).values(state=ExportState.OVER))


async def _one(connection: AsyncConnection, which: ColumnElement[bool]) -> MadeExport | None:
    row = (await connection.execute(select(exports).where(which))).mappings().one_or_none()
    return _export(row) if row else None


def _export(row: RowMapping) -> MadeExport:
    return MadeExport(
        id=row["id"],
        office_id=row["office_id"],
        person_id=row["person_id"],
        asked=_filter(row["campaign"], row["asked"]),
        state=row["state"],
        part_bytes=row["part_bytes"],
        items=row["items"],
        prepared=row["prepared"],
        lost=row["lost"],
        parts=tuple(map(_part, row["parts"])),
        made_at=row["made_at"].astimezone(CHINA),
        expires_at=row["expires_at"],
    )


def _part(said: Mapping[str, Any]) -> ExportPart:
    begins = tuple(said.get("begins", ()))
    return ExportPart(size=said["size"], files=said["files"], etag=said.get("etag", ""), begins=begins)


def _member(row: RowMapping) -> ExportMember:
    return ExportMember(
        name=row["name"],
        size=row["size"],
        crc32=row["crc32"],
        at=row["at"].astimezone(CHINA),
        key=row["key"] or row["kept"] or "",
        text=row["text"] or "",
        number=row["submission_id"],
    )


def _as_json(asked: ExportFilter) -> dict[str, Any]:
    return {
        "days": sorted(day.isoformat() for day in asked.days),
        "kinds": sorted(asked.kinds),
        "mark": asked.mark.value,
        "unit": asked.unit,
        "category": asked.category,
        "split": asked.split.value,
        "shrunk": asked.shrunk,
    }


def _filter(campaign: str, asked: Mapping[str, Any]) -> ExportFilter:
    return ExportFilter(
        campaign=campaign,
        days=frozenset(map(date.fromisoformat, asked["days"])),
        kinds=frozenset(map(Kind, asked["kinds"])),
        mark=ExportMark(asked["mark"]),
        unit=asked["unit"],
        category=asked["category"],
        # Earlier rows have none.
        split=ExportSplit(asked.get("split", ExportSplit.KIND)),
        shrunk=asked.get("shrunk", False),
    )
