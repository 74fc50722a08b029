"""How a unit's day stands now, in one line: said after whatever has changed it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from formats.chat.standing import DayStanding, standing_line
from handlers.context import Context
from handlers.submissions.progress import progress
from storage import obligations, organisations
from storage.engine.database import Connection


async def standing_lines(
    ctx: Context, connection: Connection, obligation_ids: Iterable[int | None], now: datetime
) -> list[str]:
    """A line for each report day, in the order given, each once."""
    lines = []
    for obligation_id in dict.fromkeys(obligation_ids):
        if obligation_id is None:
            continue
        obligation = await obligations.get(connection, obligation_id)
        if not obligation.daily:
            continue
        unit = await organisations.get(connection, obligation.organisation_id)
        so_far = (await progress(ctx, connection, [obligation]))[obligation.id]
        lines.append(
            standing_line(
                DayStanding(
                    organisation=unit.name if unit else "",
                    day=obligation.day,
                    due_at=obligation.due_at,
                    met=obligation.met_at is not None,
                    exempt=obligation.exempt,
                    missing_kinds=so_far.missing_kinds,
                ),
                now,
            )
        )
    return lines
