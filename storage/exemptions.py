"""Days on which a unit need not report, granted in chat.

Those of the roster file are kept by ``organisations``, those that an office gave at the desk by ``allowances``.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import allowances
from storage.engine.database import insert_new
from storage.tables import exemptions

#: Exemptions of this source were granted by a supervisor; they stay when the roster is read again.
CHAT = "chat"


async def grant(connection: AsyncConnection, organisation_id: int, day: date) -> bool:
    """Excuse the unit on ``day``; False when it was excused already."""
    known = select(exemptions.c.day).where(exemptions.c.organisation_id == organisation_id, exemptions.c.day == day)
    if (await connection.execute(known)).first() is not None or await allowances.exempts(
        connection, organisation_id, day
    ):
        return False
    row = {"organisation_id": organisation_id, "day": day, "source": CHAT}
    await insert_new(connection, exemptions, [row], ["organisation_id", "day"])
    return True


async def revoke(connection: AsyncConnection, organisation_id: int, day: date) -> bool:
    """The unit must report on ``day`` again, whoever excused it; False when it was not excused."""
    gone = delete(exemptions).where(exemptions.c.organisation_id == organisation_id, exemptions.c.day == day)
    uncovered = await allowances.uncover(connection, organisation_id, day)
    return bool((await connection.execute(gone)).rowcount) or uncovered
