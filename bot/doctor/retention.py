"""The doctor's look at what should have been removed by now: a day was named to everybody who enrolled."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.doctor.diagnosis import Diagnosis, advice, good
from bot.settings.tables import Settings
from storage.tables import submissions


async def examine(connection: AsyncConnection, settings: Settings, today: date) -> Diagnosis:
    """Nothing is removed by itself; only the office knows whether all is filed."""
    until = settings.retention.until
    if not until:
        return good("retention", "no_day")
    if today <= until:
        return good("retention", until=until)
    held = select(
        exists().where((submissions.c.key != "") | (submissions.c.text != "") | (submissions.c.caption != ""))
    )
    if (await connection.execute(held)).scalar_one():
        return advice("retention", "passed", until=until, today=today)
    return good("retention", "removed", until=until)
