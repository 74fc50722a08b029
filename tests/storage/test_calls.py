"""What a channel has asked of its platform this month, as far as the rows tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.clock import CHINA, month_of
from domain.messages import MessageKind
from storage import calls
from storage.engine.database import Database
from storage.tables import inbox, outbox
from tests.support.rows import add

NOW = datetime(2026, 11, 9, 2, tzinfo=UTC)
MONTH = month_of(NOW)
BEFORE = MONTH - timedelta(seconds=1)


async def count(database: Database, channel: str = "dingtalk") -> int:
    async with database.read() as connection:
        return await calls.since(connection, channel, MONTH)


def test_a_month_begins_in_china() -> None:
    assert datetime(2026, 11, 1, tzinfo=CHINA) == MONTH == month_of(MONTH)
    assert month_of(BEFORE) == datetime(2026, 10, 1, tzinfo=CHINA)


async def test_messages_that_went_and_files_count_and_answers_by_a_handle_do_not(database: Database) -> None:
    sent = {"channel": "dingtalk", "state": "sent", "sent_at": NOW}
    assert await count(database) == 0
    async with database.write() as connection:
        # An answer by the message's own handle, and one to a message that has none.
        heard = {"channel": "dingtalk", "kind": MessageKind.TEXT, "arrived_at": NOW}
        await add(connection, inbox, 1, **heard, external_id="a", reply_handle="", reply_until=NOW)
        await add(connection, inbox, 2, **heard, external_id="b")
        await add(connection, outbox, 1, **sent, reply_to=1)
        await add(connection, outbox, 2, **sent, reply_to=2)
    assert await count(database) == 1
    async with database.write() as connection:
        # Several receivers of one call, and one with a file, which is handed over first.
        for row in (3, 4, 5):
            await add(connection, outbox, row, **sent, batch="together")
        await add(connection, outbox, 6, **sent, attachment_key="files/a", attachment_kind="file")
    assert await count(database) == 1 + 1 + 2
    async with database.write() as connection:
        # Neither what waits, nor last month's, nor another channel's.
        await add(connection, outbox, 7, **{**sent, "state": "new", "sent_at": None})
        await add(connection, outbox, 8, **{**sent, "sent_at": BEFORE})
        await add(connection, outbox, 9, **{**sent, "channel": "feishu"})
        await add(connection, inbox, 3, **{**heard, "arrived_at": BEFORE}, external_id="c", media="m")
        await add(connection, inbox, 4, **heard, external_id="d", media="m")
    assert await count(database) == 4 + 1
    assert await count(database, "feishu") == 1
