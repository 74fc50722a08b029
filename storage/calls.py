"""How many calls a channel has made of its platform, as far as the rows say: by it an alarm rings in time.

An estimate: tokens, refusals and what was made again are not in it, nor what goes by a message's own reply handle.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.states import OutboxState
from storage.tables import inbox, outbox


async def since(connection: AsyncConnection, channel: str, moment: datetime) -> int:
    """Calls since then (real time): messages that went, several receivers of one call once; files out and in."""
    call = func.coalesce(outbox.c.batch, cast(outbox.c.id, String))
    handed_over = func.sum(case((outbox.c.attachment_key != "", 1), else_=0))
    by_a_handle = select(inbox.c.id).where(inbox.c.id == outbox.c.reply_to, inbox.c.reply_until.is_not(None)).exists()
    sent = select(func.count(call.distinct()), func.coalesce(handed_over, 0)).where(
        outbox.c.channel == channel,
        outbox.c.state == OutboxState.SENT,
        outbox.c.sent_at >= moment,
        ~by_a_handle,
    )
    fetched = select(func.count()).where(inbox.c.channel == channel, inbox.c.media != "", inbox.c.arrived_at >= moment)
    said, files = (await connection.execute(sent)).one()
    return int(said) + int(files) + int(await connection.scalar(fetched) or 0)
