"""记录: what was done in an office's reach, and by whom; nothing of it can be changed."""

from __future__ import annotations

from dataclasses import replace

from domain.reach import Reach
from formats.desk import audit as views
from formats.desk.audit import AuditLine, AuditPage
from formats.spoken import moment_text
from handlers.context import Context
from storage.desk import area, audit
from storage.desk.audit import AuditFilter, AuditRow
from storage.engine.database import Connection

#: Of one page, and of the table that leaves the desk.
PAGE = 100
MOST = 20_000


def may(reach: Reach) -> bool:
    """Who acts for an office with none above it: below, the records would name what an office above has done."""
    return reach.acts and reach.office.parent_id is None


async def page(ctx: Context, reach: Reach, asked: AuditFilter, *, before: int) -> AuditPage:
    async with ctx.database.read() as connection:
        wanted = await _of_unit(connection, reach, asked)
        # One more says whether there are others.
        found = [] if wanted is None else await audit.rows(connection, reach, wanted, before=before, most=PAGE + 1)
    shown = found[:PAGE]
    return views.page(
        [_line(ctx, row) for row in shown],
        verb=asked.verb.value if asked.verb else "",
        asked=_as_query(asked),
        older=shown[-1].id if len(found) > PAGE else 0,
        unknown_unit=wanted is None,
    )


async def everything(ctx: Context, reach: Reach, asked: AuditFilter) -> tuple[list[AuditLine], str]:
    """The newest of the filter, and as of when."""
    async with ctx.database.read() as connection:
        wanted = await _of_unit(connection, reach, asked)
        found = [] if wanted is None else await audit.rows(connection, reach, wanted, most=MOST)
    return [_line(ctx, row) for row in found], moment_text(ctx.clock.now())


async def _of_unit(connection: Connection, reach: Reach, asked: AuditFilter) -> AuditFilter | None:
    """With the code of the unit that was typed; None when there is none in reach."""
    if not asked.unit:
        return asked
    unit = await area.organisation_named(connection, reach, asked.unit)
    return None if unit is None else replace(asked, unit=unit.code)


def _as_query(asked: AuditFilter) -> dict[str, str]:
    return {
        "verb": asked.verb.value if asked.verb else "",
        "person": asked.person,
        "unit": asked.unit,
        "number": str(asked.number or ""),
        "since": asked.since.isoformat() if asked.since else "",
        "until": asked.until.isoformat() if asked.until else "",
    }


def _line(ctx: Context, row: AuditRow) -> AuditLine:
    campaign = ctx.campaigns.get(str(row.details.get("campaign", "")))
    # Where an event names no campaign, a code means what it means in any of them.
    known = [campaign] if campaign else ctx.campaigns.values()
    names = {one.code: one.name for campaign in known for one in campaign.milestones}
    return views.line(
        row.verb, row.at, who=row.person, unit=row.unit, number=row.number, details=row.details, names=names
    )
